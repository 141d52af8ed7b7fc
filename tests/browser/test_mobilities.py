"""A proposal in a real browser: the grant beside the form while it is written, and every page of the path fit for everybody at both widths."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from partners.mobilities.choices import Section, State
from partners.mobilities.models import Mobility, Support
from portal.accounts.actor import Actor
from tests.browser.conftest import Visitor
from tests.factories import consortium, people, places

pytestmark = pytest.mark.django_db(transaction=True)


def _build() -> dict[str, Any]:
    school = places.school()
    writer, consultant = people.actor("contributor", school), people.actor("consultant", school.municipality)
    draft = consortium.mobility(at=school, by=writer.user, mentor="Anna de Vries")
    shared = {"at": school, "of": draft.project, "host": draft.host, "objective": draft.objective}
    found = {
        "draft": draft,
        "endorsed": consortium.mobility(**shared, state=State.ENDORSED),
        "cleared": consortium.mobility(**shared, state=State.CLEARED),
        "writer": _key(writer),
        "consultant": _key(consultant),
    }
    Support.objects.create(mobility=found["endorsed"], fewer_opportunities=1)
    return found


def _key(actor: Actor) -> str:
    client = Client()
    client.force_login(actor.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["acting_role"] = actor.role.pk
    session.save()
    return session.session_key


@pytest.fixture
def built(transactional_db, in_thread) -> dict[str, Any]:
    return in_thread(_build)


def _as(visitor: Visitor, key: str, settings) -> Visitor:
    visitor.context.clear_cookies()
    visitor.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": visitor.server}])
    return visitor


def _url(name: str, mobility: Mobility, *more: str) -> str:
    return reverse(f"mobilities:{name}", args=[mobility.pk, *more])


def test_the_pages_of_the_path_are_fit_for_everybody(built, open_window, settings):
    visitor = _as(open_window(both_widths=True), built["writer"], settings)
    for section in Section:
        visitor.go(_url("section", built["draft"], section.value))
    visitor.go(_url("propose", built["draft"]))
    _as(visitor, built["consultant"], settings)
    for name in ("endorsed", "cleared"):
        visitor.go(_url("detail", built[name]))
    visitor.follow("text=Ret datoer og rejse")
    visitor.go(f"{reverse('mobilities:list')}?status=endorsed")


def test_the_grant_follows_what_is_typed(built, open_window, settings):
    visitor = _as(open_window(), built["writer"], settings)
    visitor.go(_url("section", built["draft"], Section.TIME.value))
    panel = visitor.page.locator("#beregning")
    expect(panel).to_contain_text("1.863")
    visitor.page.fill("[name=days]", "4")
    expect(panel).to_contain_text("1.691")
    visitor.page.fill("[name=travel_days]", "3")
    expect(visitor.page.locator("#afvist-travel_days")).to_contain_text("højst 2 rejsedage")
    visitor.page.check("[name=is_green]")
    expect(visitor.page.locator("#afvist-travel_days")).to_be_empty()
    expect(panel).to_contain_text("417")
    expect(visitor.page.locator("[data-status] [data-words]")).to_have_text(re.compile(r"^Gemt kl\. \d\d\.\d\d$"))
    visitor.look()


def test_what_is_typed_is_told_aloud_only_when_the_total_or_a_refusal_changes(built, open_window, settings):
    visitor = _as(open_window(), built["writer"], settings)
    visitor.go(_url("section", built["draft"], Section.TIME.value))
    visitor.page.evaluate(
        """() => { window.told = []; for (const region of document.querySelectorAll("main [role=status], main [aria-live]"))
        if (!region.matches("[data-status]")) new MutationObserver(() => window.told.push(region.textContent.trim()))
        .observe(region, {childList: true, characterData: true, subtree: true}); }"""
    )
    for name, value in (("days", "4"), ("days", "1"), ("km", "701")):
        with visitor.page.expect_response(lambda answer: answer.url.endswith("/beregn/")):
            visitor.page.fill(f"[name={name}]", value)
        visitor.page.wait_for_timeout(300)
    assert visitor.page.evaluate("told") == [
        "Tilskuddet er nu 1.691 euro.",
        "Jobskygning varer mindst 2 dage uden rejsedage (indkaldelse 2026).",
        "Tilskuddet er nu 1.175 euro.",
    ]


def test_the_grant_is_there_without_script(built, open_window, settings):
    visitor = _as(open_window(javascript=False), built["writer"], settings)
    visitor.go(_url("section", built["draft"], Section.TIME.value))
    visitor.page.fill("[name=days]", "1")
    visitor.follow(".nextline .button-secondary")
    expect(visitor.page.locator("#afvist-days")).to_contain_text("mindst 2 dage")
