"""Why a call has no audio, transcript or insight: what its page says in their place. Pure reading."""

from collections.abc import Sequence
from dataclasses import dataclass

from calls.models import Call, Recording, Step

GONE = "Its CDR names one, but the file is gone from the phone system, so there is nothing to hear."
LEFT_OUT = "To have it, somebody who looks after AudiaPro can bring in this day again, recordings too."
SEE_ABOVE = "The strip above says why, and what to do."


@dataclass(frozen=True, slots=True)
class Standing:
    """`kind` picks the icon: "none" (nothing to expect), "working", "failed". `retry_id` is the step to
    try again, where nothing else on the page offers that."""

    kind: str
    title: str
    text: str
    mend: str = ""
    retry_id: int | None = None


def of_recording(call: Call) -> Standing | None:
    """Why nothing can be played; None when something can."""
    recordings = list(call.recordings.all())
    if any(recording.state == Recording.State.STORED for recording in recordings):
        return None
    step = _step(call, "fetch_recording")
    if step and step.state == Step.State.FAILED:
        return Standing("failed", "The recording could not be fetched", SEE_ABOVE)
    if step and step.is_open:
        return Standing("working", "The recording is on its way", "It appears here by itself.")
    if step and any(recording.state == Recording.State.WANTED for recording in recordings):
        if call.connection.has_api:
            return Standing("none", "The recording was not fetched", step.why, LEFT_OUT)
        return Standing("none", "The recording was not brought", step.why, step.mend)
    missing = [recording for recording in recordings if recording.state == Recording.State.MISSING]
    return _missing(missing[0]) if missing else _never_recorded(call)


def of_gaps(call: Call) -> list[Standing]:
    """What is lacking where something can be played: a recording that is missing or cut short, and why."""
    recordings = list(call.recordings.all())
    if not any(recording.state == Recording.State.STORED for recording in recordings):
        return []
    step = _step(call, "fetch_recording")
    return [
        _gap(recording, number, of=len(recordings), step=step)
        for number, recording in enumerate(recordings, 1)
        if recording.why or recording.state == Recording.State.MISSING
    ]


def _gap(recording: Recording, number: int, *, of: int, step: Step | None) -> Standing:
    which = f"Recording {number} of {of}" if of > 1 else "The recording"
    if recording.state == Recording.State.STORED:
        return Standing("none", f"{which} is cut short", recording.why)
    retry_id = step.pk if step and step.state == Step.State.DONE else None
    return Standing("failed", f"{which} is missing", recording.why or GONE, recording.mend, retry_id)


def _missing(recording: Recording) -> Standing:
    title = (
        "The recording could not be had" if recording.why else "The phone system no longer has this recording"
    )
    return Standing("none", title, recording.why or GONE, recording.mend)


def _never_recorded(call: Call) -> Standing:
    if call.disposition == Call.Disposition.VOICEMAIL:
        text = "The caller reached voicemail. The message stays in the mailbox on the phone system."
        return Standing("none", "Left to voicemail", text)
    if call.disposition != Call.Disposition.ANSWERED:
        text = "Nobody answered this call, so there is nothing to listen to."
        return Standing("none", "No conversation", text)
    return Standing(
        "none",
        "This call was not recorded",
        "The phone system names no recording for it.",
        "To have calls recorded, switch on automatic recording for the extension, queue or trunk on the UCM.",
    )


def of_transcript(call: Call, *, has_lines: bool) -> Standing | None:
    """Why there is nothing to read; None when there is, or when of_recording says it all."""
    if has_lines:
        return None
    if hasattr(call, "transcript"):
        return Standing("none", "No speech was found", "The recording holds no words that could be made out.")
    if step := _step(call, "transcribe"):
        return _while_transcribing(step)
    if of_recording(call):
        return None
    return Standing("working", "Waiting to be transcribed", "The words appear here by themselves.")


def _while_transcribing(step: Step) -> Standing:
    if step.state == Step.State.FAILED:
        return Standing("failed", "The recording could not be transcribed", SEE_ABOVE)
    if step.state == Step.State.SKIPPED:
        return Standing("none", "Nothing to transcribe", step.why)
    title = "Transcribing now" if step.state == Step.State.CLAIMED else "Waiting to be transcribed"
    return Standing("working", title, "The words appear here by themselves.")


def of_insight(call: Call, *, has_lines: bool) -> Standing | None:
    """Why there is no insight; None when there is one, or when there is nothing to analyse."""
    if hasattr(call, "insight") or not has_lines:
        return None
    step = _step(call, "analyse")
    if step and step.state == Step.State.FAILED:
        return Standing("failed", "The transcript could not be analysed", SEE_ABOVE)
    if step and step.state == Step.State.SKIPPED:
        return Standing("none", "Not analysed", step.why)
    return Standing("working", "Transcribed, not yet analysed", "The insights appear here by themselves.")


def _step(call: Call, stage: str) -> Step | None:
    steps: Sequence[Step] = call.steps.all()
    return next((step for step in steps if step.stage == stage), None)
