"""A supervisor tries a tracker in the browser, without leaving the form."""

from playwright.sync_api import Page, expect

from tests import factories as make


def test_try_it_shows_what_would_be_found_beside_the_form(page: Page, site: str) -> None:
    make.make_ready_call()
    page.goto(f"{site}/trackers/new/")
    page.get_by_label("Name").fill("Boiler")
    page.get_by_label("Phrases").fill("boilers")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#tried")).to_contain_text("1 of 1 calls")
    expect(page.get_by_label("Phrases")).to_have_value("boilers")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Boiler")).to_be_visible()
    expect(page.locator("#again")).to_contain_text("0 of 1 calls are analysed with the rules of now")


def test_a_scorecard_is_tried_beside_its_questions(page: Page, site: str) -> None:
    make.make_ready_call()
    make.make_tracker("Boiler", "boiler")
    page.goto(f"{site}/scorecards/new/")
    page.get_by_label("Name").fill("Service")
    page.get_by_label("Question", exact=True).first.fill("Says boiler?")
    page.get_by_label("Tracker", exact=True).first.select_option("Boiler")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("#tried")).to_contain_text("100 of 100 on average")
