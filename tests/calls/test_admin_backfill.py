"""The admin of backfills, as a person with a browser meets it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from calls.models import Backfill, Step
from tests.calls.sources.backfilling import wanted
from tests.factories import make_call, make_step
from ucm.models import Connection

pytestmark = pytest.mark.django_db
S = Backfill.State


def page(backfill: Backfill, part: str = "change") -> str:
    return reverse(f"admin:calls_backfill_{part}", args=[backfill.pk])


def act(client: Client, backfill: Backfill, verb: str) -> str:
    answer = client.post(reverse("admin:calls_backfill_do", args=[backfill.pk, verb]), follow=True)
    backfill.refresh_from_db()
    return answer.content.decode()


def person(client: Client, *codenames: str) -> Client:
    bob = User.objects.create_user("bob", is_staff=True)
    bob.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(bob)
    return client


def test_asking_for_days_leads_to_the_page_that_shows_them_come(
    admin_client: Client, connection: Connection
) -> None:
    form = admin_client.get(reverse("admin:calls_backfill_add")).content.decode()
    yesterday = timezone.localdate() - timedelta(days=1)
    assert f'value="{yesterday}"' in form
    assert 'type="date"' in form
    typed = {"connection": connection.pk, "first_day": "2026-03-01", "last_day": "2026-03-31"}
    answer = admin_client.post(reverse("admin:calls_backfill_add"), typed, follow=True)
    backfill = Backfill.objects.get()
    assert answer.redirect_chain[-1][0] == page(backfill)
    assert "0 of 31" in answer.content.decode()
    assert "call records only" in answer.content.decode()


def test_days_the_wrong_way_round_are_told_at_the_field(admin_client: Client, connection: Connection) -> None:
    typed = {"connection": connection.pk, "first_day": "2026-03-31", "last_day": "2026-03-01"}
    answer = admin_client.post(reverse("admin:calls_backfill_add"), typed).content.decode()
    assert "This day is before 2026-03-31" in answer
    assert not Backfill.objects.exists()


@pytest.mark.parametrize(
    ("state", "asks_again", "buttons"),
    [
        (S.WAITING, True, {"pause", "cancel"}),
        (S.RUNNING, True, {"pause", "cancel"}),
        (S.PAUSED, False, {"resume", "cancel"}),
        (S.CANCELLED, False, set()),
        (S.DONE, False, set()),
    ],
)
def test_the_page_asks_for_itself_again_and_has_the_buttons_that_fit(
    admin_client: Client, connection: Connection, state: str, asks_again: bool, buttons: set[str]
) -> None:
    backfill = wanted(connection, state=state)
    for part in ("change", "progress"):
        text = admin_client.get(page(backfill, part)).content.decode()
        assert ("hx-trigger" in text) is asks_again
        assert {verb for verb in ("pause", "resume", "cancel") if f'id="{verb}"' in text} == buttons


def test_the_page_still_asks_while_recordings_come(admin_client: Client, connection: Connection) -> None:
    backfill = wanted(connection, state=S.DONE)
    make_step(make_call(), "fetch_recording", Step.State.WAITING, backfill=backfill)
    text = admin_client.get(page(backfill)).content.decode()
    assert "every 15s" in text
    assert "1 waiting" in text


def test_trouble_is_told_with_its_mend_and_can_be_tried_at_once(
    admin_client: Client, connection: Connection
) -> None:
    later = timezone.now() + timedelta(minutes=9)
    backfill = wanted(connection, why="The UCM is away.", mend="Look at its plug.", due_at=later, attempts=3)
    text = admin_client.get(page(backfill)).content.decode()
    assert "The UCM is away." in text
    assert "Look at its plug." in text
    act(admin_client, backfill, "resume")
    assert (backfill.attempts, backfill.why) == (0, "")
    assert backfill.due_at <= timezone.now()


def test_pause_resume_and_cancel_do_so_and_say_so(admin_client: Client, connection: Connection) -> None:
    backfill = wanted(connection)
    for verb, state, said in (
        ("pause", S.PAUSED, "is finished first"),
        ("resume", S.WAITING, "goes on"),
        ("cancel", S.CANCELLED, "What has come stays"),
        ("resume", S.CANCELLED, "Nothing was changed: it is cancelled"),
    ):
        assert said in act(admin_client, backfill, verb)
        assert backfill.state == state


def test_looking_never_changes_anything(admin_client: Client, connection: Connection) -> None:
    backfill = wanted(connection)
    assert (
        admin_client.get(reverse("admin:calls_backfill_do", args=[backfill.pk, "cancel"])).status_code == 405
    )
    assert admin_client.post(page(backfill), {}).status_code == 405
    assert (
        admin_client.post(reverse("admin:calls_backfill_do", args=[backfill.pk, "burn"])).status_code == 404
    )
    assert admin_client.get(reverse("admin:calls_backfill_change", args=[99])).status_code == 404


def test_those_who_may_only_look_have_no_buttons(client: Client, connection: Connection) -> None:
    backfill = wanted(connection)
    bob = person(client, "view_backfill")
    assert 'id="pause"' not in bob.get(page(backfill)).content.decode()
    assert bob.post(reverse("admin:calls_backfill_do", args=[backfill.pk, "pause"])).status_code == 403


def test_those_who_may_not_look_do_not(client: Client, connection: Connection) -> None:
    backfill = wanted(connection)
    bob = person(client, "view_connection")
    assert bob.get(page(backfill)).status_code == 403
    assert bob.get(page(backfill, "progress")).status_code == 403


def test_the_list_shows_how_far_each_is(admin_client: Client, connection: Connection) -> None:
    wanted(connection, days=4)
    assert "0 of 4" in admin_client.get(reverse("admin:calls_backfill_changelist")).content.decode()
