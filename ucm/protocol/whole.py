"""Whether a recording that came is the whole recording. Called by the clients while they read one.

A UCM hands out a file that is still being written, without a word. Three things tell: the size that the
CDR announced, the size in the WAV header (written when the file is closed; 0 before), and its age.
"""

from dataclasses import dataclass

from ucm.protocol.recordings import Kind, promised_size, sniff

GSFF_LESS = 40
"""Bytes by which a GSFF file may be shorter than the WAV of the same sound: 44 of header less at least 4."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a recording before it is asked for.

    size: bytes the CDR announced. unique_code: its key in Grandstream's cloud. is_fresh: its call ended
    seconds ago, so the file may still be open. is_settled: it has had its time; what is there is all there
    is. is_moved: it may have been moved, so rare places are worth a question.
    """

    size: int | None = None
    unique_code: str = ""
    is_fresh: bool = False
    is_settled: bool = False
    is_moved: bool = False


NOTHING_KNOWN = Known()


def doubt(head: bytes, received: int, known: Known) -> str:
    """Why `received` bytes that begin with `head` are no whole file, in a few words; empty if they are."""
    if known.is_settled:
        return ""
    if known.size and received + (GSFF_LESS if sniff(head) is Kind.GSFF else 0) < known.size:
        return f"{received:,} of {known.size:,} announced bytes are there"
    return _doubt_of_header(head, received, known) if sniff(head) is Kind.WAV else ""


def _doubt_of_header(head: bytes, received: int, known: Known) -> str:
    promised = promised_size(head)
    if promised is not None and received < promised:
        return f"{received:,} of {promised:,} bytes are there"
    # As large as announced, the file is whole whatever its header says.
    if known.size:
        return ""
    if promised is None:
        return "its header has no length yet" if known.is_fresh else ""
    return "it has outgrown its header" if received > promised + 1 else ""
