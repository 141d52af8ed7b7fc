from collections.abc import Mapping

import pytest

from portal.documents.rendering import Base, typeset
from tests.catalogue import snapshots
from trials.catalogue.book.contents import edition_publication
from trials.catalogue.book.estimate import estimate
from trials.catalogue.book.volumes import volume_plans


def test_the_estimate_is_near_the_book_that_is_set():
    snapshot = snapshots.edition_snapshot(6)
    publication = edition_publication(snapshot)
    book = typeset(publication.html(), base=Base(drawings=publication.drawings, open_image=snapshots.open_image))
    assert abs(estimate(snapshot).total - book.pages) <= 3


def test_the_estimate_of_a_divided_edition_counts_every_volume():
    snapshot = snapshots.edition_snapshot(6)
    snapshot["volumes"] = [2, 2, 2]
    before: list[Mapping[str, int]] = []
    pages = []
    for plan in volume_plans(snapshot):
        publication = plan.publication(before)
        book = typeset(publication.html(), base=Base(drawings=publication.drawings, open_image=snapshots.open_image))
        before.append(book.starts)
        pages.append(book.pages)
    assert abs(estimate(snapshot).total - sum(pages)) <= 4
    assert estimate({**snapshot, "volumes": []}).total < sum(pages) - 4


@pytest.mark.parametrize(("words", "pages"), [(0, 1), (180, 1), (500, 2), (1000, 3), (12_000, 28)])
def test_longer_texts_take_more_pages(words, pages):
    snapshot = snapshots.edition_snapshot(1, trials=[snapshots.empty_trial(done=" ".join(["ord"] * words))])
    assert estimate(snapshot).trials == (pages,)


def test_an_empty_edition_has_its_frame():
    snapshot = snapshots.edition_snapshot(0, trials=[])
    assert (estimate(snapshot).trials, estimate(snapshot).unexpected) == ((), 0)
