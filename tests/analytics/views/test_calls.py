"""The call list: page and fragment, counts, paging, export."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from analytics.queries.paging import PAGE_SIZE
from tests import factories as make

pytestmark = pytest.mark.django_db


def html(client: Client, path: str = "/calls/", **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_htmx_gets_the_results_alone_and_a_browser_the_page(browser_of: Client) -> None:
    make.make_ready_call()
    page, fragment = html(browser_of), html(browser_of, **{"HX-Request": "true"})
    assert "<html" in page
    assert "<html" not in fragment
    assert '<tr class="call">' in fragment
    assert '<p hx-swap-oob="innerHTML:#said">1 call found</p>' in fragment
    assert "hx-swap-oob" not in page
    assert "HX-Request" in browser_of.get("/calls/").headers["Vary"]


def test_going_back_in_the_browser_gets_the_whole_page(browser_of: Client) -> None:
    make.make_call()
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in html(browser_of, **headers)


def test_a_row_shows_who_what_and_how_far(browser_of: Client) -> None:
    call = make.make_ready_call(customer_name="Bakery Lindner")
    page = html(browser_of)
    for text in (
        "Bakery Lindner",
        "+4930555012",
        "Anna Weber",
        "1:35",
        "Answered",
        "Negative",
        "My boiler broke down",
        "Ready",
        f'href="/calls/{call.pk}/"',
    ):
        assert text in page


def test_names_are_escaped(browser_of: Client) -> None:
    make.make_call(customer_name="<script>alert(1)</script>")
    assert "<script>alert" not in html(browser_of)


def test_the_filters_go_on_to_the_call_and_the_export(browser_of: Client) -> None:
    call = make.make_ready_call()
    page = html(browser_of, "/calls/?q=boiler&period=7")
    assert f'href="/calls/{call.pk}/?q=boiler&amp;period=7"' in page
    assert 'href="/calls/export.csv?q=boiler&amp;period=7"' in page
    assert "<mark>boiler</mark>" in page


def test_older_calls_are_counted_and_offered(browser_of: Client) -> None:
    make.make_call(timezone.now() - timedelta(days=99))
    page = html(browser_of, "/calls/?direction=inbound")
    assert "0 in this period, 1 earlier" in page
    assert 'href="?period=all&amp;direction=inbound"' in page


def test_a_list_longer_than_a_page_leads_on(browser_of: Client) -> None:
    for n in range(PAGE_SIZE + 1):
        make.make_call(timezone.now() - timedelta(minutes=n), customer_number=f"+4930{n:04d}")
    first = browser_of.get("/calls/")
    assert first.content.decode().count('<tr class="call">') == PAGE_SIZE
    older = html(browser_of, f"/calls/?at={first.context['page'].older}".replace("+", "%2B"))
    assert older.count('<tr class="call">') == 1
    assert "+49300050" in older


@pytest.mark.parametrize("many", [1, 20])
def test_the_list_costs_the_same_however_many_rows(
    browser_of: Client, many: int, django_assert_num_queries: Any
) -> None:
    for n in range(many):
        call = make.make_ready_call(agent_number=f"10{n:02d}")
        make.make_name(str(call.agent_number), call.agent_name, connection=call.connection)
    # Session, user, what both it and its groups may do, counts, rows, agents, topics, trackers, scorecards.
    with django_assert_num_queries(10):
        html(browser_of)
    with django_assert_num_queries(12):
        html(browser_of, "/calls/?q=boiler")
    with django_assert_num_queries(6):
        html(browser_of, **{"HX-Request": "true"})


def test_the_export_holds_the_filtered_calls(browser_of: Client) -> None:
    make.make_ready_call(customer_number="+49301")
    make.make_call(talk=0, customer_number="+49302")
    response = browser_of.get("/calls/export.csv?disposition=missed")
    text = b"".join(response.streaming_content).decode()
    assert response.headers["Content-Disposition"].startswith('attachment; filename="calls-')
    assert "+49302" in text
    assert "+49301" not in text


def test_a_fresh_install_says_so(browser_of: Client) -> None:
    assert "No calls yet" in html(browser_of)


def test_people_and_queues_are_shown_by_name_and_number(browser_of: Client) -> None:
    make.make_call(agent_name="Maria Lopez", agent_number="1002", queue="6500", queue_name="Front desk")
    make.make_call(agent_name="", agent_number="1003", queue="6400")
    page = html(browser_of)
    for text in ("Maria Lopez (1002)", "Front desk (6500)", ">1003<", ">6400<"):
        assert text in page


def test_the_agent_filter_names_people_and_finds_numbers(browser_of: Client) -> None:
    call = make.make_call(agent_number="1002", agent_name="Maria Lopez", customer_name="Bakery Lindner")
    make.make_call(agent_number="1003", agent_name="Tom Berg", customer_name="T. Okafor")
    make.make_name("1002", "Maria Lopez", connection=call.connection)
    value = f"{call.connection_id}-1002"
    assert f'<option value="{value}">Maria Lopez (1002)</option>' in html(browser_of)
    chosen = html(browser_of, f"/calls/?agent={value}")
    assert "Bakery Lindner" in chosen
    assert "T. Okafor" not in chosen
    assert "Remove the filter </span>Maria Lopez (1002)" in html(
        browser_of, f"/calls/?agent={value}", **{"HX-Request": "true"}
    )
