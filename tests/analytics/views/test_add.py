"""“Add calls”: who may, what becomes of each file, and what a person is asked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from calls import pipeline
from calls.models import Call, ImportedFile, Recording, Step
from tests.calls.audio import wav
from tests.calls.imports.bringing import ANSWERED_LEG, OTHER, RECORDING, export, read_events
from tests.factories import make_connection, make_user
from ucm.models import Connection

pytestmark = pytest.mark.django_db
ADD = "/calls/add/"


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, settings: Any) -> None:
    settings.RECORDINGS_DIR, settings.WATCH_DIR = tmp_path / "recordings", tmp_path / "watch"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    settings.MIN_FREE_BYTES = 1


@pytest.fixture
def by_hand() -> Connection:
    return make_connection("Branch", base_url="", username="")


@pytest.fixture
def adder() -> Client:
    client = Client(enforce_csrf_checks=False)
    client.force_login(make_user("adder", permissions=["add_importedfile"]))
    return client


def send_files(client: Client, connection: Connection, files: list[tuple[str, bytes]]) -> Any:
    sent = [SimpleUploadedFile(name, body) for name, body in files]
    return client.post(ADD, {"connection": connection.pk, "files": sent}, follow=True)


def fetch_all() -> None:
    for step in Step.objects.due().filter(stage="fetch_recording"):
        pipeline.run(step.pk)


# --- Who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [ADD, "/calls/add/abc/", "/calls/add/file/1/"])
def test_it_takes_a_permission(browser_of: Client, path: str) -> None:
    assert browser_of.get(path).status_code == 403


def test_files_of_a_stranger_are_never_written_to_disk(
    client: Client, browser_of: Client, by_hand: Connection, tmp_path: Path, settings: Any
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "nowhere"  # writing there would fail
    assert send_files(client, by_hand, [(RECORDING, wav())]).status_code in (200, 403)
    assert send_files(browser_of, by_hand, [(RECORDING, wav())]).status_code == 403
    assert not ImportedFile.objects.exists()


def test_the_list_shows_the_way_to_those_who_may(browser_of: Client, adder: Client) -> None:
    Call.objects.all().delete()
    assert "Add calls" not in browser_of.get("/calls/").content.decode()
    assert ADD in adder.get("/calls/").content.decode()


def test_a_form_from_another_site_is_refused(by_hand: Connection, adder: Client) -> None:
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(User.objects.get(username="adder"))
    assert send_files(stranger, by_hand, [(RECORDING, wav())]).status_code == 403
    assert not ImportedFile.objects.exists()


# --- What becomes of files ----------------------------------------------------------------------------


def test_an_export_and_its_recordings_become_calls_with_links(adder: Client, by_hand: Connection) -> None:
    names = [RECORDING, "Master.csv", "auto-1777887108-5550143-1001.wav"]
    bodies = [wav(2.0), export(ANSWERED_LEG, OTHER), wav(3.0)]
    page = send_files(adder, by_hand, list(zip(names, bodies, strict=True)))
    assert "being read" in page.content.decode()
    read_events()
    fetch_all()
    shown = adder.get(page.request["PATH_INFO"]).content.decode()
    assert "2 call records, 2 calls." in shown
    for call in Call.objects.all():
        assert call.recordings.get().state == Recording.State.STORED
        assert call.steps.filter(stage="transcribe").exists()
        assert f'href="/calls/{call.pk}/"' in shown
    assert "every 2s" not in shown


def test_a_recording_with_a_telling_name_is_a_call_at_once(adder: Client, by_hand: Connection) -> None:
    page = send_files(adder, by_hand, [(RECORDING, wav(2.0))]).content.decode()
    call = Call.objects.get()
    assert f'href="/calls/{call.pk}/"' in page
    assert "Made from a recording" in adder.get(f"/calls/{call.pk}/").content.decode()


def test_a_recording_whose_name_tells_nothing_asks_and_becomes_what_a_person_says(
    adder: Client, by_hand: Connection
) -> None:
    page = send_files(adder, by_hand, [("interview.wav", wav(2.0))]).content.decode()
    file = ImportedFile.objects.get()
    tell = f"/calls/add/file/{file.pk}/"
    assert tell in page
    assert "datetime-local" in adder.get(tell).content.decode()
    told = {"start": "2026-05-04T09:30:00", "direction": "outbound", "caller": "1001", "callee": "5550142"}
    assert adder.post(tell, told).url == f"/calls/add/{file.batch}/"
    fetch_all()
    call = Call.objects.get()
    assert call.started_at == datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    assert (call.direction, call.agent_number, call.customer_number) == ("outbound", "1001", "5550142")
    assert call.recordings.get().duration == 2.0
    assert adder.get(tell).status_code == 404


def test_a_time_that_has_not_come_is_refused_where_it_was_typed(adder: Client, by_hand: Connection) -> None:
    send_files(adder, by_hand, [("interview.wav", wav())])
    later = timezone.now() + timedelta(days=2)
    page = adder.post(
        f"/calls/add/file/{ImportedFile.objects.get().pk}/",
        {"start": f"{later:%Y-%m-%dT%H:%M}", "direction": "inbound"},
    )
    assert "has not come yet" in page.content.decode()
    assert not Call.objects.exists()


def test_a_recording_waits_where_call_records_come_and_need_not(adder: Client) -> None:
    send_files(adder, make_connection("Office"), [(RECORDING, wav())])
    page = adder.get(ADD).content.decode()
    assert "1 recording waits for its call record" in page
    file = ImportedFile.objects.get()
    assert f"/calls/add/file/{file.pk}/" in page
    form = adder.get(f"/calls/add/file/{file.pk}/").content.decode()
    assert 'value="5550142"' in form
    assert 'value="2026-05-04T09:30:08"' in form


def test_what_is_not_taken_says_why_beside_its_name(adder: Client, by_hand: Connection) -> None:
    page = send_files(adder, by_hand, [("a.exe", b"MZ" + bytes(99)), ("b.wav", b"")]).content.decode()
    assert "2 of them could not be taken" in page
    assert "neither a WAV recording nor an export" in page
    assert "The file is empty." in page


def test_names_are_text_on_the_page_and_nothing_else(adder: Client, by_hand: Connection) -> None:
    page = send_files(adder, by_hand, [("<script>alert(1)<.wav", wav())]).content.decode()
    assert "<script>alert" not in page


# --- Limits -------------------------------------------------------------------------------------------


def test_no_file_at_all_is_said(adder: Client, by_hand: Connection) -> None:
    assert "Choose at least one file." in send_files(adder, by_hand, []).content.decode()


def test_too_much_is_said_and_nothing_is_kept(adder: Client, by_hand: Connection, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 10_000
    page = send_files(adder, by_hand, [(RECORDING, wav(2.0))]).content.decode()
    assert "UPLOAD_MAX_BYTES" in page
    assert "Choose at least one file" not in page
    assert not ImportedFile.objects.exists()
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*")) == []


def test_a_full_disk_is_said(adder: Client, by_hand: Connection, settings: Any) -> None:
    settings.MIN_FREE_BYTES = 10**18
    assert "must stay free" in send_files(adder, by_hand, [(RECORDING, wav())]).content.decode()


def test_without_a_connection_the_page_says_what_is_first(adder: Client) -> None:
    assert "First, a phone system" in adder.get(ADD).content.decode()


def test_a_folder_that_cannot_be_read_is_on_the_page(adder: Client) -> None:
    make_connection("Branch", base_url="", watch_folder="gone")
    assert "does not exist" in adder.get(ADD).content.decode()


def test_an_upload_nobody_made_is_not_found(adder: Client) -> None:
    assert adder.get("/calls/add/nothing/").status_code == 404


def test_the_page_costs_the_same_for_many_files(
    adder: Client, by_hand: Connection, django_assert_max_num_queries: Any
) -> None:
    for n in range(60):
        ImportedFile.objects.create(
            connection=by_hand, source="upload", batch="b", name=f"{n}.wav", state="asking"
        )
    with django_assert_max_num_queries(12):
        adder.get(ADD)
    with django_assert_max_num_queries(8):
        adder.get("/calls/add/b/")
