"""Comments beside the section that is written, in a real browser: with script the page stays, without it one press saves the section too."""

import pytest
from playwright.sync_api import expect

from tests.browser.acting import sign_in
from tests.browser.conftest import Visitor
from tests.factories import people, trials
from trials.choices import Section
from trials.models import Comment, Version

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = "Det her er ikke gemt endnu."


@pytest.fixture
def said(transactional_db, in_thread) -> Comment:
    return in_thread(_said)


def _said() -> Comment:
    version = trials.draft()
    writer = people.user("Jonas Tved", email="jonas@skolen.example")
    writer.set_password(people.PASSWORD)
    writer.save()
    people.role("contributor", version.trial.home_school, who=writer)
    return trials.comment(version, section=Section.INTRO, by=people.actor("school_leader", version.trial.home_school))


def _open(window: Visitor, said: Comment) -> None:
    sign_in(window, "jonas@skolen.example")
    window.go(f"/skriv/{said.version_id}/{Section.INTRO}/")
    window.page.fill("[name=standfirst]", TYPED)


@pytest.mark.parametrize("width", [360, 1280])
def test_without_script_an_answer_saves_the_section(width, said, open_window, in_thread):
    window = open_window(width, javascript=False)
    _open(window, said)
    window.page.locator(".cmt__answer > summary").click()
    window.page.fill(f"[name=svar-{said.pk}-text]", "To.")
    window.follow(window.page.get_by_role("button", name="Send svaret"))
    expect(window.page.locator(".cmt__reply")).to_contain_text("To.")
    window.page.fill("[name=standfirst]", f"{TYPED} Nej.")
    window.follow(window.page.get_by_role("button", name="Markér som løst"))
    expect(window.page.locator("[name=standfirst]")).to_have_value(f"{TYPED} Nej.")
    expect(window.page.locator(".cmt--done")).to_be_visible()
    assert in_thread(Version.objects.get, pk=said.version_id).standfirst == f"{TYPED} Nej."


def test_with_script_the_page_stays_and_only_the_talk_is_exchanged(said, open_window):
    window = open_window()
    _open(window, said)
    window.page.evaluate("window.stays = true")
    window.page.locator(".cmt__answer > summary").click()
    window.page.fill(f"[name=svar-{said.pk}-text]", "To.")
    window.page.get_by_role("button", name="Send svaret").click()
    expect(window.page.locator(".cmt__reply")).to_contain_text("To.")
    window.page.get_by_role("button", name="Markér som løst").click()
    expect(window.page.locator(".cmt--done")).to_be_visible()
    expect(window.page.locator("[name=standfirst]")).to_have_value(TYPED)
    assert window.page.evaluate("window.stays")
