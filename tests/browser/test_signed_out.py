"""A form that is sent after its session has ended, in a real browser: signed in again in another window, and sent."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import people, trials
from trials.choices import Section
from trials.models import Comment, Version

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Hvad gjorde I, når det regnede, og hvem var med ude i skuret?"


def _draft() -> Version:
    version = trials.draft()
    leader = people.actor("school_leader", version.trial.home_school, who=people.user(email="leder@skolen.example"))
    leader.user.set_password(people.PASSWORD)
    leader.user.save()
    return version


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, True), (360, False)])
def test_a_remark_that_is_sent_too_late_is_sent_again_after_signing_in(width, javascript, transactional_db, in_thread, open_window):
    draft = in_thread(_draft)
    visitor = open_window(width, javascript=javascript)
    visitor.page.goto(f"{visitor.server}{reverse('trials:section', args=[draft.pk, Section.DONE.value])}")
    _sign_in(visitor.page)
    visitor.page.locator(".talk__new summary").first.click()
    visitor.page.locator(".talk__new textarea[name=text]").first.fill(TEXT)
    in_thread(lambda: Session.objects.all().delete())
    visitor.page.get_by_role("button", name="Gem bemærkningen").first.click()
    expect(visitor.page.get_by_role("heading", name="Du er logget ud")).to_be_visible()
    expect(visitor.page.get_by_text(TEXT)).to_be_visible()
    visitor.look()
    with visitor.context.expect_page() as opened:
        visitor.page.get_by_role("link", name="Log ind i et nyt vindue").click()
    _sign_in(opened.value)
    visitor.page.get_by_role("button", name="Send igen").click()
    if not javascript:
        # The token of the form belongs to the session that ended; only a program can put the new one in its place.
        expect(visitor.page.get_by_role("heading", name="Siden var åben for længe")).to_be_visible()
        expect(visitor.page.get_by_text(TEXT)).to_be_visible()
        visitor.look()
        visitor.page.get_by_role("button", name="Send igen").click()
    expect(visitor.page.get_by_text(TEXT)).to_be_visible()
    expect(visitor.page.get_by_role("heading", name="Du er logget ud")).to_have_count(0)
    assert in_thread(lambda: Comment.objects.get().text) == TEXT


def test_text_that_is_nowhere_else_is_not_left_by_mistake(transactional_db, in_thread, open_window):
    """A page that no cache keeps may be empty when somebody comes back to it."""
    draft = in_thread(_draft)
    visitor = open_window()
    page, asked = visitor.page, []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(f"{visitor.server}{reverse('trials:section', args=[draft.pk, Section.DONE.value])}")
    _sign_in(page)
    here = page.url
    page.locator(".talk__new summary").first.click()
    page.locator(".talk__new textarea[name=text]").first.press_sequentially("Hvad gjorde I?")
    page.locator("header a.logo").click()
    expect(page.locator(".talk__new textarea[name=text]").first).to_have_value("Hvad gjorde I?")
    assert (page.url, asked) == (here, ["beforeunload"])
    page.get_by_role("button", name="Gem bemærkningen").first.click()
    expect(page.locator("#indhold").get_by_text("Hvad gjorde I?")).to_be_visible()
    page.locator("header a.logo").click()
    page.wait_for_url(f"{visitor.server}/")
    assert asked == ["beforeunload"]


def _sign_in(page) -> None:
    page.fill("[name=login]", "leder@skolen.example")
    page.fill("[name=password]", people.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(r"^[^?]*/(skriv|mine-opgaver)/"))
