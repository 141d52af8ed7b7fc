"""Writing in a real browser: saved by itself, told at once when it is not, kept in the browser, and two writers who meet."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.factories import people, trials
from trials.choices import Section
from trials.models import Version

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = re.compile(r"^Gemt kl\. \d\d\.\d\d$")
KEPT = "Teksten er i din browser."


@pytest.fixture
def draft(transactional_db, in_thread) -> Version:
    """A draft of a school where Birgit Ravn and Jonas Tved write."""
    return in_thread(_draft)


def _draft() -> Version:
    version = trials.draft(done="Vi begyndte med at se på dagen.")
    for name in ("Birgit Ravn", "Jonas Tved"):
        person = people.user(name, email=f"{name.split()[0].lower()}@skolen.example")
        person.set_password(people.PASSWORD)
        person.save()
        people.role("contributor", version.trial.home_school, who=person)
    return version


@pytest.fixture
def open_section(open_window, draft) -> Callable[..., Visitor]:
    """Sign somebody in in a window of their own, and open the section."""

    def _open(email: str = "birgit@skolen.example", width: int = 1280) -> Visitor:
        visitor = open_window(width)
        # The pauses of the page, shortened: the tests wait for what happens, never for the clock.
        visitor.context.add_init_script(
            "document.addEventListener('DOMContentLoaded', () => document.querySelectorAll('[data-write]')"
            ".forEach(form => Object.assign(form.dataset, {pause: 100, retry: 300, ping: 400})))"
        )
        visitor.page.goto(f"{visitor.server}{_url(draft)}")
        _sign_in(visitor, email)
        return visitor

    return _open


def _url(draft: Version) -> str:
    return reverse("trials:section", args=[draft.pk, Section.DONE.value])


def _sign_in(visitor: Visitor, email: str) -> None:
    visitor.page.fill("[name=login]", email)
    visitor.page.fill("[name=password]", people.PASSWORD)
    visitor.page.press("[name=password]", "Enter")
    visitor.page.wait_for_url(re.compile(r"^[^?]*/skriv/"))


def _type(visitor: Visitor, text: str) -> None:
    """Write the text as the field takes it: an editor keeps the field in step by itself."""
    visitor.page.evaluate(
        "text => { const field = document.querySelector('[name=done]'); field.value = text;"
        " field.dispatchEvent(new CustomEvent('editor:set', {bubbles: true})); field.dispatchEvent(new Event('input', {bubbles: true})); }",
        text,
    )


def _says(visitor: Visitor, words: str | re.Pattern) -> None:
    expect(visitor.page.locator("[data-status] [data-words]")).to_have_text(words)


def _tells(visitor: Visitor, words: str) -> None:
    expect(visitor.page.locator("[data-status] [data-words]")).to_contain_text(words)


def _kept(visitor: Visitor) -> list[str]:
    return visitor.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('kladde:'))")


def _stored(draft: Version) -> str:
    return Version.objects.get(pk=draft.pk).done


def test_text_is_saved_by_itself_and_is_there_after_a_reload(open_section, draft, in_thread):
    birgit = open_section()
    birgit.look()
    _type(birgit, "Uroen kom altid efter frokost.")
    _says(birgit, SAVED)
    assert in_thread(_stored, draft) == "Uroen kom altid efter frokost."
    assert _kept(birgit) == []
    birgit.go(_url(draft))
    assert birgit.page.input_value("[name=done]") == "Uroen kom altid efter frokost."
    assert birgit.page.locator("[data-kept-for]").is_hidden()


def _tried(headline: str) -> None:
    trials.published(title="Uden navn", headline=headline, standfirst="Intet.")


@pytest.mark.parametrize("width", [1280, 360])
def test_what_others_have_tried_comes_beside_the_text_while_it_is_written(width, open_section, draft, in_thread):
    in_thread(_tried, "Brætspil mod kedsomhed i frikvarteret")
    birgit = open_section(width=width)
    birgit.go(reverse("trials:section", args=[draft.pk, Section.INTRO.value]))
    link = birgit.page.locator(".helpcol .similar a")
    expect(link).to_have_count(0)
    headline = birgit.page.locator("[name=headline]")
    headline.fill("Kedsomhed og brætspil")
    expect(link).to_have_text("Brætspil mod kedsomhed i frikvarteret")
    expect(headline).to_be_focused()
    birgit.look()
    link.evaluate("link => { link.dataset.stays = ''; }")
    with birgit.page.expect_response(re.compile("/ligner/$")):
        headline.fill("Kedsomhed og brætspil igen")
    expect(birgit.page.locator(".similar a[data-stays]")).to_have_count(1)
    headline.fill("Noget andet")
    expect(link).to_have_count(0)
    expect(headline).to_be_focused()


def test_a_session_that_ends_while_somebody_writes_loses_nothing(open_section, draft, in_thread):
    birgit = open_section(width=360)
    in_thread(lambda: Session.objects.all().delete())
    _type(birgit, "Skrevet, da sessionen var udløbet.")
    _tells(birgit, "du er ikke logget ind længere")
    _tells(birgit, KEPT)
    assert len(_kept(birgit)) == 1
    birgit.look()
    birgit.page.get_by_role("link", name="Log ind igen").click()
    _sign_in(birgit, "birgit@skolen.example")
    offer = birgit.page.locator(".unsaved h2")
    expect(offer).to_contain_text("som ikke blev gemt")
    birgit.look()
    birgit.page.get_by_role("button", name="Hent den frem").click()
    _says(birgit, SAVED)
    assert in_thread(_stored, draft) == "Skrevet, da sessionen var udløbet."
    assert _kept(birgit) == []


def test_without_a_connection_it_is_told_and_saved_when_it_is_back(open_section, draft, in_thread):
    birgit = open_section()
    birgit.context.set_offline(True)
    _type(birgit, "Skrevet i toget.")
    _tells(birgit, "forbindelsen er væk")
    _tells(birgit, KEPT)
    birgit.page.get_by_role("button", name="Gem", exact=True).click()
    _tells(birgit, "forbindelsen er væk")
    assert birgit.page.input_value("[name=done]") == "Skrevet i toget."
    birgit.context.set_offline(False)
    _says(birgit, SAVED)
    assert in_thread(_stored, draft) == "Skrevet i toget."
    assert _kept(birgit) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_two_who_write_at_the_same_time_see_each_other_and_both_texts(width, open_section, draft, in_thread):
    birgit, jonas = open_section(width=width), open_section("jonas@skolen.example", width=width)
    expect(jonas.page.locator("[data-here]")).to_contain_text("Birgit Ravn er her også")
    expect(birgit.page.locator("[data-here]")).to_contain_text("Jonas Tved er her også")
    expect(birgit.page.locator("[data-together] .note:visible")).to_contain_text("Jonas Tved skriver i dette afsnit nu.")
    birgit.look()

    _type(jonas, "Vi begyndte med at se på dagen.\n\nJonas’ slutning.")
    _says(jonas, SAVED)
    _type(birgit, "Vi begyndte med at se på dagen.\n\nBirgits slutning.")
    _tells(birgit, "Jonas Tved har gemt dette afsnit, mens du skrev.")
    birgit.page.get_by_role("button", name="Se begge tekster").click()
    expect(birgit.page.locator("h1")).to_have_text("Du og Jonas Tved har skrevet det samme sted")
    birgit.look()
    assert birgit.page.locator(".clash__text ins").inner_text() == "Birgits"
    assert "Jonas" in birgit.page.locator(".clash__text del").first.inner_text()
    assert in_thread(_stored, draft).endswith("Jonas’ slutning."), "nothing is overwritten by asking"
    birgit.page.get_by_role("button", name="Gem det, jeg har valgt").click()
    birgit.page.wait_for_selector("[name=done]:not([id^=sammen])", state="attached")
    assert in_thread(_stored, draft) == "Vi begyndte med at se på dagen.\n\nJonas’ slutning.\n\nBirgits slutning."
    assert _kept(birgit) == []
    assert birgit.page.locator("[data-kept-for]").is_hidden()


def test_signing_out_leaves_nothing_in_the_browser(open_section, draft, in_thread):
    birgit = open_section()
    birgit.page.evaluate("localStorage.setItem('kladde:1:2:fakta', '{}')")
    birgit.page.locator(".who").click()
    birgit.page.locator("#konto form[data-signs-out] button").click()
    birgit.page.get_by_text("Du er logget af.").wait_for()
    assert _kept(birgit) == []
