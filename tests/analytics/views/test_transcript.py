"""A transcript leaves the site whole, under a name without numbers of people."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", ["txt", "srt", "vtt", "json"])
def test_the_page_links_to_a_file_with_what_was_said(browser_of: Client, form: str) -> None:
    call = make.make_ready_call(datetime(2026, 3, 4, 12, tzinfo=UTC))
    path = f"/calls/{call.pk}/transcript.{form}"
    assert f'href="{path}"' in browser_of.get(f"/calls/{call.pk}/").content.decode()
    response = browser_of.get(path)
    assert response["Content-Disposition"] == f'attachment; filename="call-{call.pk}-2026-03-04.{form}"'
    assert "boiler" in response.content.decode()


def test_json_has_the_words_with_their_speaker(browser_of: Client) -> None:
    call = make.make_ready_call()
    said = call.transcript.utterances.get(index=1)
    segment = browser_of.get(f"/calls/{call.pk}/transcript.json").json()["segments"][1]
    assert [word["word"] for word in segment["words"]] == [word[2].strip() for word in said.words]
    assert (segment["role"], segment["text"]) == (said.role, said.text)


def test_nothing_to_download_is_not_found(browser_of: Client) -> None:
    assert browser_of.get(f"/calls/{make.make_call().pk}/transcript.txt").status_code == 404
    assert browser_of.get(f"/calls/{make.make_ready_call().pk}/transcript.exe").status_code == 404


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    response = client.get(f"/calls/{make.make_ready_call().pk}/transcript.txt")
    assert response.status_code == 302
    assert "/login" in response["Location"] or "sign" in response["Location"]


@pytest.mark.parametrize("many", [1, 60])
def test_a_download_costs_the_same_however_long_the_call(
    browser_of: Client, many: int, django_assert_num_queries: Any
) -> None:
    call = make.make_call()
    make.make_transcript(call, [("agent", n, n + 1, " Well.") for n in range(many)])
    with django_assert_num_queries(5):
        browser_of.get(f"/calls/{call.pk}/transcript.srt")


PERSONAL = [
    ("agent", 0.0, 2.0, " What's the card number?"),
    ("customer", 3.0, 9.0, " It's four one one one, one one one one, 1111, 1111."),
    ("customer", 9.0, 12.0, " Write to j.bond@example.com about the boiler."),
]


@pytest.mark.parametrize("form", ["txt", "srt", "vtt", "json"])
def test_personal_data_does_not_leave_the_site(browser_of: Client, form: str) -> None:
    call = make.make_call()
    make.make_transcript(call, PERSONAL)
    told = browser_of.get(f"/calls/{call.pk}/transcript.{form}").content.decode().replace("\n", " ")
    assert "[card number]" in told
    assert "[e-mail address] about the boiler" in told
    assert "one one" not in told
    assert "1111" not in told
    assert "bond" not in told


def test_the_page_says_what_it_hides(browser_of: Client) -> None:
    call = make.make_call()
    make.make_transcript(call, PERSONAL)
    page = browser_of.get(f"/calls/{call.pk}/").content.decode()
    assert '<span class="hidden-data" title="Personal data, not shown">card number</span>' in page
    assert '<span class="hidden-data" title="Personal data, not shown">e-mail address</span>' in page
    assert "one one" not in page
    assert "bond" not in page


def test_a_house_that_wants_them_shown_sees_them(browser_of: Client, settings: Any) -> None:
    settings.REDACT_TRANSCRIPTS = False
    call = make.make_call()
    make.make_transcript(call, PERSONAL)
    assert "one one" in browser_of.get(f"/calls/{call.pk}/").content.decode()
    assert "j.bond@example.com" in browser_of.get(f"/calls/{call.pk}/transcript.txt").content.decode()
