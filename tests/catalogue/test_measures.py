"""Pages are measured in the background; the builder tells what was measured from what is estimated."""

from pathlib import Path

import pytest

from portal.documents import measuring as documents_measuring
from portal.documents.measuring import Measure
from portal.documents.rendering import Base, UnusableImage, measure, typeset
from tests.catalogue import snapshots
from tests.factories import catalogues as make
from tests.factories import places
from trials.catalogue.book.contents import edition_publication
from trials.catalogue.book.estimate import estimate
from trials.catalogue.book.measures import keep_measures, measures_of, unmeasured
from trials.catalogue.book.remarks import remarks_on
from trials.catalogue.models import Edition
from trials.catalogue.outline import outline
from trials.catalogue.services import editions, measuring

NOW = make.NOW


@pytest.fixture(autouse=True)
def _own_locks(settings, request):
    """Workers that share a Redis have editions of the same numbers."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}}


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.PRINT_MEMORY = tmp_path / "print-memory"
    return settings.PRINT_MEMORY


@pytest.fixture
def by():
    return make.maker(places.municipality())


@pytest.fixture
def set_parts(monkeypatch) -> list[int]:
    """Stands in for the typesetter: how many parts it was asked for each time. Each takes three pages."""
    asked: list[int] = []

    def measure(html, *, only, base):
        asked.append(len(only))
        return dict.fromkeys(only, (3, 0.08))

    monkeypatch.setattr("portal.documents.rendering.measure", measure)
    return asked


def test_what_is_measured_is_what_the_book_has(folder):
    snapshot = snapshots.edition_snapshot(2)
    publication = edition_publication(snapshot)
    base = Base(publication.drawings, snapshots.open_image)
    measured = measure(publication.html(), only=unmeasured(snapshot), base=base)
    book = typeset(publication.html(), base=base)
    assert measured == book.extents
    assert book.starts["trial-2"] - book.starts["trial-1"] in (measured["trial-1"][0], measured["trial-1"][0] + 1)
    assert all(0 < taken <= 1 for _pages, taken in measured.values())


def test_a_measure_holds_until_the_trial_action_is_changed(folder):
    snapshot = snapshots.edition_snapshot(2)
    keep_measures(snapshot, {"trial-1": (2, 0.5), "trial-9": (1, 0.5)})
    assert measures_of(snapshot) == (Measure(2, 0.5), None)
    assert estimate(snapshot, measures_of(snapshot)).measured == (True, False)
    snapshot["trials"][0]["headline"] += "!"
    assert unmeasured(snapshot) == ["trial-1", "trial-2"]


def test_without_a_folder_nothing_is_measured(settings):
    settings.PRINT_MEMORY = None
    snapshot = snapshots.edition_snapshot(1)
    keep_measures(snapshot, {"trial-1": (2, 0.5)})
    assert measures_of(snapshot) == (None,)


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        (Measure(3, 0.08), "løber over med 4 linjer på side 3"),
        (Measure(3, 0.02), "løber over med 1 linje på side 3"),
        (Measure(2, 0.25), "er kun omkring en fjerdedel fyldt"),
        (Measure(2, 0.4), "er mindre end halvt fyldt"),
        (Measure(1, 0.4), "fylder under en halv side"),
        (Measure(2, 0.6), ""),
        (Measure(1, 0.6), ""),
    ],
)
def test_a_measure_is_told_in_words(measure, said):
    shown = snapshots.trial_snapshot(1, images=[])
    told = remarks_on(snapshots.edition_snapshot(0, trials=[shown]), [measure])
    assert [said in remark for remark in told] == [True] * bool(said)


@pytest.mark.django_db
def test_a_changed_draft_is_measured_some_at_a_time_and_once(folder, by, woken, set_parts, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(measuring, "AT_ONCE", 2)
    with django_capture_on_commit_callbacks(execute=True):
        edition = make.draft(by=by, items=3)
    assert ("measure_edition", edition.pk) in woken
    woken.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert measuring.measure_some(edition_id=edition.pk, now=NOW) == 2
    assert woken == [("measure_edition", edition.pk)]
    woken.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert [measuring.measure_some(edition_id=edition.pk, now=NOW) for _time in range(2)] == [1, 0]
    assert (set_parts, woken) == ([2, 1], [])
    shown = outline(edition, NOW)
    assert [(row.pages, row.measured) for row in shown.rows] == [(3, True)] * 3
    assert sum("løber over med 4 linjer på side 3" in remark for remark in shown.remarks) == 3


@pytest.mark.django_db
def test_a_new_stylesheet_lets_every_draft_be_measured_once_more(
    folder, by, woken, set_parts, monkeypatch, django_capture_on_commit_callbacks
):
    edition = make.draft(by=by, items=2)
    make.published(by=by, title="Den er ude")

    def asked() -> list:
        woken.clear()
        with django_capture_on_commit_callbacks(execute=True):
            measuring.measure_drafts()
        return list(woken)

    assert asked() == [("measure_edition", edition.pk)]
    assert measuring.measure_some(edition_id=edition.pk, now=NOW) == 2
    assert asked() == []
    monkeypatch.setattr(documents_measuring, "template_version", lambda: "a new stylesheet")
    assert [row.measured for row in outline(edition, NOW).rows] == [False, False]
    assert asked() == [("measure_edition", edition.pk)]
    assert measuring.measure_some(edition_id=edition.pk, now=NOW) == 2
    assert [row.measured for row in outline(edition, NOW).rows] == [True, True]


@pytest.mark.django_db
def test_moving_an_item_keeps_every_measure(folder, by, set_parts):
    edition = make.draft(by=by, items=3)
    measuring.measure_some(edition_id=edition.pk, now=NOW)
    editions.move(edition=edition, item_id=edition.items.first().pk, steps=1, by=by, now=NOW)
    assert measuring.measure_some(edition_id=edition.pk, now=NOW) == 0


@pytest.mark.django_db
def test_only_one_measures_an_edition_at_a_time(folder, by, set_parts, monkeypatch):
    edition = make.draft(by=by, items=1)
    second: list[int] = []
    real = measuring.keep_measures

    def meanwhile(*arguments):
        second.append(measuring.measure_some(edition_id=edition.pk, now=NOW))
        real(*arguments)

    monkeypatch.setattr(measuring, "keep_measures", meanwhile)
    assert (measuring.measure_some(edition_id=edition.pk, now=NOW), second) == (1, [0])


@pytest.mark.django_db
def test_what_is_out_frozen_or_gone_is_left_alone(folder, by, set_parts):
    out = make.published(by=by)
    frozen = make.draft(by=by, items=1)
    Edition.objects.filter(pk=frozen.pk).update(frozen={"trials": []})
    assert [measuring.measure_some(edition_id=pk, now=NOW) for pk in (out.pk, frozen.pk, 0)] == [0, 0, 0]
    assert set_parts == []


@pytest.mark.django_db
def test_a_picture_that_is_gone_leaves_the_estimate(folder, by, monkeypatch):
    edition = make.draft(by=by, items=1)

    def fails(*_arguments, **_named):
        raise UnusableImage("a.png", "Klippekortet")

    monkeypatch.setattr("portal.documents.rendering.measure", fails)
    assert measuring.measure_some(edition_id=edition.pk, now=NOW) == 0
    assert [row.measured for row in outline(edition, NOW).rows] == [False]
