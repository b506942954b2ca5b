"""A transcript as SubRip (SRT) and WebVTT (W3C, "WebVTT: The Web Video Text Tracks Format")."""

from html import escape

from calls.speech.exports.cues import Cue, cues
from calls.speech.types import Speech


def as_srt(speech: Speech) -> str:
    """Numbered blocks. SubRip has no escapes and no voices: the text stays as it is, after the speaker."""
    blocks = (f"{number}\n{_srt(cue)}\n" for number, cue in enumerate(cues(speech), start=1))
    return "\n".join(blocks)


def as_vtt(speech: Speech) -> str:
    """A voice tag on each cue whose speaker is known, no cue settings, and &, <, > escaped (so is "-->")."""
    return "\n".join(["WEBVTT\n", *(f"{_vtt(cue)}\n" for cue in cues(speech))])


def _srt(cue: Cue) -> str:
    text = "\n".join(cue.lines)
    return f"{_time(cue.start, ',')} --> {_time(cue.end, ',')}\n{cue.who + ': ' if cue.who else ''}{text}"


def _vtt(cue: Cue) -> str:
    text = escape("\n".join(cue.lines), quote=False)
    return f"{_time(cue.start, '.')} --> {_time(cue.end, '.')}\n{f'<v {cue.who}>' if cue.who else ''}{text}"


def _time(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{rest:03}"
