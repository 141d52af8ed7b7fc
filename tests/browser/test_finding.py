"""Finding with the keyboard: choices are renewed in place, the focus and the opened group stay, the address can be shared."""

import pytest
from playwright.sync_api import expect

from tests.factories import places
from tests.factories import trials as make

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/proevehandlinger/"


def _build() -> None:
    for number in range(13):
        make.published(
            at=places.school(at=places.municipality(f"Sted {number:02}")), title=f"Fravær {number}", grades=["1"] if number % 2 else ["8"]
        )


@pytest.fixture
def library(transactional_db, in_thread) -> None:
    in_thread(_build)


def test_a_choice_renews_the_page_in_place(library, open_window):
    desk = open_window(both_widths=True)
    desk.go(f"{LIST}?q=fravær")
    page = desk.page
    expect(page.locator("#antal")).to_have_text("13 prøvehandlinger om ”fravær”")
    page.locator("#flere-kommune summary").click()
    page.locator("#trin-udskoling").focus()
    page.keyboard.press("Space")
    expect(page.locator("#antal")).to_have_text("7 prøvehandlinger om ”fravær”")
    expect(page.locator("#trin-udskoling")).to_be_focused()
    assert "trin=udskoling" in page.url
    desk.look()
    page.go_back()
    expect(page.locator("#antal")).to_have_text("13 prøvehandlinger om ”fravær”")


@pytest.mark.parametrize("words", ["", "fravær"])
def test_a_choice_keeps_the_order(library, open_window, words):
    desk = open_window()
    desk.go(f"{LIST}?q={words}")
    page = desk.page
    page.locator("#trin-udskoling").check()
    expect(page.locator("#antal")).to_contain_text("7 prøvehandlinger")
    expect(page.locator("#sort")).to_have_value("")
    page.locator("#sort").focus()
    page.keyboard.press("End")
    page.wait_for_url("**sort=titel*")
    page.locator("#trin-udskoling").uncheck()
    expect(page.locator("#antal")).to_contain_text("13 prøvehandlinger")
    expect(page.locator("#sort")).to_have_value("titel")
    page.locator("#sort").focus()
    page.keyboard.press("Home")
    page.wait_for_url("**sort=")
    expect(page.locator("#sort")).to_be_focused()


def test_an_opened_group_stays_open(library, open_window):
    desk = open_window()
    desk.go(LIST)
    page = desk.page
    page.locator("#flere-kommune summary").click()
    page.locator("#flere-kommune input").first.check()
    expect(page.locator("#antal")).to_have_text("1 prøvehandling")
    expect(page.locator("#flere-kommune")).to_have_attribute("open", "")


def test_it_works_without_script(library, open_window):
    desk = open_window(javascript=False)
    desk.go(f"{LIST}?q=fravær")
    desk.page.locator("#trin-udskoling").check()
    desk.follow("#filtre button[type=submit]")
    expect(desk.page.locator("#antal")).to_have_text("7 prøvehandlinger om ”fravær”")
    desk.page.locator("#sort").select_option("titel")
    desk.follow(".resultbar button")
    assert "sort=titel" in desk.page.url
