"""The overview page: numbers with a period, empty states, fixed cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories as make

pytestmark = pytest.mark.django_db


def html(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_fresh_install_says_how_to_connect_a_pbx(browser_of: Client) -> None:
    page = html(browser_of)
    assert "No calls yet" in page
    assert "your account has none" in page


def test_staff_are_led_to_the_form_for_it(client: Client) -> None:
    client.force_login(make.make_user("boss", is_staff=True))
    assert "Add a connection</a>" in html(client)


def test_an_empty_period_says_that_there_are_older_calls(browser_of: Client) -> None:
    make.make_call(timezone.now() - timedelta(days=20))
    page = html(browser_of)
    assert "0 calls in this period; 1 earlier" in page
    assert "0 calls in this period" not in html(browser_of, "/?period=30")


def test_a_period_that_there_is_not_counts_as_the_shortest(browser_of: Client) -> None:
    make.make_call()
    assert '<a href="?period=7" aria-current="true">' in html(browser_of, "/?period=12")


def test_every_chart_has_its_numbers_as_text(browser_of: Client) -> None:
    make.make_ready_call()
    page = html(browser_of)
    assert "Based on 1 analysed of 1 recorded calls." in page
    assert "<summary>As a table</summary>" in page
    assert "1 call in the period" in page


@pytest.mark.parametrize("many", [1, 12])
def test_the_page_costs_the_same_however_many_calls(
    browser_of: Client, many: int, django_assert_num_queries: Any
) -> None:
    for n in range(many):
        make.make_ready_call()
        make.make_call(talk=0, customer_number=f"+49{n}")
    with django_assert_num_queries(23):
        html(browser_of)


def test_only_those_who_may_mend_it_are_sent_to_the_connection(client: Client) -> None:
    connection = make.make_connection()
    connection.note_refused_login("The UCM does not accept this user and password.")
    make.make_call(connection=connection)
    page = reverse("admin:ucm_connection_change", args=[connection.pk])
    for is_admin in (True, False):
        person = make.make_user(f"admin-{is_admin}", is_staff=is_admin, is_superuser=is_admin)
        client.force_login(person)
        text = client.get(reverse("overview")).content.decode()
        assert connection.login_refused in text
        assert (page in text) is is_admin
