"""The record: what arrived, what it meant, what was heard, and the work still open."""

from calls.models.backfill import Backfill
from calls.models.call import Call, Leg
from calls.models.correction import Correction
from calls.models.directory import Directory, DirectoryEntry
from calls.models.event import Event
from calls.models.heard_part import HeardPart
from calls.models.imported_file import ImportedFile
from calls.models.line_role import LineRole
from calls.models.poll import Poll
from calls.models.recording import Recording
from calls.models.self_test import SelfTest
from calls.models.speaker_role import SpeakerRole
from calls.models.step import Step
from calls.models.term import Term
from calls.models.transcript import Transcript, Utterance

__all__ = [
    "Backfill",
    "Call",
    "Correction",
    "Directory",
    "DirectoryEntry",
    "Event",
    "HeardPart",
    "ImportedFile",
    "Leg",
    "LineRole",
    "Poll",
    "Recording",
    "SelfTest",
    "SpeakerRole",
    "Step",
    "Term",
    "Transcript",
    "Utterance",
]
