"""The watched folder: what is complete is taken once, nothing is deleted, and nothing leads out of it."""

import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from calls.models import Call, ImportedFile
from calls.sources import folder as watched
from calls.sources.folder import Look, look
from tests.calls.audio import wav
from tests.calls.imports.bringing import ANSWERED_LEG, RECORDING, export, put, read_events
from ucm.models import Connection

pytestmark = pytest.mark.django_db
State = ImportedFile.State


@pytest.fixture
def by_hand(db: None) -> Connection:
    return Connection.objects.create(name="Branch", watch_folder="branch")


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.RECORDINGS_DIR, settings.WATCH_DIR = tmp_path / "recordings", tmp_path / "watch"
    settings.MIN_FREE_BYTES = 1
    (tmp_path / "watch" / "branch").mkdir(parents=True)
    return tmp_path / "watch" / "branch"


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_is_taken_when_two_looks_find_it_the_same(by_hand: Connection, folder: Path) -> None:
    path = put(folder, RECORDING, wav(1.0))
    assert look(by_hand) == Look(arriving=1)
    path.write_bytes(wav(2.0))
    assert look(by_hand) == Look(arriving=1)
    assert look(by_hand) == Look(taken=1)
    assert look(by_hand) == Look()
    assert files(folder) == [f"done/{RECORDING}"]
    assert ImportedFile.objects.get().duration == 2.0


@pytest.mark.parametrize("name", ["a.wav.part", "a.tmp", "a.wav.filepart", ".a.wav", "done/a", "failed/a"])
def test_unfinished_and_finished_files_are_left_alone(by_hand: Connection, folder: Path, name: str) -> None:
    put(folder, name, wav())
    assert look(by_hand) == look(by_hand) == Look()
    assert files(folder) == [name]


def test_a_file_that_is_renamed_when_complete_is_taken_under_its_new_name(
    by_hand: Connection, folder: Path
) -> None:
    path = put(folder, "upload.wav", wav())
    look(by_hand)
    path.rename(folder / RECORDING)
    look(by_hand)
    look(by_hand)
    assert [row.name for row in ImportedFile.objects.all()] == [RECORDING]


def test_a_refused_file_lies_in_failed_with_a_note(by_hand: Connection, folder: Path) -> None:
    put(folder, "2026-05/broken.wav", wav()[:40])
    look(by_hand)
    assert look(by_hand) == Look(refused=1)
    assert files(folder) == ["failed/2026-05/broken.wav", "failed/2026-05/broken.wav.txt"]
    note = (folder / "failed/2026-05/broken.wav.txt").read_text()
    assert "damaged" in note
    assert "copy it again" in note


def test_a_file_put_back_after_it_failed_is_tried_again(by_hand: Connection, folder: Path) -> None:
    put(folder, "x.wav", b"no audio")
    look(by_hand)
    look(by_hand)
    (folder / "failed/x.wav").rename(folder / "x.wav")
    look(by_hand)
    assert look(by_hand) == Look(refused=1)
    assert "failed/x-2.wav" not in files(folder)


def test_nothing_in_done_is_overwritten(by_hand: Connection, folder: Path) -> None:
    for body in (export(ANSWERED_LEG), export()):
        put(folder, "Master.csv", body)
        look(by_hand)
        look(by_hand)
    assert files(folder) == ["done/Master-2.csv", "done/Master.csv"]


def test_in_a_folder_that_cannot_be_written_to_files_stay_and_are_taken_once(
    by_hand: Connection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "Master.csv", export(ANSWERED_LEG))

    def read_only(*_: object) -> None:
        raise PermissionError

    # The tests may run as root, whom no mode of a folder keeps out.
    monkeypatch.setattr(Path, "rename", read_only)
    look(by_hand)
    assert look(by_hand) == Look(taken=1)
    assert look(by_hand) == look(by_hand) == Look()
    assert (folder / "Master.csv").exists()
    put(folder, "Master.csv", export(ANSWERED_LEG, ANSWERED_LEG))
    look(by_hand)
    assert look(by_hand) == Look(taken=1)


