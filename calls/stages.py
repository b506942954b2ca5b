"""FETCH_RECORDING and TRANSCRIBE: the stages that make the record; their work is in the files named."""

from calls.fetching import STAGE, fetch, keep_recordings
from calls.stage import Stage
from calls.transcribing import keep_transcript, transcribe

FETCH_RECORDING = Stage(name=STAGE, work=fetch, save=keep_recordings, limit=1800.0)

TRANSCRIBE = Stage(
    name="transcribe",
    work=transcribe,
    save=keep_transcript,
    queue="speech",
    limit=4 * 3600.0,
)
