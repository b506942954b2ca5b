"""The search page: page and fragment, links to the second, what it says when there is nothing."""

import pytest
from django.test import Client

from analytics.insight.report import analyse
from analytics.stages import conversation_of, save
from calls.models import Call
from tests import factories as make

pytestmark = pytest.mark.django_db


def make_analysed() -> Call:
    call = make.make_call(customer_name="Bakery Lindner")
    save(call, analyse(conversation_of(make.make_transcript(call))))
    return call


def html(client: Client, query: str = "", **headers: str) -> str:
    response = client.get(f"/search/{query}", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_what_was_analysed_is_found_with_a_link_to_its_second(browser_of: Client) -> None:
    call = make_analysed()
    page = html(browser_of, "?q=technician")
    assert f'href="/calls/{call.pk}/?t=17.0#u4"' in page
    assert "<mark>technician</mark>" in page
    assert "Bakery Lindner" in page


def test_htmx_gets_the_results_alone(browser_of: Client) -> None:
    make_analysed()
    fragment = html(browser_of, "?q=boiler", **{"HX-Request": "true"})
    assert "<html" not in fragment
    assert '<p hx-swap-oob="innerHTML:#said">1 call found</p>' in fragment


def test_without_words_the_page_explains_itself(browser_of: Client) -> None:
    assert "Nothing to search yet" in html(browser_of)
    make_analysed()
    assert html(browser_of).count("<dt>") == 3


def test_every_example_is_a_link_that_answers(browser_of: Client) -> None:
    make_analysed()
    assert "Nothing found" in html(browser_of, "?q=%22cancel%20my%20contract%22")


def test_nothing_found_says_what_to_loosen(browser_of: Client) -> None:
    make_analysed()
    assert "Search all calls" in html(browser_of, "?q=boiler&direction=outbound")
    assert "only as written" in html(browser_of, "?q=%22boiler+flat%22")
    assert "Nobody has said “zeppelin” or “xylophone”." in html(browser_of, "?q=zeppelin+xylophone")
    page = html(browser_of, "?q=tecnician")
    assert "Nobody has said “tecnician”" in page
    assert "<b>“technician”</b>" in page
    assert "similar spelling" in page


def test_what_is_said_and_typed_is_escaped(browser_of: Client) -> None:
    call = make.make_call()
    said = [("agent", 0.0, 2.0, " <script>alert(1)</script> refund")]
    save(call, analyse(conversation_of(make.make_transcript(call, said))))
    page = html(browser_of, "?q=refund+%3Cscript%3E")
    assert "<script>alert" not in page
    assert "&lt;" in page


def test_each_filter_of_the_form_can_be_given(browser_of: Client) -> None:
    call = make_analysed()
    agent = f"{call.connection_id}-{call.agent_number}"
    page = html(browser_of, f"?q=boiler&period=30&direction=inbound&agent={agent}&disposition=answered")
    assert "<b>1</b> call" in page
    assert '<option value="30" selected>' in page
    assert "<b>0</b> calls" in html(browser_of, "?q=boiler&day=2020-01-01&words_only=on")


def test_filters_that_make_no_sense_count_as_not_given(browser_of: Client) -> None:
    make_analysed()
    assert "<b>1</b> call" in html(browser_of, "?q=boiler&period=never&agent=x&sentiment=cross")


def test_it_asks_who_is_not_signed_in_to_sign_in(client: Client) -> None:
    assert client.get("/search/?q=boiler").status_code == 302


def test_topics_are_offered_where_there_are_any(browser_of: Client) -> None:
    make_analysed()
    assert 'name="topic"' not in html(browser_of, "?q=boiler")
    make.make_topic("Repairs")
    assert '<option value="Repairs">' in html(browser_of, "?q=boiler")
