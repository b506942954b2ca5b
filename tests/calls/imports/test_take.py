"""One file in: recognised by what it holds, kept or refused in words, and nothing fills memory or disk."""

import gzip
import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from calls import recordings
from calls.imports import stream
from calls.imports.take import take
from calls.models import Call, Event, ImportedFile, Recording
from calls.recordings import DiskFull
from tests.calls.imports.bringing import ANSWERED_LEG, OTHER, RECORDING, bring, export, read_events, tar, wav
from ucm.models import Connection

pytestmark = pytest.mark.django_db
State = ImportedFile.State


# --- Call records -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        export(ANSWERED_LEG, OTHER),
        b"\xef\xbb\xbf" + export(ANSWERED_LEG, OTHER).replace(b"\r\n", b"\n"),
        gzip.compress(export(ANSWERED_LEG, OTHER)),
        json.dumps({"cdr_root": [ANSWERED_LEG, OTHER]}).encode(),
        b"<cdr_root>%b</cdr_root>"
        % b"".join(
            b"<cdr>%b</cdr>"
            % b"".join(
                f"<{k}>{v.replace('<', '&lt;').replace('>', '&gt;')}</{k}>".encode() for k, v in row.items()
            )
            for row in (ANSWERED_LEG, OTHER)
        ),
        tar({"export/cdr.csv": export(ANSWERED_LEG, OTHER)}),
    ],
    ids=["csv", "mark and newlines", "gzip", "json", "xml", "tar"],
)
def test_an_export_is_known_by_its_content_and_becomes_calls(by_hand: Connection, body: bytes) -> None:
    row = bring(by_hand, "whatever.bin", body)
    read_events()
    assert row.state == State.TAKEN
    assert set(Call.objects.values_list("session", flat=True)) == {
        ANSWERED_LEG["session"],
        OTHER["session"],
    }
    assert set(Event.objects.values_list("source", flat=True)) == {"upload"}


def test_a_long_export_is_kept_in_pieces(by_hand: Connection) -> None:
    rows = [ANSWERED_LEG | {"AcctId": str(n), "session": f"17778870001234{n:02}-5"} for n in range(450)]
    row = bring(by_hand, "Master.csv", export(*rows))
    assert (row.records, row.events.count()) == (450, 3)


def test_lines_that_cannot_be_read_are_kept_and_named_and_the_others_become_calls(
    by_hand: Connection,
) -> None:
    header, first, second = export(ANSWERED_LEG, OTHER).splitlines()
    row = bring(by_hand, "Master.csv", b"\n".join([header, first, b"1,2,3", second]))
    read_events()
    assert (row.state, row.records) == (State.TAKEN, 2)
    assert row.why.startswith("1 of 3 lines could not be read. Line 3: it has 3 fields")
    assert Call.objects.count() == 2
    kept = Event.objects.get(state=Event.State.UNREADABLE)
    assert b"1,2,3" in bytes(kept.raw)


def test_records_that_cannot_be_read_at_all_are_kept_as_an_event(by_hand: Connection) -> None:
    row = bring(by_hand, "cdr.json", b'{"cdr_root": [{"no": "record"}]}')
    assert row.state == State.REFUSED
    assert bytes(row.events.get().raw) == b'{"cdr_root": [{"no": "record"}]}'


# --- Recordings ---------------------------------------------------------------------------------------


def test_a_recording_is_stored_and_waits(by_hand: Connection, settings: Any) -> None:
    row = bring(by_hand, RECORDING, wav(2.0))
    assert (row.state, row.bare_name, row.duration) == (State.WAITING, RECORDING, 2.0)
    assert (settings.RECORDINGS_DIR / row.file.name).read_bytes() == wav(2.0)


def test_a_name_that_tells_nothing_makes_it_ask(by_hand: Connection) -> None:
    first = bring(by_hand, "interview.wav", wav(2.0))
    second = bring(by_hand, "interview.wav", wav(1.0))
    assert (first.state, second.state) == (State.ASKING, State.ASKING)
    assert first.bare_name != second.bare_name


