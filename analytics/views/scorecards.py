"""Scorecards: the list, and the form with its items and “Try it”."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics import reanalysis, rules, starter_rules
from analytics.insight import rulebook
from analytics.queries import tracked, trying
from analytics.rule_forms import ItemFormSet, ScorecardForm
from analytics.rule_models import Scorecard, Tracker
from analytics.views.trackers import SAVED

may_add = permission_required("analytics.add_scorecard", raise_exception=True)
may_change = permission_required("analytics.change_scorecard", raise_exception=True)


@require_safe
def scorecards(request: HttpRequest) -> HttpResponse:
    context = {
        "rows": tracked.scorecards(),
        "quality": tracked.mean_quality(),
        "again": reanalysis.progress(),
    }
    return render(request, "scorecards/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may_add
def add(request: HttpRequest) -> HttpResponse:
    return _form(request, Scorecard())


@require_http_methods(["GET", "HEAD", "POST"])
@may_change
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, get_object_or_404(Scorecard, pk=pk))


@require_POST
@may_add
def starter(request: HttpRequest) -> HttpResponse:
    card = starter_rules.add_compliance()
    messages.success(request, f"“{card}” was added. {SAVED}")
    return redirect("scorecard-edit", card.pk)


def _form(request: HttpRequest, edited: Scorecard) -> HttpResponse:
    """Saves; with `try` among what was posted it only tells how the last calls would score."""
    form = ScorecardForm(request.POST or None, instance=edited)
    items = ItemFormSet(request.POST or None, instance=edited, prefix="items")
    tried = None
    if request.method == "POST" and form.is_valid() and items.is_valid():
        if "try" not in request.POST:
            _save(form, items)
            messages.success(request, SAVED)
            return redirect("scorecards")
        tried = trying.try_scorecard(_as_rule(form, items))
    context = {
        "form": form,
        "items": items,
        "tried": tried,
        "pk": edited.pk,
        "has_trackers": Tracker.objects.exists(),
    }
    is_part = request.htmx and "try" in request.POST
    return render(request, "scorecards/_tried.html" if is_part else "scorecards/form.html", context)


@transaction.atomic
def _save(form: ScorecardForm, items: ItemFormSet) -> None:
    items.instance = form.save()
    items.save()


def _as_rule(form: ScorecardForm, items: ItemFormSet) -> rulebook.Scorecard:
    kept = [item for item in items.forms if item.has_changed() or item.instance.pk]
    asked = [item.instance for item in kept if item not in items.deleted_forms]
    card = form.instance
    return rulebook.Scorecard(card.pk or 0, card.name, tuple(map(rules.item_as_rule, asked)), card.direction)
