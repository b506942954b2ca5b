"""Pages of trackers: who may do what, trying before saving, and how a tracker reaches the call pages."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from analytics import reanalysis
from analytics.rule_models import Scorecard, Tracker
from tests import factories as make

FIELDS = {"name": "Boiler", "phrases": "boilers", "threshold": "0.6", "seconds": "60", "is_active": "on"}


@pytest.fixture
def supervisor(client: Client, person: User) -> Client:
    names = ["add_tracker", "change_tracker", "add_scorecard", "change_scorecard"]
    person.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(person)
    return client


def test_a_reader_sees_trackers_and_may_not_change_them(browser_of: Client) -> None:
    tracker = make.make_tracker()
    assert browser_of.get("/trackers/").status_code == 200
    assert browser_of.get(f"/trackers/{tracker.pk}/").status_code == 200
    for path in ("/trackers/new/", f"/trackers/{tracker.pk}/edit/", "/trackers/starter/", "/scorecards/new/"):
        assert browser_of.post(path, FIELDS).status_code == 403
    assert "New tracker" not in browser_of.get("/trackers/").text


def test_trying_shows_what_would_be_found_and_saves_nothing(supervisor: Client) -> None:
    make.make_ready_call()
    page = supervisor.post("/trackers/new/", FIELDS | {"try": "1"})
    assert "my boiler broke down again" in page.text
    assert "<html" in page.text
    part = supervisor.post("/trackers/new/", FIELDS | {"try": "1"}, headers={"HX-Request": "true"})
    assert "<b>1</b> of 1 calls" in part.text
    assert "<html" not in part.text
    assert not Tracker.objects.exists()


def test_what_cannot_be_listened_for_is_refused_with_the_reason(supervisor: Client) -> None:
    for phrases, reason in [
        ("", "at least one phrase"),
        ("🙂", "no word to listen for"),
        ("x" * 101, "under 100 characters"),
        ("\n".join(f"word {n}" for n in range(51)), "51 lines are too many"),
    ]:
        assert reason in supervisor.post("/trackers/new/", FIELDS | {"phrases": phrases}).text
    make.make_tracker("boiler")
    assert "of this name already" in supervisor.post("/trackers/new/", FIELDS).text


def test_a_saved_tracker_reaches_the_list_its_page_and_the_call(supervisor: Client) -> None:
    call = make.make_ready_call()
    saved = supervisor.post("/trackers/new/", FIELDS, follow=True)
    assert "0 of 1 calls are analysed with the rules of now" in saved.text
    reanalysis.carry_on(seconds=20)
    assert 'href="/calls/?tracker=Boiler"' in supervisor.get(f"/calls/{call.pk}/").text
    assert "<b>1</b> of 1 analysed" in supervisor.get(f"/trackers/{Tracker.objects.get().pk}/").text
    assert f"/calls/{call.pk}/" in supervisor.get("/calls/?tracker=Boiler").text
    assert f"/calls/{call.pk}/" not in supervisor.get("/calls/?tracker=Other").text
    assert 'hx-get="/trackers/progress/"' not in supervisor.get("/trackers/progress/").text


def test_the_starter_set_is_added_once(supervisor: Client) -> None:
    assert "Use the starter set" in supervisor.get("/trackers/").text
    for _ in range(2):
        supervisor.post("/trackers/starter/")
    assert Tracker.objects.count() == 8
    for tracker in Tracker.objects.all():
        tracker.full_clean()


def test_the_compliance_check_judges_calls_and_shows_the_words(supervisor: Client) -> None:
    call = make.make_ready_call()
    supervisor.post("/scorecards/starter/")
    supervisor.post("/scorecards/starter/")
    assert Scorecard.objects.get().items.count() == 4
    reanalysis.carry_on(seconds=20)
    page = supervisor.get(f"/calls/{call.pk}/").text
    assert "Heard: “good morning”" in page
    assert "Compliance" in page
    low = supervisor.get("/calls/?quality=low").text
    assert f"/calls/{call.pk}/" in low
    assert f"/calls/{call.pk}/" not in supervisor.get("/calls/?quality=good").text


def card(**items: str) -> dict[str, str]:
    shape = {"items-TOTAL_FORMS": "3", "items-INITIAL_FORMS": "0", "name": "Service", "is_active": "on"}
    weights = {f"items-{n}-weight": "1" for n in range(3)}
    return shape | weights | {f"items-{key.replace('_', '-', 1)}": value for key, value in items.items()}


def test_a_scorecard_is_tried_then_saved_without_its_empty_rows(supervisor: Client) -> None:
    make.make_ready_call()
    tracker = make.make_tracker("Boiler", "boiler")
    posted = card(**{"0_text": "Says boiler?", "0_tracker": str(tracker.pk), "0_is_wanted": "on"})
    assert "<b>100</b> of 100 on average" in supervisor.post("/scorecards/new/", posted | {"try": "1"}).text
    assert not Scorecard.objects.exists()
    supervisor.post("/scorecards/new/", posted)
    assert [item.text for item in Scorecard.objects.get().items.all()] == ["Says boiler?"]


def test_an_item_needs_a_tracker_or_a_number_with_a_bound(supervisor: Client) -> None:
    assert "one of the two" in supervisor.post("/scorecards/new/", card(**{"0_text": "What?"})).text
    no_bound = card(**{"0_text": "What?", "0_metric": "turns"})
    assert "Give a lower bound" in supervisor.post("/scorecards/new/", no_bound).text
    crossed = card(**{"0_text": "What?", "0_metric": "turns", "0_least": "5", "0_most": "2"})
    assert "below the lower one" in supervisor.post("/scorecards/new/", crossed).text
    assert not Scorecard.objects.exists()
