"""The summary of a call: edited, approved, given back to AudiaPro, or written by the language model again."""

from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.llm.endpoints import in_use
from analytics.llm.stage import WRITE
from analytics.models import EditedSummary, WrittenSummary
from analytics.queries import call as queries
from analytics.queries.insight import cards
from analytics.queries.summary import Summary, summary_of
from analytics.queries.transcript import lines as lines_of
from analytics.summary_form import SummaryForm, as_text
from calls import pipeline
from calls.models import Call

PERMISSION = "analytics.change_editedsummary"
may_edit = permission_required(PERMISSION, raise_exception=True)


@require_safe
@never_cache
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """The card as it stands, to be put back where its form was."""
    return _done(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@may_edit
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    call = queries.one(pk)
    length = queries.audio_length(call)
    rows = [(each.text, [mention.start for mention in each.mentions]) for each in _summary(call).statements]
    form = SummaryForm(request.POST or None, initial={"text": as_text(rows)}, length=length)
    if request.method == "POST" and form.is_valid():
        told = {"lines": form.cleaned_data["text"], "edited_by": request.user, "edited_at": timezone.now()}
        # Whoever approved it has not seen what it says now.
        unapproved = {"approved_by": None, "approved_at": None}
        EditedSummary.objects.update_or_create(call=call, defaults=told | unapproved)
        return _done(request, pk)
    template = "calls/_summary_form.html" if request.htmx else "calls/summary.html"
    return render(request, template, {"call": call, "form": form})


@require_POST
@may_edit
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the summary as it is shown now, whoever made it."""
    call = queries.one(pk)
    lines = [
        {"text": each.text, "at": [mention.start for mention in each.mentions]}
        for each in _summary(call).statements
    ]
    if lines:
        approved = {"approved_by": request.user, "approved_at": timezone.now()}
        EditedSummary.objects.update_or_create(
            call=call, defaults=approved, create_defaults=approved | {"lines": lines}
        )
    return _done(request, pk)


@require_POST
@may_edit
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to what AudiaPro says of the call by itself."""
    EditedSummary.objects.filter(call=pk).delete()
    return _done(request, pk)


@require_POST
@may_edit
def write_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the language model, also where it was asked before."""
    call = queries.one(pk)
    if in_use():
        with transaction.atomic():
            WrittenSummary.objects.filter(call=call).update(asked="")
            pipeline.open_step(call, WRITE)
    return redirect("call-progress" if request.htmx else "call", pk=pk)


def _summary(call: Call) -> Summary:
    lines, insight = lines_of(queries.transcript_of(call)), queries.insight_of(call)
    picked = cards(insight, lines).summary if insight else []
    return summary_of(call, picked, lines)


def _done(request: HttpRequest, pk: int) -> HttpResponse:
    """The card as it stands now, or the whole page for who has no scripts."""
    if not request.htmx:
        return redirect("call", pk=pk)
    call = queries.one(pk)
    context = {
        "call": call,
        "summary": _summary(call),
        "may_sum_up": request.user.has_perm(PERMISSION),
        "has_writer": in_use() is not None,
        "is_back": True,
    }
    return render(request, "calls/_summary.html", context)
