"""Pages for when something is missing, forbidden or broken."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_call_that_is_not_there_is_not_found(browser_of: Client) -> None:
    for path in ("/calls/999999/", "/calls/999999/progress/", "/nowhere/"):
        response = browser_of.get(path)
        assert response.status_code == 404
        assert "Page not found" in response.content.decode()


def test_the_error_page_needs_nothing_that_could_be_broken(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert "No call is lost by it" in render_to_string("500.html")