@pytest.mark.parametrize("name", ["/etc", "../outside", "a/../../b", "..", "a\\b"])
def test_a_folder_outside_the_root_cannot_be_chosen(name: str) -> None:
    with pytest.raises(ValidationError, match="below WATCH_DIR"):
        Connection(name="x", watch_folder=name).full_clean()


@pytest.mark.parametrize("name", ["/etc", "../outside", ".", "link"])
def test_a_folder_outside_the_root_is_not_read_even_when_it_is_stored(
    folder: Path, tmp_path: Path, name: str
) -> None:
    put(tmp_path / "outside", RECORDING, wav())
    (folder.parent / "link").symlink_to(tmp_path / "outside")
    connection = Connection.objects.create(name="Evil", watch_folder=name)
    for _ in range(2):
        assert "leads out of WATCH_DIR" in look(connection).trouble
    assert not ImportedFile.objects.exists()


def test_links_and_pipes_in_the_folder_are_left_alone(
    by_hand: Connection, folder: Path, tmp_path: Path
) -> None:
    secret = put(tmp_path, "secret.csv", export(ANSWERED_LEG))
    (folder / "link.csv").symlink_to(secret)
    (folder / "linked").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.wav")
    assert look(by_hand) == look(by_hand) == Look()


def test_a_file_swapped_for_a_link_after_the_look_is_not_followed(
    by_hand: Connection, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = put(tmp_path, "secret.csv", export(ANSWERED_LEG))
    path = put(folder, "Master.csv", export(ANSWERED_LEG))
    look(by_hand)
    opened = watched.opened

    def swapped(folder: Path, path: Path) -> Any:
        path.unlink()
        path.symlink_to(secret)
        return opened(folder, path)

    monkeypatch.setattr(watched, "opened", swapped)
    assert look(by_hand).refused == 1
    read_events()
    assert not Call.objects.exists()
    assert not path.exists()


def test_a_missing_folder_says_what_to_do(folder: Path) -> None:
    connection = Connection.objects.create(name="Gone", watch_folder="not/there")
    seen = look(connection)
    assert "does not exist" in seen.trouble
    assert "not/there" in seen.mend


def test_a_full_disk_leaves_every_file_for_the_next_look(
    by_hand: Connection, folder: Path, settings: Any
) -> None:
    put(folder, RECORDING, wav())
    look(by_hand)
    settings.MIN_FREE_BYTES = 10**18
    assert "must stay free" in look(by_hand).trouble
    assert files(folder) == [RECORDING]
    settings.MIN_FREE_BYTES = 1
    assert look(by_hand) == Look(taken=1)


def test_a_fault_of_ours_stops_one_file_and_no_other(
    by_hand: Connection, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    put(folder, "a.csv", export(ANSWERED_LEG))
    put(folder, RECORDING, wav())
    look(by_hand)
    taken, number = watched.take, ANSWERED_LEG["src"]

    def stumbles(row: ImportedFile, file: Any) -> None:
        if row.name == "a.csv":
            raise ZeroDivisionError(number)
        taken(row, file)

    monkeypatch.setattr(watched, "take", stumbles)
    assert look(by_hand) == Look(taken=1, refused=1)
    assert "ZeroDivisionError" in ImportedFile.objects.get(name="a.csv").why
    assert number not in caplog.text


def test_a_disabled_connection_is_not_looked_at(by_hand: Connection, folder: Path) -> None:
    by_hand.enabled = False
    by_hand.save()
    assert watched.watch_all() == {}


def test_the_command_takes_what_is_there(by_hand: Connection, folder: Path) -> None:
    put(folder, "Master.csv", export(ANSWERED_LEG))
    out = StringIO()
    call_command("watch_folder", "--once", "--settle", "0", stdout=out)
    assert "Branch: 1 taken, 0 refused, 0 still being written." in out.getvalue()
    by_hand.watch_folder = "gone"
    by_hand.save()
    with pytest.raises(CommandError, match="Branch"):
        call_command("watch_folder", "--once", "--settle", "0", stdout=out)
