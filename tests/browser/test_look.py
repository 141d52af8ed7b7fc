"""What the eye needs: rows that keep apart on a phone, and what is still seen where only the reader's own colours are left."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from partners.models import ExclusionRate
from tests.browser.acting import sign_in
from tests.factories import consortium, people, places
from tests.factories import trials as make
from trials.choices import State
from trials.models import Measure, MeasureValue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def consultant(in_thread):
    return in_thread(_consultant)


def _consultant():
    here = places.municipality("Egsted")
    school = places.school("Hasselhegnskolen", at=here)
    for state in (State.DRAFT, State.SUBMITTED):
        make.in_state(state, at=school)
    consortium.accreditation(at=here)
    ExclusionRate.objects.create(
        school=school, school_year="2025/26", percent=Decimal("6.4"), pupils=512, source="Kommunens egen opgørelse, 5. september"
    )
    person = people.actor("consultant", here).user
    person.set_password(people.PASSWORD)
    person.save()
    return person


@pytest.fixture
def published(in_thread):
    return in_thread(_published)


def _published():
    version = make.published(headline="Færre fravær")
    measure = Measure.objects.create(trial=version.trial, name="Fravær", unit="dage", sentence="Fraværet faldt.")
    for month in (1, 2, 3):
        MeasureValue.objects.create(measure=measure, taken_on=date(2026, month, 1), kind="interim", value=Decimal(month))
    make.frozen_anew(version)
    return reverse("trials:detail", args=[version.trial.slug])


def boxes(visitor, what: str) -> list[dict]:
    return [found.bounding_box() for found in visitor.page.locator(what).all()]


def colour(visitor, what: str, of: str) -> str:
    return visitor.page.locator(what).first.evaluate("(element, of) => getComputedStyle(element)[of]", of)


def go_with_own_colours(visitor, path: str) -> None:
    """As Windows shows the page in the dark contrast theme, which axe knows nothing of."""
    visitor.page.emulate_media(forced_colors="active", color_scheme="dark")
    visitor.page.goto(f"{visitor.server}{path}")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_bar_stands_close_to_its_own_words_and_apart_from_the_next(open_window, consultant, width):
    visitor = open_window(width)
    sign_in(visitor, consultant.email)
    visitor.go(reverse("home:municipality_overview", args=["egsted"]))

    words, bars = boxes(visitor, ".bar__label"), boxes(visitor, "rect.bar")

    assert len(words) == len(bars) > 3
    assert all(label["y"] + label["height"] <= bar["y"] for label, bar in zip(words, bars, strict=True))
    assert all(bar["y"] + bar["height"] + 8 <= label["y"] for bar, label in zip(bars[:-1], words[1:], strict=True))


def test_the_schools_rates_are_folded_on_a_phone(open_window, consultant):
    visitor = open_window(360)
    sign_in(visitor, consultant.email)
    visitor.go(reverse("partners:circle"))

    source = visitor.page.get_by_role("cell", name="Kommunens egen opgørelse").bounding_box()

    assert source["x"] + source["width"] <= 360


def test_the_first_button_differs_from_the_others_in_the_readers_colours(open_window, consultant):
    visitor = open_window()
    sign_in(visitor, consultant.email)
    go_with_own_colours(visitor, reverse("partners:circle"))

    first, second = (colour(visitor, f"main .button-{kind}", "backgroundColor") for kind in ("primary", "secondary"))

    assert first != second


def test_what_was_found_and_measured_is_seen_in_the_readers_colours(open_window, published):
    visitor = open_window()
    go_with_own_colours(visitor, "/proevehandlinger/?q=fravær")
    paper = colour(visitor, "body", "backgroundColor")
    assert colour(visitor, ".hit mark", "color") != paper
    go_with_own_colours(visitor, published)
    assert colour(visitor, ".chart .tick", "fill") != paper
