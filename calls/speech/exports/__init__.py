"""A Speech as a file that people and programs take away: text, subtitles, JSON. Pure."""

from collections.abc import Callable

from calls.speech.exports.data import as_json
from calls.speech.exports.subtitles import as_srt, as_vtt
from calls.speech.exports.text import as_text
from calls.speech.types import Speech

FORMATS: dict[str, Callable[[Speech], str]] = {
    "txt": as_text,
    "srt": as_srt,
    "vtt": as_vtt,
    "json": as_json,
}
