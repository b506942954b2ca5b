"""Who is who in a call: its speakers as the page lets a person name them. Called by the call page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from analytics.insight.types import Turn
from analytics.redaction import hidden
from calls.models import Call, SpeakerRole, Transcript, Utterance
from calls.voices import Voice, voices

Role = Utterance.Role
EXCHANGED = {Role.AGENT: Role.CUSTOMER, Role.CUSTOMER: Role.AGENT}
SAMPLE = 60  # characters of what somebody says, to recognise him by
TELLING = 4  # words from which a line is a sample


@dataclass(frozen=True, slots=True)
class Speaker:
    """One voice: `seconds` is how long it speaks; `sample` is said at second `start` of the call."""

    voice: Voice
    name: str
    role: str
    seconds: float
    sample: str
    start: float

    @property
    def field(self) -> str:
        """Its name in the form."""
        return f"role-{self.voice.recording}-{self.voice.speaker}"

    @property
    def exchanged(self) -> str:
        return EXCHANGED.get(Role(self.role), self.role)


@dataclass(frozen=True, slots=True)
class WhoIsWho:
    """`said` is the newest word of a person on it, None where the roles are those worked out."""

    transcript_id: int
    speakers: Sequence[Speaker]
    said: SpeakerRole | None

    @property
    def can_swap(self) -> bool:
        return any(speaker.exchanged != speaker.role for speaker in self.speakers)


def who_is_who(call: Call, transcript: Transcript | None) -> WhoIsWho | None:
    """None where nobody has been told apart. Reads what queries.call.one has fetched."""
    known = voices(transcript.utterances.all()) if transcript else {}
    if not transcript or not known:
        return None
    places = {recording.pk: number for number, recording in enumerate(call.recordings.all(), 1)}
    is_one = len({voice.recording for voice in known}) == 1
    without = hidden(transcript)
    speakers = [
        _speaker(voice, lines, "" if is_one else f" in recording {places[voice.recording]}", without)
        for voice, lines in known.items()
    ]
    said = [word for recording in call.recordings.all() for word in recording.speaker_roles.all()]
    return WhoIsWho(transcript.pk, speakers, max(said, key=attrgetter("at"), default=None))


def _speaker(voice: Voice, lines: Sequence[Utterance], where: str, without: Mapping[int, Turn]) -> Speaker:
    telling = next((line for line in lines if len(line.text.split()) >= TELLING), lines[0])
    said = without[telling.index].text if telling.index in without else telling.text
    text = said if len(said) <= SAMPLE else f"{said[:SAMPLE].rsplit(' ', 1)[0]} …"
    return Speaker(
        voice=voice,
        name=f"Speaker {voice.speaker}{where}",
        role=lines[0].role,
        seconds=sum(line.end - line.start for line in lines),
        sample=text,
        start=telling.start,
    )
