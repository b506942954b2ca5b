"""The admin's view: what needs a person first; Replay and Retry for those who may."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from calls import ingest
from calls.models import Call, Correction, Directory, DirectoryEntry, Event, Step
from tests.calls.test_ingest import ANSWERED_LEG, accept
from ucm.models import Connection

pytestmark = pytest.mark.django_db
EVENTS, STEPS = reverse("admin:calls_event_changelist"), reverse("admin:calls_step_changelist")


def run(client: Client, url: str, action: str, *rows: Any) -> Any:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(f"{url}?show=all", data, follow=True)


@pytest.fixture
def unreadable(connection: Connection) -> Event:
    event = accept(connection, b"not yet a record")
    event.state, event.reason = Event.State.UNREADABLE, "No call record can be found in it."
    event.save()
    return event


@pytest.fixture
def failed(call: Call) -> Step:
    return Step.objects.create(
        call=call,
        stage="fetch_recording",
        state=Step.State.FAILED,
        attempts=6,
        why="Gone.",
        mend="Look there.",
    )


def test_events_that_could_not_be_read_come_first(admin_client: Client, unreadable: Event) -> None:
    understood = accept(unreadable.connection, ANSWERED_LEG)
    assert list(admin_client.get(EVENTS).context["cl"].queryset) == [unreadable]
    assert list(admin_client.get(f"{EVENTS}?show=all").context["cl"].queryset) == [understood, unreadable]


def test_events_read_in_part_come_first_too(admin_client: Client, connection: Connection) -> None:
    partly = accept(connection, [ANSWERED_LEG, 7])
    ingest.ingest(partly)
    page = admin_client.get(EVENTS)
    assert list(page.context["cl"].queryset) == [partly]
    assert "Partly unreadable" in page.content.decode()


def test_an_events_page_shows_the_bytes_and_the_reason(admin_client: Client, unreadable: Event) -> None:
    page = admin_client.get(reverse("admin:calls_event_change", args=[unreadable.pk])).content.decode()
    assert "not yet a record" in page
    assert unreadable.reason in page


def test_replay_reads_an_event_again(admin_client: Client, unreadable: Event) -> None:
    Event.objects.filter(pk=unreadable.pk).update(raw=b'{"cdr_root": []}')
    run(admin_client, EVENTS, "replay", unreadable)
    unreadable.refresh_from_db()
    assert unreadable.state == Event.State.UNDERSTOOD


def test_replay_says_how_many_are_still_unreadable(admin_client: Client, unreadable: Event) -> None:
    assert "0 of 1 events could be read" in run(admin_client, EVENTS, "replay", unreadable).content.decode()


def test_failed_steps_come_first_with_why_and_mend(admin_client: Client, failed: Step) -> None:
    Step.objects.create(call=failed.call, stage="transcribe", state=Step.State.DONE)
    page = admin_client.get(STEPS)
    assert list(page.context["cl"].queryset) == [failed]
    assert "Look there." in page.content.decode()


def test_retry_makes_a_failed_step_due(admin_client: Client, failed: Step) -> None:
    data = {"action": "retry", "_selected_action": [failed.pk]}
    assert "1 steps are due again" in admin_client.post(STEPS, data, follow=True).content.decode()
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == (Step.State.WAITING, 0)


@pytest.mark.parametrize(("url", "action"), [(EVENTS, "replay"), (STEPS, "retry")])
def test_those_who_may_only_look_cannot_act(
    client: Client, unreadable: Event, failed: Step, url: str, action: str
) -> None:
    bob = User.objects.create_user("bob", is_staff=True)
    bob.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(bob)
    assert client.get(url).status_code == 200
    run(client, url, action, failed if action == "retry" else unreadable)
    failed.refresh_from_db()
    unreadable.refresh_from_db()
    assert (failed.state, unreadable.state) == (Step.State.FAILED, Event.State.UNREADABLE)


@pytest.mark.parametrize("model", ["call", "event", "step"])
def test_nobody_types_into_the_record(admin_client: Client, model: str) -> None:
    assert admin_client.get(reverse(f"admin:calls_{model}_add")).status_code == 403


def test_a_directory_that_could_not_be_read_says_why_and_its_names_can_be_found(
    admin_client: Client, connection: Connection
) -> None:
    Directory.objects.create(connection=connection, why="The API user may not use listAccount.")
    for number, name in (("1002", "Maria Lopez"), ("1003", "Tom Berg")):
        DirectoryEntry.objects.create(connection=connection, kind="extension", number=number, name=name)
    directories, names = (
        reverse("admin:calls_directory_changelist"),
        reverse("admin:calls_directoryentry_changelist"),
    )
    assert "may not use listAccount" in admin_client.get(directories).content.decode()
    Directory.objects.update(why="")
    assert not admin_client.get(directories).context["cl"].queryset.exists()
    page = admin_client.get(f"{names}?q=Maria").content.decode()
    assert "1002" in page
    assert "Tom Berg" not in page
    assert reverse("admin:calls_directoryentry_add") not in page


def test_corrections_without_a_place_come_first_and_none_can_be_deleted(
    admin_client: Client, call: Call
) -> None:
    recording = call.recordings.create(name="a.wav")
    facts = {"recording": recording, "start": 1.0, "end": 2.0, "heard": "off"}
    placed = Correction.objects.create(text="Ulf", **facts)
    unplaced = Correction.objects.create(text="Olaf", state=Correction.State.UNPLACED, **facts)
    corrections = reverse("admin:calls_correction_changelist")
    assert list(admin_client.get(corrections).context["cl"].queryset) == [unplaced]
    assert list(admin_client.get(f"{corrections}?show=all").context["cl"].queryset) == [unplaced, placed]
    run(admin_client, corrections, "delete_selected", placed)
    assert Correction.objects.count() == 2
