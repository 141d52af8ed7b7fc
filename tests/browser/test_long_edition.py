"""An edition that is read page by page: old links, the keyboard, no script, and a measure whose unit is long."""

import pytest
from django.urls import reverse

from tests.catalogue import snapshots
from tests.factories import catalogues as make
from tests.factories import places
from trials.catalogue.models import Edition

pytestmark = pytest.mark.django_db(transaction=True)
LONG_UNIT = "elever pr. klasse, der deltager hele ugen"


@pytest.fixture
def edition(transactional_db, in_thread) -> Edition:
    """Sixty-one trial actions, the forty-first with a measure."""
    return in_thread(_build)


def _build() -> Edition:
    edition = make.published(places.municipality("Østermark"))
    measure = snapshots.measure(unit=LONG_UNIT)
    trials = [snapshots.empty_trial(trial=place, title=f"Nr. {place}", measures=[measure] if place == 41 else []) for place in range(1, 62)]
    edition.document.snapshot = snapshots.edition_snapshot(0, trials=trials)
    edition.document.save(update_fields=["snapshot"])
    return edition


def address(edition: Edition, leaf: str = "") -> str:
    where = [edition.catalogue.slug, edition.number]
    return reverse("catalogue:read_leaf", args=[*where, leaf]) if leaf else reverse("catalogue:read", args=where)


def test_an_old_link_leads_to_where_the_trial_action_stands_now(edition, open_window):
    visitor = open_window()
    visitor.page.goto(f"{visitor.server}{address(edition)}#trial-41")
    visitor.page.wait_for_url(f"**{address(edition, 'del-3')}#trial-41")
    visitor.look()
    assert visitor.page.locator("#trial-41").get_by_role("heading", level=2).inner_text() == "Nr. 41"


def test_other_links_to_the_first_page_stay_there(edition, open_window):
    visitor = open_window()
    for sign in ("#contents", "#trial-999", ""):
        visitor.go(f"{address(edition)}{sign}")
        assert visitor.page.url == f"{visitor.server}{address(edition)}{sign}"


def test_without_script_an_old_link_ends_at_the_title_in_the_contents(edition, open_window):
    visitor = open_window(360, javascript=False)
    visitor.go(f"{address(edition)}#trial-41")
    visitor.follow("#trial-41 a")
    assert visitor.page.url == f"{visitor.server}{address(edition, 'del-3')}#trial-41"
    visitor.follow("[rel=prev]")
    assert visitor.page.url == f"{visitor.server}{address(edition, 'del-2')}"


def test_a_long_unit_stays_within_a_phone(edition, open_window):
    visitor = open_window(360)
    visitor.go(address(edition, "del-3"))
    heading = visitor.page.get_by_role("columnheader", name=LONG_UNIT)
    box = heading.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= visitor.width
