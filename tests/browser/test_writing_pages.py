"""The writer's pages in a real browser: from what is missing to the field where it is mended, and what ends a page on a phone."""

import pytest

from tests.browser.acting import sign_in
from tests.factories import people, places, trials
from trials.models import Version

pytestmark = pytest.mark.django_db(transaction=True)
# Each link in the list of what is missing, and what names its field.
FIELDS = {
    "Skriv en overskrift": "Overskrift",
    "Vælg mindst ét fokusområde": "Fokusområder",
    "Skriv, hvad I har gjort": "Udfordringen, og hvad I gjorde",
    "Vælg klassetrin": "Klassetrin",
    "Skriv en kontaktmail": "Kontaktmail",
}


@pytest.fixture
def draft(transactional_db, in_thread) -> Version:
    return in_thread(_draft)


def _draft() -> Version:
    version = trials.draft(complete=False)
    places.focus_area(version.trial.municipality, "Organisering af skoledagen")
    writer = people.user("Jonas Tved", email="jonas@skolen.example")
    writer.set_password(people.PASSWORD)
    writer.save()
    people.role("contributor", version.trial.home_school, who=writer)
    return version


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_each_link_of_the_task_list_leads_to_its_field(width, javascript, draft, open_window):
    window = open_window(width, javascript=javascript)
    sign_in(window, "jonas@skolen.example")
    for words, name in FIELDS.items():
        window.go(f"/skriv/{draft.pk}/")
        window.follow(window.page.get_by_role("link", name=words))
        label = window.page.locator("label, legend").filter(has_text=name).first
        # Its label is seen below the bar at the top, and the keyboard is in the field.
        field = window.page.locator(":focus")
        field.wait_for()
        bar, shown, control = (each.bounding_box() for each in (window.page.locator(".savebar"), label, field))
        assert bar["y"] + bar["height"] <= shown["y"] < control["y"] < window.page.viewport_size["height"], (words, bar, shown, control)


@pytest.mark.parametrize(
    ("page", "acts"), [("det-har-vi-gjort/", ".nextline > *"), ("", "aside .acts--foot > *"), ("send/", ".acts--foot > *")]
)
def test_what_ends_a_page_on_a_phone_has_one_width_in_order_of_weight(page, acts, draft, open_window):
    window = open_window(360)
    sign_in(window, "jonas@skolen.example")
    window.go(f"/skriv/{draft.pk}/{page}")
    found = window.page.locator(acts)
    boxes = [each.bounding_box() for each in found.all()]
    assert len({box["width"] for box in boxes}) == 1
    assert [box["y"] for box in boxes] == sorted({box["y"] for box in boxes}), "one below the other"
    weights = [["button-primary", "button-secondary", ""].index(_weight(each.get_attribute("class") or "")) for each in found.all()]
    assert weights == sorted(weights)


def _weight(classes: str) -> str:
    return next((name for name in classes.split() if name.startswith("button-")), "")
