"""A large edition comes in volumes: where they break, and what each of them says."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from portal.documents.rendering import Base, typeset
from tests.catalogue import snapshots
from tests.catalogue.snapshots import edition_snapshot, empty_trial, focus_area
from tests.factories import catalogues as make
from tests.support.pdf import read, squeezed
from tests.support.pdfua import assert_pdfua
from trials.catalogue.book.contents import edition_publication
from trials.catalogue.book.estimate import estimate
from trials.catalogue.book.volumes import division, volume_plans
from trials.catalogue.services import corrections, editions


def grouped(*areas: int) -> dict:
    """An edition divided by focus area, with one short trial action for each of the given areas."""
    trials = [empty_trial(trial=place, title=f"Nr. {place}", focus_areas=[focus_area(area)]) for place, area in enumerate(areas, 1)]
    return edition_snapshot(0, trials=trials, grouping="area")


def pages(snapshot: dict) -> int:
    return estimate(snapshot).total


def test_a_book_within_the_limit_is_one_book_and_its_snapshot_says_nothing_of_volumes():
    snapshot = edition_snapshot(24)
    assert division(snapshot, limit=pages(snapshot)) == []
    assert volume_plans(snapshot) == []


@pytest.mark.parametrize("parts", [2, 3, 5])
def test_a_longer_one_is_divided_into_volumes_of_about_the_same_length(parts):
    snapshot = edition_snapshot(40)
    counts = division(snapshot, limit=pages(snapshot) // parts + 2)
    assert len(counts) == parts
    assert sum(counts) == 40
    assert max(counts) - min(counts) <= 4


def test_no_trial_action_is_divided_however_long_it_is():
    trials = [empty_trial(trial=place, done=" ".join(["ord"] * 12_000)) for place in range(3)]
    assert division(edition_snapshot(0, trials=trials), limit=10) == [1, 1, 1]


def test_a_volume_begins_where_a_group_does_when_one_is_near():
    snapshot = grouped(*[1] * 12, *[2] * 8)
    assert division(snapshot, limit=pages(snapshot) - 1) == [12, 8]


def test_a_group_that_is_too_long_is_divided():
    snapshot = grouped(*[1] * 20)
    assert division(snapshot, limit=pages(snapshot) - 1) == [10, 10]


@pytest.mark.parametrize(("areas", "counts"), [([1, 1, 2, 3, 3, 3], [2, 1, 3]), ([1, 1], [])])
def test_the_editor_may_give_each_group_a_volume(areas, counts):
    assert division(grouped(*areas), limit=1000, way="groups") == counts


def test_without_groups_that_choice_means_nothing():
    assert division(edition_snapshot(12), limit=1000, way="groups") == []


def test_each_volume_is_named_after_what_it_holds():
    snapshot = {**grouped(1, 1, 2, 3), "volumes": [2, 2]}
    assert [plan.title for plan in volume_plans(snapshot)] == [
        "1. Tværfagligt samarbejde",
        "2. Støtte tæt på undervisningen til 3. Faglig ledelse af den pædagogiske opgave",
    ]
    assert volume_plans({**snapshot, "grouping": ""})[1].title == "”Nr. 3” til ”Nr. 4”"


def htmls(snapshot: dict, *before: dict[str, int]) -> list[str]:
    plans = volume_plans(snapshot)
    return [plan.publication(before[:number]).html() for number, plan in enumerate(plans)]


def test_the_frame_is_shared_out_among_the_volumes():
    snapshot = {**edition_snapshot(6), "volumes": [2, 2, 2]}
    first, middle, last = htmls(snapshot, *starts(snapshot))
    assert "Bind 1 af 3" in first and "Bind 2 af 3" in middle and "Bind 3 af 3" in last
    assert ['id="foreword"' in html for html in (first, middle, last)] == [True, False, False]
    assert ['id="introduction"' in html for html in (first, middle, last)] == [True, False, False]
    assert ['id="participants"' in html for html in (first, middle, last)] == [False, False, True]
    assert ["Register til alle bind" in html for html in (first, middle, last)] == [False, False, True]
    assert all("De andre bind" in html for html in (first, middle, last))


def starts(snapshot: dict) -> list[dict[str, int]]:
    return [{f"trial-{trial['trial']}": 20 + place for place, trial in enumerate(snapshot["trials"])}] * 2


def test_each_trial_action_stands_in_one_volume_only():
    snapshot = {**edition_snapshot(6), "volumes": [2, 1, 3]}
    made = htmls(snapshot, *starts(snapshot))
    for place, trial in enumerate(snapshot["trials"]):
        where = [f'id="trial-{trial["trial"]}"' in html for html in made]
        assert where == [place < 2, place == 2, place > 2]


def test_the_last_register_names_volume_and_page_and_leads_to_the_web():
    snapshot = {**edition_snapshot(4), "volumes": [2, 2]}
    _first, last = htmls(snapshot, *starts(snapshot))
    trial = snapshot["trials"][1]
    assert (
        f'href="{snapshot["permanent_url"]}laes/proevehandling/{trial["trial"]}/" data-page="bind 1, 21">{trial["title"]}'
        in last.replace("\xad", "")
    )


def test_a_divided_book_gives_the_same_words_each_time():
    snapshot = {**edition_snapshot(4), "volumes": [2, 2]}
    assert htmls(snapshot, *starts(snapshot)) == htmls(snapshot, *starts(snapshot))


def test_an_ordinary_edition_says_nothing_of_volumes():
    html = edition_publication(edition_snapshot(3)).html()
    assert "Bind" not in html.replace("Bindestreg", "") and ' far"' not in html


@pytest.fixture(scope="module")
def bound() -> list:
    """Both volumes of a small divided edition, set as a worker sets them."""
    snapshot = {**edition_snapshot(4), "volumes": [2, 2]}
    made: list = []
    for plan in volume_plans(snapshot):
        publication = plan.publication([volume.starts for volume in made])
        made.append(typeset(publication.html(), base=Base(publication.drawings, snapshots.open_image)))
    return made


@pytest.mark.xdist_group("catalogue in volumes")
def test_a_volume_is_a_book_of_its_own(bound, tmp_path):
    snapshot = edition_snapshot(4)
    paths = [tmp_path / f"{number}.pdf" for number in range(2)]
    for number, (path, volume) in enumerate(zip(paths, bound, strict=True)):
        path.write_bytes(volume.pdf)
        book = read(volume.pdf)
        assert book.title.endswith(f"Bind {number + 1} af 2")
        chapters = [text for level, text in book.root.headings() if level == 2]
        assert [squeezed(trial["title"]) in chapters for trial in snapshot["trials"]] == [number == 0] * 2 + [number == 1] * 2
    assert squeezed(f"bind 1, {bound[0].starts['trial-2']}") in squeezed(read(bound[1].pdf).root.text)
    assert_pdfua(*paths)


@pytest.mark.django_db
def test_readers_fetch_every_volume_until_the_edition_is_withdrawn(client):
    edition = make.published_in_volumes()
    page, files = edition.get_absolute_url(), [volume_address(edition, number) for number in (1, 2, 3)]
    fetched = [client.get(file) for file in files[:2]]
    assert [b"".join(file.streaming_content) for file in fetched] == [make.PDF, make.PDF]
    assert fetched[1].headers["Content-Disposition"] == 'inline; filename="flere-med-1-udgave-bind-2.pdf"'
    assert client.get(files[2]).status_code == 404
    assert client.get(reverse("catalogue:pdf", args=[edition.catalogue.slug, 1])).url == page
    shown = client.get(page).content.decode()
    assert "Hent bind 1 af 2" in shown and "Del 2" in shown and "6 sider" in shown
    assert "Hent bind 2 af 2" in client.get(reverse("catalogue:read", args=[edition.catalogue.slug, 1])).content.decode()
    editions.withdraw(edition=edition, note="En fejl.", by=make.maker(edition.catalogue.owner), now=make.NOW)
    assert [client.get(file).status_code for file in files] == [404, 404, 404]
    assert "Hent bind" not in client.get(page).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("volumes", [2, 4])
def test_many_volumes_cost_no_more_questions(client, django_assert_num_queries, volumes):
    edition = make.draft(items=volumes)
    by = make.maker(edition.catalogue.owner)
    make.built_in_volumes(edition, by=by, volumes=volumes)
    editions.publish(edition=edition, by=by, now=make.NOW)
    with django_assert_num_queries(7):
        assert client.get(edition.get_absolute_url()).content.count(b"/pdf/bind/") == volumes
    with django_assert_num_queries(5):
        assert client.get(reverse("catalogue:read", args=[edition.catalogue.slug, 1])).content.count(b"/pdf/bind/") == volumes


@pytest.mark.django_db
def test_no_volume_can_be_fetched_while_a_person_is_being_taken_out(client):
    edition = make.published_in_volumes(foreword="Tak til Bo Hansen.", foreword_name="Bo Hansen")
    corrections.erase_person(edition=edition, name="Bo Hansen", by=make.maker(edition.catalogue.owner), now=make.NOW)
    assert [client.get(volume_address(edition, number)).status_code for number in (1, 2)] == [404, 404]


@pytest.mark.django_db
def test_the_files_of_a_corrected_divided_edition_are_gone(client, django_capture_on_commit_callbacks):
    edition = make.published_in_volumes(foreword="Tak til Bo Hansen.", foreword_name="Bo Hansen")
    by, names = make.maker(edition.catalogue.owner), [volume.file.name for volume in edition.document.volumes.all()]
    correction = corrections.erase_person(edition=edition, name="Bo Hansen", by=by, now=make.NOW)
    make.built_in_volumes(correction, by=by)
    with django_capture_on_commit_callbacks(execute=True):
        editions.publish(edition=correction, by=by, now=make.NOW)
    assert [default_storage.exists(name) for name in names] == [False, False]
    assert b"".join(client.get(volume_address(edition, 2)).streaming_content) == make.PDF


@pytest.mark.django_db
def test_an_edition_that_is_longer_than_the_limit_is_ordered_as_volumes(settings):
    settings.CATALOGUE_VOLUME_PAGES = 6
    edition = make.draft(items=3)
    document = make.ordered(edition)
    assert document.volume_count == len(document.snapshot["volumes"]) > 1
    assert sum(document.snapshot["volumes"]) == 3


@pytest.mark.django_db
def test_an_ordinary_edition_is_ordered_as_one_file_and_its_snapshot_has_no_new_key():
    document = make.ordered(make.draft(items=2))
    assert document.volume_count == 1
    assert "volumes" not in document.snapshot


def volume_address(edition, number: int) -> str:
    return reverse("catalogue:pdf_volume", args=[edition.catalogue.slug, edition.number, number])
