"""Who gets in, and where to."""

import pytest
from django.test import Client

from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/calls/", "/calls/export.csv", "/calls/1/", "/calls/1/progress/"])
def test_every_page_asks_for_a_sign_in_first(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/login/?next={path}"


def test_a_wrong_password_is_refused_without_saying_which_part_was_wrong(client: Client) -> None:
    make_user("rosa")
    texts = set()
    for username in ("rosa", "nobody"):
        response = client.post("/login/", {"username": username, "password": "wrong"})
        texts.add("That user name and password do not match." in response.content.decode())
        assert "_auth_user_id" not in client.session
    assert texts == {True}


def test_the_right_one_leads_to_the_page_asked_for(client: Client) -> None:
    make_user("rosa")
    response = client.post(
        "/login/", {"username": "rosa", "password": "correct horse", "next": "/calls/?q=a"}
    )
    assert response.headers["Location"] == "/calls/?q=a"


def test_signing_out_needs_a_post_and_ends_the_session(browser_of: Client) -> None:
    assert browser_of.get("/logout/").status_code == 405
    assert browser_of.post("/logout/").headers["Location"] == "/login/"
    assert browser_of.get("/").status_code == 302


def test_the_admin_is_offered_to_staff_only(client: Client, browser_of: Client) -> None:
    assert 'href="/admin/"' not in browser_of.get("/").content.decode()
    client.force_login(make_user("boss", is_staff=True))
    assert 'href="/admin/"' in client.get("/").content.decode()
