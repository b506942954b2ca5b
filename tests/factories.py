"""Rows for tests, made as the product makes them: each function gives a plausible one.

Plain functions with honest defaults: name what the test is about, leave the rest. An utterance is
written as (role, start, end, text).
"""

import hashlib
import math
import wave
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from analytics import indexing
from analytics.insight.passages import passages
from analytics.insight.risk import level
from analytics.models import Finding, Insight, Scorecard, ScorecardItem, Topic, Tracker
from analytics.stages import conversation_of
from calls.models import (
    Call,
    DirectoryEntry,
    Event,
    ImportedFile,
    Leg,
    Recording,
    Step,
    Transcript,
    Utterance,
)
from ucm.models import Connection

Said = tuple[str, float, float, str]

_numbers = count(1)

CONVERSATION: Sequence[Said] = (
    ("agent", 0.6, 3.4, " Good morning, Northwind Heating, Anna speaking."),
    ("customer", 4.0, 8.2, " Hello, my boiler broke down again and the flat is freezing."),
    ("agent", 8.9, 11.6, " I am sorry to hear that. When did it stop?"),
    ("customer", 12.1, 16.4, " Last night. This is the third time and I am really annoyed."),
    ("agent", 17.0, 21.5, " I can send a technician today between two and four."),
    ("customer", 22.0, 25.8, " That would be great. What will the visit cost?"),
    ("agent", 26.3, 29.0, " It is covered by your contract, so nothing."),
    ("customer", 29.4, 31.6, " Wonderful, thank you very much."),
)


def make_user(username: str = "rosa", *, permissions: Iterable[str] = (), **fields: Any) -> User:
    """A person who may sign in. `permissions` are codenames: "play_recording"."""
    user = User.objects.create_user(username, password="correct horse", **fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=list(permissions)))
    return user


def make_connection(name: str = "Head office", **fields: Any) -> Connection:
    found = Connection.objects.filter(name=name).first()
    defaults = {"base_url": "https://192.0.2.10:8089", "username": "cdrapi"}
    return found or Connection.objects.create(name=name, **defaults | fields)


def make_call(started_at: datetime | None = None, *, talk: int = 95, ring: int = 6, **fields: Any) -> Call:
    """An answered inbound call a minute ago; `talk=0` makes it a missed one."""
    n = next(_numbers)
    started_at = started_at or timezone.now() - timedelta(minutes=5)
    answered_at = started_at + timedelta(seconds=ring) if talk else None
    defaults = {
        "connection": fields.pop("connection", None) or make_connection(),
        "session": f"1763889{n:05d}.{n}",
        "direction": Call.Direction.INBOUND,
        "disposition": Call.Disposition.ANSWERED if talk else Call.Disposition.NO_ANSWER,
        "answered_at": answered_at,
        "ended_at": started_at + timedelta(seconds=ring + talk),
        "caller_number": "+4930555012",
        "callee_number": "6500",
        "agent_number": "1001",
        "agent_name": "Anna Weber",
        "customer_number": "+4930555012",
        "queue": "6500",
        "trunk": "SIP provider",
        "ring_seconds": ring,
        "talk_seconds": talk,
        "duration_seconds": ring + talk,
    }
    return Call.objects.create(started_at=started_at, **defaults | fields)


def make_name(number: str, name: str, *, connection: Connection, **fields: Any) -> DirectoryEntry:
    """An extension's name, as far back as calls go; make calls after it, or write their names yourself."""
    defaults = {"kind": "extension", "number": number, "name": name}
    return DirectoryEntry.objects.create(connection=connection, **defaults | fields)


def make_leg(call: Call, **fields: Any) -> Leg:
    event = Event.objects.create(
        connection=call.connection, source=Event.Source.WEBHOOK, raw=b"{}", state=Event.State.UNDERSTOOD
    )
    defaults = {
        "key": f"leg-{next(_numbers)}",
        "event": event,
        "started_at": call.started_at,
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
        "source": call.caller_number,
        "destination": call.callee_number,
        "answered_by": call.agent_number,
        "disposition": "ANSWERED" if call.answered_at else "NO ANSWER",
        "action_type": "QUEUE[6500]",
        "last_app": "Queue",
        "duration_seconds": call.duration_seconds,
        "talk_seconds": call.talk_seconds,
        "raw": {},
    }
    return Leg.objects.create(call=call, **defaults | fields)


