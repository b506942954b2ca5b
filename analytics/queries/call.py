"""One call with all that its page shows, in a fixed number of queries."""

from django.shortcuts import get_object_or_404

from analytics.models import Insight
from calls.models import Call, Recording, Transcript


def one(pk: int) -> Call:
    """The call with legs, recordings, steps, transcript and insight. Http404 when there is none."""
    calls = Call.objects.select_related("connection", "transcript", "insight").prefetch_related(
        "legs", "recordings", "steps", "transcript__utterances", "insight__findings"
    )
    return get_object_or_404(calls, pk=pk)


def with_steps(pk: int) -> Call:
    """As much of the call as its stage strip needs."""
    return get_object_or_404(Call.objects.prefetch_related("steps"), pk=pk)


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
