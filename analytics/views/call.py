"""The call page: what was said, what it means, and how far the work on it has come."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from analytics import charts, forms
from analytics.llm.endpoints import in_use
from analytics.queries import call as queries
from analytics.queries import corrections, sound, standing
from analytics.queries.by_rules import by_rules
from analytics.queries.filters import matching
from analytics.queries.insight import cards
from analytics.queries.paging import neighbours
from analytics.queries.progress import progress as progress_of
from analytics.queries.summary import summary_of
from analytics.queries.transcript import gaps as gaps_of
from analytics.queries.transcript import lines as lines_of
from analytics.queries.transcript import marks as marks_of
from analytics.queries.who import who_is_who
from analytics.views.summary import PERMISSION as SUM_UP
from analytics.who_forms import WhoIsWhoForm
from calls import pipeline
from calls.models import Call, Step

SPEEDS = ("0.75", "1", "1.25", "1.5", "1.75", "2")


@require_safe
def call(request: HttpRequest, pk: int) -> HttpResponse:
    shown = queries.one(pk)
    filters = forms.filters_from(request.GET)
    newer, older = neighbours(matching(filters), shown)
    context = _body(request, shown) | {
        "query": forms.query_string(filters),
        "search": filters.q,
        "newer": newer,
        "older": older,
    }
    return render(request, "calls/page.html", context)


@require_safe
@never_cache
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The stage strip; and, when a stage finished since the page was drawn (`drawn` says from
    what), the parts of the page that show its result, swapped in beside it."""
    stages = progress_of(queries.with_steps(pk))
    if request.GET.get("drawn", stages.signature) == stages.signature:
        return render(request, "calls/_progress.html", {"call_id": pk, "progress": stages})
    context = _body(request, queries.one(pk)) | {
        "is_update": True,
        "has_player": bool(request.GET.get("player")),
    }
    return render(request, "calls/_update.html", context)


@require_POST
@permission_required("calls.change_step", raise_exception=True)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    step = pipeline.reopen(get_object_or_404(Step.objects.select_related("call"), pk=pk))
    if not request.htmx:
        return redirect("call", pk=step.call_id)
    # htmx follows to the strip, and tells there what the page shows now.
    shown = {name: request.POST[name] for name in ("drawn", "player") if name in request.POST}
    return redirect(reverse("call-progress", args=[step.call_id], query=shown))


def _body(request: HttpRequest, shown: Call) -> dict[str, Any]:
    transcript = queries.transcript_of(shown)
    corrected = corrections.of_call(shown)
    lines, gaps = lines_of(transcript, marks=corrected.marks), gaps_of(transcript)
    insight = queries.insight_of(shown)
    may_sum_up = request.user.has_perm(SUM_UP)
    found = cards(insight, lines) if insight else None
    length = queries.audio_length(shown)
    who = who_is_who(shown, transcript)
    recordings = queries.stored_recordings(shown)
    return {
        "call": shown,
        "call_id": shown.pk,
        "progress": progress_of(shown),
        "recordings": recordings,
        "sound_faults": sound.faults(recordings),
        "may_listen": request.user.has_perm("calls.play_recording"),
        "length": length,
        "speeds": SPEEDS,
        "may_correct": request.user.has_perm("calls.change_utterance"),
        "unplaced": corrected.unplaced,
        "again_id": queries.again_id(shown),
        "lines": lines,
        "marks": marks_of(lines),
        "who": who,
        "who_form": WhoIsWhoForm(who=who) if who else None,
        "timeline": charts.timeline(lines, length, gaps=gaps, waves=sound.waves(recordings)),
        "gap_kinds": {gap.kind: gap.name for gap in gaps},
        "last_gaps": [gap for gap in gaps if not lines or gap.start >= lines[-1].start],
        "insight": insight,
        "cards": found,
        "summary": summary_of(shown, found.summary if found else [], lines),
        "may_sum_up": may_sum_up,
        "has_writer": may_sum_up and in_use() is not None,
        "by_rules": by_rules(insight, lines) if insight else None,
        "course": charts.mood_course(insight.sentiments, lines, length) if insight else [],
        "no_recording": standing.of_recording(shown),
        "gaps": standing.of_gaps(shown),
        "no_transcript": standing.of_transcript(shown, has_lines=bool(lines)),
        "no_insight": standing.of_insight(shown, has_lines=bool(lines)),
    }