def make_recording(call: Call, *, seconds: float = 32.0, **fields: Any) -> Recording:
    """A stored recording as a row; make_audio writes the file where a test plays it."""
    n = next(_numbers)
    defaults = {
        "name": f"{call.started_at:%Y-%m}/auto-{n}-{call.customer_number}-{call.agent_number}.wav",
        "state": Recording.State.STORED,
        "file": f"{call.started_at:%Y-%m}/{n}.wav",
        "sha256": hashlib.sha256(str(n).encode()).hexdigest(),
        "size": int(seconds * 16_000),
        "codec": "pcm_s16le",
        "sample_rate": 8000,
        "channels": 1,
        "duration": seconds,
        "stored_at": timezone.now(),
    }
    return Recording.objects.create(call=call, **defaults | fields)


def make_audio(recording: Recording) -> Path:
    """The recording's file: a quiet tone, 8 kHz, 16 bit, mono, as a UCM writes them."""
    path = settings.RECORDINGS_DIR / recording.file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as audio:
        audio.setparams((1, 2, 8000, 0, "NONE", ""))
        second = b"".join(
            int(1500 * math.sin(n * 0.35)).to_bytes(2, "little", signed=True) for n in range(8000)
        )
        audio.writeframes((second * math.ceil(recording.duration))[: int(recording.duration * 16_000)])
    return path


def make_transcript(
    call: Call, said: Sequence[Said] = CONVERSATION, *, recording: Recording | None = None, **fields: Any
) -> Transcript:
    """A transcript of what was said. Without roles (role "") it is a mono one."""
    recording = recording or call.recordings.first() or make_recording(call)
    has_speakers = bool(said) and all(role for role, *_ in said)
    defaults = {
        "engine": "faster-whisper",
        "model": "base",
        "language": "en",
        "duration": recording.duration,
        "channels": 2 if has_speakers else 1,
        "has_speakers": has_speakers,
        "words": sum(len(text.split()) for *_, text in said),
    }
    transcript = Transcript.objects.create(call=call, **defaults | fields)
    Utterance.objects.bulk_create(
        _utterance(transcript, recording, index, *line) for index, line in enumerate(said)
    )
    return transcript


def _utterance(
    transcript: Transcript, recording: Recording, index: int, role: str, start: float, end: float, text: str
) -> Utterance:
    return Utterance(
        transcript=transcript,
        recording=recording,
        index=index,
        role=role,
        speaker={"agent": "A", "customer": "B"}.get(role, ""),
        start=start,
        end=end,
        text=text.strip(),
        confidence=0.9,
        words=words_of(text, start, end),
    )


def words_of(text: str, start: float, end: float, *, confidence: float = 0.93) -> list[list[Any]]:
    """The words of a text, spread evenly over its time, each with its leading space."""
    texts = [f" {word}" for word in text.split()]
    step = (end - start) / max(len(texts), 1)
    return [
        [round(start + n * step, 2), round(start + (n + 1) * step, 2), word, confidence]
        for n, word in enumerate(texts)
    ]


METRICS = (
    ("Agent's share of the talking", 46.0, "%", "Seconds the agent speaks / seconds both speak, added up."),
    ("Longest monologue of the agent", 4.5, "s", "Longest stretch in which the customer says less than 1 s."),
    ("Changes of speaker", 13.1, "/min", "(Turns - 1) / minutes of the recording."),
    ("Long silences", 0.0, "", "Stretches of 3 s or more without speech."),
)


