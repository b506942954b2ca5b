"""A brought recording: stored at once, found again by its name. Called by take.py.

Its call is known by the name of the recording in a CDR. Where that has come, the call's fetch step is
opened again and finds the file; where it has not, the file waits.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from calls import pipeline, recordings
from calls.imports.names import named, wav_name
from calls.imports.refusal import NotTaken
from calls.models import ImportedFile, Recording
from calls.recordings import BrokenRecording, StoredFile, UnsupportedRecording
from calls.stage import stages
from ucm.models import Connection
from ucm.protocol.recording_names import NameFacts, read_name

State = ImportedFile.State


def keep(row: ImportedFile, chunks: Iterable[bytes]) -> None:
    """Store the audio and say on the row whether it waits, asks, or is here already."""
    row.kind = ImportedFile.Kind.RECORDING
    facts = read_name(row.name)
    row.bare_name = wav_name(row.name)
    if facts.tells_enough and (known := _stored_under(row.connection, row.bare_name).first()):
        row.state, row.call, row.why = State.DUPLICATE, known.call, "The call has this recording already."
        return
    _note(row, _stored(row, facts, chunks))
    if not facts.tells_enough:
        row.bare_name = f"{row.bare_name[: -len('.wav')][:200]}-{row.sha256[:12]}.wav"
    if twin := _twin(row):
        row.state, row.call, row.why = State.DUPLICATE, twin.call, "The same recording was brought before."
        return
    row.state = State.WAITING if facts.tells_enough else State.ASKING
    row.save()
    _tell_the_call(row)


def _stored_under(connection: Connection, name: str) -> QuerySet[Recording]:
    return named(connection, name).filter(state=Recording.State.STORED)


def _stored(row: ImportedFile, facts: NameFacts, chunks: Iterable[bytes]) -> StoredFile:
    moment = facts.start or row.written_at or timezone.now()
    try:
        return recordings.store(
            chunks, settings.RECORDINGS_DIR, month=f"{moment:%Y-%m}", keep_free=settings.MIN_FREE_BYTES
        )
    except (BrokenRecording, UnsupportedRecording) as error:
        raise NotTaken(
            "The recording is damaged, was cut off, or is in a format that cannot be opened.",
            "Play it where it came from. If it plays there, copy it again.",
        ) from error


def _note(row: ImportedFile, stored: StoredFile) -> None:
    row.file, row.sha256 = stored.path, stored.sha256
    row.codec, row.sample_rate = stored.audio.codec, stored.audio.sample_rate
    row.channels, row.duration = stored.audio.channels, stored.audio.duration


def _twin(row: ImportedFile) -> ImportedFile | None:
    """The same file brought before. Content alone does not tell: two silent recordings are alike."""
    twins = ImportedFile.objects.filter(
        connection=row.connection, sha256=row.sha256, bare_name=row.bare_name
    ).exclude(state__in=[State.DUPLICATE, State.REFUSED])
    return twins.exclude(pk=row.pk).first()


def _tell_the_call(row: ImportedFile) -> None:
    for recording in named(row.connection, row.bare_name).exclude(state=Recording.State.STORED):
        ImportedFile.objects.filter(pk=row.pk).update(call=recording.call)
        row.call = recording.call
        Recording.objects.filter(pk=recording.pk).update(state=Recording.State.WANTED)
        pipeline.open_step(recording.call, stages()[0])
