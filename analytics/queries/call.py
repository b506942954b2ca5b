"""One call with all that its page shows, in a fixed number of queries."""

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from analytics.models import Insight
from calls.directory.naming import name_of
from calls.models import Call, Leg, Recording, SpeakerRole, Step, Transcript
from calls.stages import TRANSCRIBE

BESIDE = (
    *("connection", "transcript", "insight", "written_summary"),
    *("edited_summary__edited_by", "edited_summary__approved_by"),
)


def one(pk: int) -> Call:
    """The call with all that BESIDE names, legs, recordings and steps. Http404 when there is none."""
    calls = Call.objects.select_related(*BESIDE).prefetch_related(
        Prefetch("legs", _named_legs()),
        Prefetch("recordings__speaker_roles", SpeakerRole.objects.select_related("by")),
        *("recordings", "steps", "transcript__utterances", "insight__findings"),
    )
    return get_object_or_404(calls, pk=pk)


def _named_legs() -> QuerySet[Leg]:
    """Legs with `source_name`, `destination_name` and `answered_by_name`, "" for numbers of outside."""
    columns = ("source", "destination", "answered_by")
    names = {f"{column}_name": name_of(column, call="call__") for column in columns}
    return Leg.objects.annotate(**names)


def with_steps(pk: int) -> Call:
    """As much of the call as its stage strip needs."""
    return get_object_or_404(Call.objects.prefetch_related("steps"), pk=pk)


def with_lines(call: Call) -> Call:
    """As much of the call as its transcript needs."""
    return (
        Call.objects.select_related("transcript").prefetch_related("transcript__utterances").get(pk=call.pk)
    )


def again_id(call: Call) -> int | None:
    """The step to open for hearing the call again; None while it is heard, or without a recording."""
    done = (
        step.pk
        for step in call.steps.all()
        if step.stage == TRANSCRIBE.name and step.state == Step.State.DONE
    )
    return next(done, None) if stored_recordings(call) else None


def transcript_of(call: Call) -> Transcript | None:
    return getattr(call, "transcript", None)


def insight_of(call: Call) -> Insight | None:
    return getattr(call, "insight", None)


def stored_recordings(call: Call) -> list[Recording]:
    """Those that can be played, in order."""
    return [recording for recording in call.recordings.all() if recording.state == Recording.State.STORED]


def audio_length(call: Call) -> float:
    """Seconds of audio in all stored recordings, which the call's clock runs through."""
    return sum(recording.duration for recording in stored_recordings(call))