def make_insight(call: Call, **fields: Any) -> Insight:
    """An insight on CONVERSATION; `metrics` and the moods may be given, findings are separate. What the
    call's transcript says can then be searched."""
    defaults = {
        "version": "1",
        "language": "en",
        "headline": "My boiler broke down again and the flat is freezing.",
        "sentiment": Insight.Sentiment.NEGATIVE,
        "sentiment_score": -0.31,
        "sentiments": [0.2, -0.6, -0.1, -0.7, 0.1, 0.6, 0.0, 0.8],
        "metrics": [make_metric(*row) for row in METRICS],
        "notes": [],
    }
    if transcript := Transcript.objects.filter(call=call).first():
        indexing.index(call, passages(conversation_of(transcript)))
    return Insight.objects.create(call=call, **defaults | fields)


def make_metric(label: str, value: float | None, unit: str, formula: str, why: str = "") -> dict[str, Any]:
    key = label.lower().replace(" ", "_")
    return {"key": key, "label": label, "value": value, "unit": unit, "why": why, "formula": formula}


def make_finding(
    insight: Insight, kind: str, text: str, evidence: Sequence[int] = (0,), role: str = "", **fields: Any
) -> Finding:
    position = insight.findings.filter(kind=kind).count()
    return Finding.objects.create(
        insight=insight, kind=kind, position=position, text=text, role=role, evidence=list(evidence), **fields
    )


def make_topic(name: str = "Billing", *examples: str, **fields: Any) -> Topic:
    """With examples about bills where none are given."""
    text = "\n".join(examples or ("I have a question about my bill", "I was charged twice this month"))
    return Topic.objects.create(name=name, examples=text, **fields)


def make_risk(
    insight: Insight, risk: str, probability: float, text: str = "", evidence: Sequence[int] = (0,)
) -> Finding:
    details = {"risk": risk, "probability": probability, "level": level(probability)}
    return make_finding(insight, "risk", text, evidence, "customer", score=probability, details=details)


def make_satisfaction(
    insight: Insight, label: str, probability: float, text: str, evidence: list[int]
) -> Finding:
    """`label` is "satisfied", "mixed" or "dissatisfied", `probability` that of it."""
    details = {"label": label, "probability": probability, "signs": []}
    return make_finding(insight, "satisfaction", text, evidence, "customer", details=details)


def make_imported(name: str, *, connection: Connection, **fields: Any) -> ImportedFile:
    """A recording that somebody uploaded, in the batch `scene`."""
    defaults = {"source": "upload", "kind": "recording", "batch": "scene", "size": 960_044}
    return ImportedFile.objects.create(connection=connection, name=name, **defaults | fields)


def make_step(call: Call, stage: str, state: str = Step.State.DONE, **fields: Any) -> Step:
    now = timezone.now()
    over = state in (Step.State.DONE, Step.State.SKIPPED, Step.State.FAILED)
    defaults = {"attempts": 1, "started_at": now, "finished_at": now if over else None}
    return Step.objects.create(call=call, stage=stage, state=state, **defaults | fields)


def make_ready_call(started_at: datetime | None = None, **fields: Any) -> Call:
    """A call through all stages: recorded, transcribed, analysed, with findings and legs."""
    call = make_call(started_at, **fields)
    make_leg(call)
    make_recording(call)
    make_transcript(call)
    insight = make_insight(call)
    make_finding(insight, "summary", CONVERSATION[1][3].strip(), [1], "customer")
    make_finding(insight, "summary", CONVERSATION[4][3].strip(), [4], "agent")
    make_finding(insight, "question", "What will the visit cost?", [5], "customer")
    make_finding(insight, "keyword", "boiler", [1])
    for stage in ("fetch_recording", "transcribe", "analyse"):
        make_step(call, stage)
    return call


def make_tracker(name: str = "Refund", *phrases: str, **fields: Any) -> Tracker:
    """Of the word “refund” where no phrases are given."""
    return Tracker.objects.create(name=name, phrases="\n".join(phrases or ("refund",)), **fields)


def make_scorecard(name: str = "Service", *items: dict[str, Any], **fields: Any) -> Scorecard:
    """Items as the fields of ScorecardItem."""
    card = Scorecard.objects.create(name=name, **fields)
    for item in items:
        ScorecardItem.objects.create(scorecard=card, **{"text": "Is it well done?"} | item)
    return card