def test_the_same_file_again_changes_nothing(by_hand: Connection) -> None:
    for name in (RECORDING, "interview.wav"):
        bring(by_hand, name, wav(2.0))
        assert bring(by_hand, name, wav(2.0)).state == State.DUPLICATE
    assert bring(by_hand, "auto-1777887008-5550142-1001 (1).wav", wav(2.0)).state == State.DUPLICATE


def test_a_recording_that_its_call_has_already_is_not_stored_again(by_hand: Connection, call: Call) -> None:
    call.connection = by_hand
    call.save()
    Recording.objects.create(call=call, name=f"2026-05/{RECORDING}", state="stored", file="x.wav")
    row = bring(by_hand, RECORDING, wav(2.0))
    assert (row.state, row.call, row.file.name) == (State.DUPLICATE, call, "")


def test_the_same_name_on_another_system_is_another_recording(
    by_hand: Connection, connection: Connection
) -> None:
    assert bring(by_hand, RECORDING, wav(2.0)).state == State.WAITING
    assert bring(connection, RECORDING, wav(2.0)).state == State.WAITING


# --- What is not taken --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"", "empty"),
        (b"<!doctype html><title>Login</title>", "web page"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x7fELF\x02\x01\x01" + bytes(600), "neither a WAV"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "neither a WAV"),
        (b"name,colour\nTom,red\n", "neither a WAV"),
        (wav()[:40], "damaged"),
        (gzip.compress(wav())[:200], "damaged"),
        (tar({RECORDING: wav()})[:300], "damaged"),
        (b"RIFF\x00\x00\x00\x00WAVE" + bytes(600), "damaged"),
    ],
)
def test_what_cannot_be_taken_says_why_and_leaves_nothing(
    by_hand: Connection, body: bytes, word: str, settings: Any
) -> None:
    row = bring(by_hand, "file.wav", body)
    assert row.state == State.REFUSED
    assert word in row.why
    assert row.mend
    assert list(settings.RECORDINGS_DIR.rglob("*.wav")) == []


def test_an_archive_says_which_of_its_files_were_not_taken(by_hand: Connection, tmp_path: Path) -> None:
    inside = {
        "../../../etc/cron.d/evil": b"x",
        "/etc/passwd": b"root",
        f"2026-05/{RECORDING}": wav(),
        "inner.tgz": tar({RECORDING: wav()}),
    }
    row = bring(by_hand, "all.tgz", tar(inside))
    assert (row.state, row.why) == (State.TAKEN, "It held 4 files, 3 of them could not be taken.")
    taken = ImportedFile.objects.get(state=State.WAITING)
    assert taken.bare_name == RECORDING
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {f"{taken.sha256}.wav"}
    assert "archive inside" in ImportedFile.objects.get(name__endswith="inner.tgz").why


def test_a_full_disk_is_no_fault_of_the_file(by_hand: Connection, settings: Any) -> None:
    settings.MIN_FREE_BYTES = 10**18
    with pytest.raises(DiskFull):
        bring(by_hand, RECORDING, wav())
    assert not ImportedFile.objects.filter(state=State.REFUSED).exists()


class Endless(io.RawIOBase):
    """A WAV header and then silence without end, as an archive bomb or a 2 GB recording would be."""

    def __init__(self) -> None:
        self.given = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.given = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        head = wav(0.1)[:44][self.given :] if self.given < 44 else b""
        self.given += size
        return (head + bytes(size))[:size]


@pytest.fixture
def into_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stored bytes go nowhere, so that two gigabytes cost no disk."""

    def write(chunks: Iterator[bytes], *_: object, **__: object) -> str:
        for _chunk in chunks:
            pass
        raise AssertionError("it never ends")

    monkeypatch.setattr(recordings, "_write", write)


def test_two_gigabytes_neither_fill_memory_nor_are_taken_beyond_the_limit(
    by_hand: Connection, into_nothing: None, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 2 * 1024**3
    row = ImportedFile(connection=by_hand, source="upload", name=RECORDING)
    endless: IO[bytes] = Endless()  # type: ignore[assignment]
    tracemalloc.start()
    take(row, endless)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert row.state == State.REFUSED
    assert "larger than 2048 MB" in row.why
    assert peak < 10 * stream.CHUNK
