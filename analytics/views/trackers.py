"""Trackers: the list, one tracker's numbers, and its form with “Try it”."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics import reanalysis, rules, starter_rules
from analytics.queries import tracked, trying
from analytics.rule_forms import TrackerForm
from analytics.rule_models import Tracker

may_add = permission_required("analytics.add_tracker", raise_exception=True)
may_change = permission_required("analytics.change_tracker", raise_exception=True)
SAVED = "Saved. Calls of the past are looked through again in the background, the newest first."


@require_safe
def trackers(request: HttpRequest) -> HttpResponse:
    found = tracked.counts()
    rows = [(tracker, found.get(tracker.name, 0)) for tracker in tracked.trackers()]
    return render(request, "trackers/list.html", {"rows": rows, "again": reanalysis.progress()})


@require_safe
@never_cache
def progress(request: HttpRequest) -> HttpResponse:
    """How many calls were analysed again since the rules changed, for trackers and scorecards alike."""
    return render(request, "trackers/_again.html", {"again": reanalysis.progress()})


@require_safe
def tracker(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Tracker, pk=pk)
    context = {"tracker": shown, "numbers": tracked.numbers(shown.name), "again": reanalysis.progress()}
    return render(request, "trackers/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def add(request: HttpRequest) -> HttpResponse:
    return _form(request, Tracker())


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, get_object_or_404(Tracker, pk=pk))


@require_POST
@may_add
def starter(request: HttpRequest) -> HttpResponse:
    count = starter_rules.add_trackers()
    messages.success(request, f"{count} trackers were added. {SAVED}")
    return redirect("trackers")


def _form(request: HttpRequest, edited: Tracker) -> HttpResponse:
    """Saves; with `try` among what was posted it only tells what the tracker would find."""
    form = TrackerForm(request.POST or None, instance=edited)
    tried = None
    if request.method == "POST" and form.is_valid():
        if "try" not in request.POST:
            messages.success(request, SAVED)
            return redirect("tracker", form.save().pk)
        tried = trying.try_tracker(rules.as_rule(form.instance))
    context = {"form": form, "tried": tried, "pk": edited.pk}
    is_part = request.htmx and "try" in request.POST
    return render(request, "trackers/_tried.html" if is_part else "trackers/form.html", context)
