"""What a speaker is called in a file that is taken away."""

from calls.speech.types import Segment

ROLES = {"agent": "Agent", "customer": "Customer", "system": "Recorded voice"}


def name_of(segment: Segment) -> str:
    """The role if known, else "Speaker A", else nothing."""
    if segment.role:
        return ROLES[segment.role]
    return f"Speaker {segment.speaker}" if segment.speaker else ""
