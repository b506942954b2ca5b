"""The call page, its strip, and Retry."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from analytics.queries.progress import progress
from calls.models import Call, Recording, Step
from tests import factories as make

pytestmark = pytest.mark.django_db
S = Step.State


def html(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def page(client: Client, call: Call) -> str:
    return html(client, f"/calls/{call.pk}/")


def test_a_line_carries_its_time_and_its_index(browser_of: Client) -> None:
    call = make.make_ready_call()
    assert '<li id="u1" class="line customer turn" data-index="1" data-start="4.0" data-end="8.2">' in page(
        browser_of, call
    )


def test_every_statement_links_to_its_line(browser_of: Client) -> None:
    text = page(browser_of, make.make_ready_call())
    assert 'href="#u4" data-seek="17.0"' in text
    assert "What will the visit cost?" in text
    assert "46 %" in text


def test_several_recordings_are_placed_on_the_calls_clock(browser_of: Client) -> None:
    call = make.make_call()
    make.make_recording(call, seconds=30.5)
    make.make_recording(call, seconds=10, position=1, offset=30.5)
    text = page(browser_of, call)
    assert 'data-offset="0.0" data-duration="30.5"' in text
    assert 'data-offset="30.5" data-duration="10.0"' in text
    assert 'data-length="40.5"' in text


def test_who_may_not_listen_can_still_read(client: Client) -> None:
    client.force_login(make.make_user("reader"))
    text = page(client, make.make_ready_call())
    assert "<audio" not in text
    assert "may read this call but not listen to it" in text
    assert "my boiler broke down again" in text


def test_an_unsure_word_says_so_in_text_too(browser_of: Client) -> None:
    call = make.make_ready_call()
    said = call.transcript.utterances.get(index=0)
    said.words = make.words_of(" Zorbax", 0, 1, confidence=0.2)
    said.save()
    assert 'Zorbax<span class="visually-hidden"> (unsure) </span>' in page(browser_of, call)


@pytest.mark.parametrize(
    ("state", "text"),
    [(S.WAITING, "The recording is on its way"), (S.FAILED, "The recording could not be fetched")],
)
def test_a_call_without_audio_says_why(browser_of: Client, state: str, text: str) -> None:
    call = make.make_call()
    make.make_recording(call, state=Recording.State.WANTED)
    make.make_step(call, "fetch_recording", state, why="No route to the UCM.")
    shown = page(browser_of, call)
    assert text in shown
    assert "No route to the UCM." in shown
    assert "<audio" not in shown


def test_a_part_that_is_missing_can_be_tried_again_by_those_who_may(
    client: Client, browser_of: Client
) -> None:
    call = make.make_ready_call()
    make.make_recording(
        call, position=1, state=Recording.State.MISSING, file="", why="It is gone.", mend="Look."
    )
    retry = f'action="/steps/{call.steps.get(stage="fetch_recording").pk}/retry/"'
    shown = page(browser_of, call)
    assert "Recording 2 of 2 is missing" in shown
    assert "It is gone." in shown
    assert retry not in shown
    client.force_login(make.make_user("keeper", permissions=["change_step"]))
    assert retry in page(client, call)


def test_the_neighbours_are_those_of_the_list_it_was_opened_from(browser_of: Client) -> None:
    older = make.make_call(timezone.now() - timezone.timedelta(hours=2), direction="outbound")
    make.make_call(timezone.now() - timezone.timedelta(hours=1))
    call = make.make_call(direction="outbound")
    text = html(browser_of, f"/calls/{call.pk}/?direction=outbound")
    assert f'href="/calls/{older.pk}/?direction=outbound" data-key="]"' in text
    assert 'data-key="["' not in text


@pytest.mark.parametrize("many", [1, 60])
def test_the_page_costs_the_same_however_long_the_call(
    browser_of: Client, many: int, django_assert_num_queries: Any
) -> None:
    call = make.make_call()
    make.make_leg(call)
    make.make_transcript(call, [("agent", n, n + 1, " Well.") for n in range(many)])
    insight = make.make_insight(call)
    make.make_finding(insight, "summary", "Well.", [0])
    make.make_step(call, "analyse")
    with django_assert_num_queries(14):
        page(browser_of, call)


def test_people_and_queues_are_shown_by_name_and_number(browser_of: Client) -> None:
    call = make.make_call(
        agent_name="Maria Lopez", agent_number="1002", queue_name="Front desk", queue="6500"
    )
    text = page(browser_of, call)
    assert '<span class="is-agent">Maria Lopez (1002)</span>' in text
    assert "Queue Front desk (6500)" in text


def test_colleagues_who_call_each_other_are_both_named(browser_of: Client) -> None:
    people = {
        "agent_name": "Maria Lopez",
        "agent_number": "1002",
        "callee_name": "Ida",
        "callee_number": "1003",
    }
    text = page(browser_of, make.make_call(direction=Call.Direction.INTERNAL, **people))
    assert "<span>Maria Lopez (1002)</span>" in text
    assert "<span>Ida (1003)</span>" in text


def test_legs_have_the_names_of_their_day(browser_of: Client) -> None:
    call = make.make_call(callee_number="6500")
    make.make_leg(call, source="+4930555012", destination="1003", answered_by="1002")
    since = call.started_at + timezone.timedelta(minutes=1)
    make.make_name("1002", "Maria Lopez", connection=call.connection, until=since)
    make.make_name("1002", "Tom Berg", connection=call.connection, since=since)
    make.make_name("1003", "Ida", connection=make.make_connection("Branch"))
    text = page(browser_of, call)
    assert "<td>+4930555012</td><td>1003</td><td>Maria Lopez (1002)</td>" in text
    assert "Tom Berg" not in text


# --- The strip ---


def strip(client: Client, call: Call, **query: str) -> str:
    response = client.get(f"/calls/{call.pk}/progress/", query)
    assert "no-store" in response.headers["Cache-Control"]
    return response.content.decode()


def test_the_strip_asks_again_only_while_there_is_work(browser_of: Client) -> None:
    call = make.make_call()
    step = make.make_step(call, "fetch_recording", S.CLAIMED)
    assert 'hx-trigger="every 2s"' in strip(browser_of, call)
    Step.objects.filter(pk=step.pk).update(state=S.SKIPPED, finished_at=timezone.now())
    assert "hx-trigger" not in strip(browser_of, call)


def test_the_strip_comes_alone_while_nothing_ended(browser_of: Client) -> None:
    call = make.make_call()
    make.make_step(call, "fetch_recording", S.CLAIMED)
    assert "hx-swap-oob" not in strip(browser_of, call, drawn=progress(call).signature)


def test_a_stage_that_ended_brings_its_result_along(browser_of: Client) -> None:
    call = make.make_call()
    make.make_recording(call)
    make.make_step(call, "fetch_recording")
    make.make_step(call, "transcribe", S.CLAIMED)
    text = strip(browser_of, call, drawn="")
    for part in ("player", "transcript", "insights", "call-head"):
        assert f'id="{part}"' in text
    assert text.count("hx-swap-oob") == 4


def test_a_page_that_plays_keeps_its_audio(browser_of: Client) -> None:
    call = make.make_ready_call()
    text = strip(browser_of, call, drawn="", player="1")
    assert "<audio" not in text
    assert 'id="strip"' in text


# --- Retry ---


@pytest.fixture
def failed(db: None) -> Step:
    return make.make_step(make.make_call(), "fetch_recording", S.FAILED, why="No.", mend="Do this.")


def test_retry_is_for_those_who_may(browser_of: Client, person: User, failed: Step) -> None:
    assert "Retry" not in page(browser_of, failed.call)
    assert browser_of.post(f"/steps/{failed.pk}/retry/").status_code == 403
    failed.refresh_from_db()
    assert failed.state == S.FAILED


@pytest.fixture
def keeper(client: Client) -> Client:
    client.force_login(make.make_user("keeper", permissions=["change_step"]))
    return client


def test_retry_makes_the_step_due_again(keeper: Client, failed: Step) -> None:
    assert "Retry</button>" in page(keeper, failed.call)
    response = keeper.post(f"/steps/{failed.pk}/retry/")
    assert response.headers["Location"] == f"/calls/{failed.call_id}/"
    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == (S.WAITING, 0)


def test_retry_by_htmx_shows_the_strip_and_keeps_the_player(keeper: Client, failed: Step) -> None:
    shown = {"drawn": progress(failed.call).signature, "player": "1"}
    response = keeper.post(f"/steps/{failed.pk}/retry/", shown, headers={"HX-Request": "true"}, follow=True)
    text = response.content.decode()
    assert 'hx-trigger="every 2s"' in text
    assert 'id="strip"' in text


def test_retry_by_a_link_changes_nothing(keeper: Client, failed: Step) -> None:
    assert keeper.get(f"/steps/{failed.pk}/retry/").status_code == 405


def test_how_it_ended_and_what_is_to_do_link_to_their_lines(browser_of: Client) -> None:
    call = make.make_ready_call()
    make.make_finding(
        call.insight, "outcome", "To be followed up", [6], "agent", details={"label": "follow_up"}
    )
    details = {"owner": "agent", "due": "2026-05-15", "due_text": "by Friday"}
    make.make_finding(call.insight, "action", "We'll send a part by Friday.", [4], "agent", details=details)
    text = page(browser_of, call)
    assert "<b>To be followed up</b>" in text
    assert 'For the agent, by Friday (<time datetime="2026-05-15">Fri 15 May</time>)' in text
    assert 'href="#u4"' in text


def test_without_a_known_owner_or_time_only_the_promise_stands(browser_of: Client) -> None:
    call = make.make_ready_call()
    details = {"owner": "", "due": "", "due_text": ""}
    make.make_finding(call.insight, "action", "I'll send it.", [4], details=details)
    text = page(browser_of, call)
    assert "I&#x27;ll send it." in text
    assert 'class="todo"' not in text


def test_objections_open_questions_and_satisfaction_link_to_their_lines(browser_of: Client) -> None:
    call = make.make_ready_call()
    assert "Not known: too little in the call tells." in page(browser_of, call)
    make.make_finding(call.insight, "objection", "that's dear.", [3], "customer", details={"kind": "price"})
    details = {"why": "passed_over"}
    make.make_finding(call.insight, "open_question", "and when?", [5, 6], "customer", details=details)
    make.make_satisfaction(call.insight, "mixed", 0.46, "The customer objects more than once.", [2])
    text = page(browser_of, call)
    assert 'That&#x27;s dear.<span class="todo">Price</span>' in text
    assert 'And when?<span class="todo">Not taken up</span>' in text
    assert "46 % likely" in text.replace("\u202f", " ").replace("\xa0", " ").replace("46%", "46 %")
    assert "The customer objects more than once." in text
    assert {'href="#u2"', 'href="#u3"', 'href="#u5"'} <= set(text.split())
