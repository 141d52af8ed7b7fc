"""Choosing trial actions for an edition: by the label, with the keyboard, and with nothing hidden behind the bar at the foot."""

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from portal.accounts.actor import Actor
from portal.accounts.models import User
from schools.people.models import Role
from tests.browser.test_keyboard import enter, reach
from tests.factories import catalogues, people, places
from tests.factories import trials as make
from trials.catalogue.models import Edition
from trials.catalogue.services import editions, selections
from trials.models import Version

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 16


@pytest.fixture
def edition(transactional_db, in_thread) -> Edition:
    """An empty edition, and more to choose from than a window shows."""
    return in_thread(_build)


def _build() -> Edition:
    here = places.municipality("Egsted")
    school = places.school("Hasselhegnskolen", at=here)
    for number in range(1, COUNT + 1):
        make.published(at=school, title=f"Nr. {number:02}")
    edition = catalogues.draft(here, by=people.actor("consultant", here), items=0)
    User.objects.update(password=make_password(people.PASSWORD))
    return Edition.objects.select_related("catalogue", "created_by").get(pk=edition.pk)


def address(name: str, edition: Edition) -> str:
    return reverse(f"catalogue:{name}", args=[edition.catalogue.slug, edition.number])


@pytest.mark.parametrize("width", [1280, 360])
def test_the_row_that_the_keyboard_has_come_to_is_never_hidden(edition, open_window, width):
    visitor = open_window(width)
    enter(visitor, edition.created_by.email)
    visitor.go(address("choose", edition))
    reach(visitor, "[name=version]")
    for _row in range(COUNT):
        assert visitor.page.evaluate("document.activeElement.name") == "version"
        assert visitor.page.evaluate(
            "() => { const box = document.activeElement.getBoundingClientRect();"
            " return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).closest('.pick')"
            " === document.activeElement.closest('.pick') }"
        )
        visitor.page.keyboard.press("Tab")


def test_what_is_removed_hands_the_focus_to_what_took_its_place(edition, open_window, in_thread):
    in_thread(_choose_two, edition)
    visitor = open_window()
    enter(visitor, edition.created_by.email)
    visitor.go(address("build", edition))
    reach(visitor, "[id^=fjern-]")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("button", name="Fjern ”Nr. 02”")).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("link", name="Vælg prøvehandlinger")).to_be_focused()


def test_a_row_of_ones_own_catalogue_is_moved_with_one_key_at_a_time(edition, open_window, in_thread):
    reader = edition.created_by
    in_thread(_gather_three, reader.email)
    visitor = open_window()
    enter(visitor, reader.email)
    visitor.go(reverse("catalogue:selection"))
    reach(visitor, "[id^=ned-]")
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("button", name="Flyt ”Nr. 01” ned")).to_be_focused()
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    assert [title.inner_text() for title in visitor.page.locator(".slot h3").all()] == ["Nr. 02", "Nr. 03", "Nr. 01"]


def _gather_three(email: str) -> None:
    role = Role.objects.select_related("user").get(user__email=email)
    for version in Version.objects.order_by("pk")[:3]:
        selections.put(version=version, by=Actor(role.user, role), now=timezone.now())


def _choose_two(edition: Edition) -> None:
    by = catalogues.maker(edition.catalogue.owner)
    editions.add(edition=edition, versions=list(Version.objects.order_by("pk")[:2]), by=by, now=timezone.now())


def test_rows_are_ticked_by_their_labels_and_stand_in_the_order_of_the_page(edition, open_window, in_thread):
    visitor = open_window(360, javascript=False)
    enter(visitor, edition.created_by.email)
    visitor.go(address("choose", edition))
    for title in ("Nr. 12", "Nr. 03"):
        visitor.page.get_by_text(title, exact=True).click()
    visitor.follow("main .button-primary")
    assert in_thread(catalogues.titles, edition) == ["Nr. 03", "Nr. 12"]
