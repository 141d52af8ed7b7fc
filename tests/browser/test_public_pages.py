"""What public pages say to machines in a real browser, under the strict policy: the data in the head stands there and nothing complains."""

import json

import pytest

from tests.factories import places, trials

pytestmark = pytest.mark.django_db(transaction=True)
DATA = "JSON.stringify([...document.querySelectorAll('script[type=\"application/ld+json\"]')].map(found => found.textContent))"


@pytest.fixture
def path(in_thread):
    def made() -> str:
        school = places.school("Hasselhegnskolen")
        return f"/proevehandlinger/{trials.published(at=school, area=places.focus_area(places.network(school.municipality))).trial.slug}/"

    return in_thread(made)


def test_structured_data_is_let_through_and_the_files_are_offered(open_window, path):
    visitor = open_window(both_widths=True)

    visitor.go(path)
    (said,) = json.loads(visitor.page.evaluate(DATA))
    assert json.loads(said)["@type"] == "Article"
    visitor.go("/api/")
    visitor.go("/proevehandlinger/")
    with visitor.page.expect_download() as fetched:
        visitor.page.click(".as-file a")
    assert fetched.value.suggested_filename.startswith("proevehandlinger-")
