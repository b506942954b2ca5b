"""The System page: all well in one line, or what is wrong, why, and what to do."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audiapro import readiness, system
from calls.models import Recording, SelfTest, Step
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE, PROOF, ASK = reverse("system"), reverse("system-self-test"), reverse("system-prove")
PASSED = {
    "engine": "faster-whisper 1.2.1", "model": "base", "words": 100, "right": 92,
    "audio": 58.0, "seconds": 5.8, "has_speakers": True,
}  # fmt: skip


@pytest.fixture(autouse=True)
def ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "LOOKS", [readiness.database, readiness.disk])


@pytest.fixture
def staff(client: Client) -> User:
    person = make.make_user("ada", is_staff=True)
    client.force_login(person)
    return person


def shown(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_for_staff_and_staff_find_it(client: Client) -> None:
    client.force_login(make.make_user("rosa"))
    assert [client.get(PAGE).status_code, client.get(PROOF).status_code] == [403, 403]
    assert client.post(ASK).status_code == 403
    assert PAGE not in shown(client, reverse("overview"))
    client.force_login(make.make_user("ada", is_staff=True))
    assert PAGE in shown(client, reverse("overview"))


def test_when_all_is_well_it_says_so_in_a_line(client: Client, staff: User) -> None:
    text = shown(client)
    assert "All is well" in text
    assert "Needs somebody" not in text


def test_what_is_not_ready_comes_with_its_mend(
    client: Client, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = readiness.Finding("model", "The model is not there.", "Install it.")
    monkeypatch.setattr(readiness, "LOOKS", [lambda: found])
    text = shown(client)
    assert "The model is not there." in text
    assert "Install it." in text
    assert "All is well" not in text


def test_without_the_model_of_meaning_all_is_well_and_it_says_what_is_lost(
    client: Client, staff: User, settings: Any, tmp_path: Path
) -> None:
    settings.MODELS_DIR = tmp_path
    text = shown(client)
    assert "All is well" in text
    assert "manage.py models --ensure meaning" in text
    assert "calls have no topics" in text


def test_a_phone_system_that_keeps_us_out_and_failed_work_are_told_with_their_places(
    client: Client, staff: User
) -> None:
    connection = make.make_connection(login_refused="The password is wrong.", login_mend="Type it again.")
    step = make.make_call(connection=connection).steps.create(stage="transcribe", state=Step.State.FAILED)
    Step.objects.filter(pk=step.pk).update(finished_at=timezone.now())
    titles = {problem.title: problem.link for problem in system.look().problems}
    assert titles == {
        "Head office: The password is wrong.": reverse("admin:ucm_connection_change", args=[connection.pk]),
        "Transcribing: 1 step failed in the last seven days.": reverse("admin:calls_step_changelist"),
    }


def test_work_that_waits_long_is_late_but_not_that_of_the_past() -> None:
    def waits(minutes: int, **fields: Any) -> None:
        step = make.make_call().steps.create(stage="transcribe", **fields)
        Step.objects.filter(pk=step.pk).update(due_at=timezone.now() - timedelta(minutes=minutes))

    waits(5)
    assert not any(queue.is_behind for queue in system.queues())
    waits(45)
    [late] = [queue for queue in system.queues() if queue.is_behind]
    assert (late.name, late.waiting) == ("Transcribing", 2)


def test_the_speed_is_the_median_of_what_was_heard() -> None:
    for seconds in (6, 12, 600):
        call = make.make_ready_call()
        call.transcript.duration = 60.0
        call.transcript.save()
        began = timezone.now() - timedelta(hours=1)
        call.steps.filter(stage="transcribe").update(
            started_at=began, finished_at=began + timedelta(seconds=seconds)
        )
    assert system.speed().rtf == pytest.approx(0.2)
    assert system.speed().possible == pytest.approx(120)


def test_audio_of_a_week_is_counted_by_the_day() -> None:
    for days in (1, 2, 9):
        stored = timezone.now() - timedelta(days=days)
        Recording.objects.create(
            call=make.make_call(), name=f"{days}.wav", duration=7 * 3600.0, stored_at=stored
        )
    assert system.speed().hours_a_day == pytest.approx(2)


@pytest.mark.parametrize(
    ("fields", "seconds_ago", "says", "asks"),
    [
        ({"state": "waiting"}, 5, "hears a call", True),
        ({"state": "running"}, 90, "hears a call", True),
        ({"state": "waiting"}, 90, "does not answer", True),
        ({"state": "running"}, 900, "did not come to an end", False),
        ({"state": "passed", "result": PASSED}, 5, "92 of 100 were right", False),
        ({"state": "failed", "why": "Only 3 of 100 words.", "mend": "Take base."}, 5, "Take base.", False),
    ],
)
def test_a_self_test_is_followed_to_its_end(
    client: Client, staff: User, fields: dict[str, Any], seconds_ago: int, says: str, asks: bool
) -> None:
    SelfTest.objects.create(finished_at=timezone.now(), **fields)
    SelfTest.objects.update(asked_at=timezone.now() - timedelta(seconds=seconds_ago))
    text = shown(client, PROOF)
    assert says in text
    assert ("hx-trigger" in text) is asks


def test_the_button_asks_and_shows_that_it_was_asked(client: Client, staff: User) -> None:
    text = client.post(ASK, headers={"HX-Request": "true"}, follow=True).content.decode()
    assert "hears a call" in text
    assert client.post(ASK).url == PAGE
    assert SelfTest.objects.count() == 1


def test_the_writer_is_shown_where_a_language_model_is_asked_and_is_told_apart(
    client: Client, staff: User
) -> None:
    assert "Writing summaries" not in shown(client)
    step = make.make_step(make.make_call(), "write", state=Step.State.WAITING)
    Step.objects.filter(pk=step.pk).update(due_at=timezone.now() - timedelta(hours=2))
    text = shown(client)
    assert "Writing summaries: calls have waited" in text
    assert "process “writer” of the Procfile" in text
    assert "smaller WHISPER_MODEL" not in text
