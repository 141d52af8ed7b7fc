"""What editors choose around the trial actions: grouping, colour, pictures, lists, and what they are told before ordering."""

import re
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Picture

from portal.documents.print import figures
from tests.catalogue import snapshots
from tests.documents.test_rendering_parts import contrast
from tests.factories import catalogues as make
from tests.factories import files, people, places
from tests.factories import trials as trial
from tests.support.pages import check_page
from trials.catalogue.book.contents import edition_publication, groups, participants
from trials.catalogue.book.palette import PALETTE
from trials.catalogue.book.preview import picture_token
from trials.catalogue.book.remarks import remarks_on
from trials.catalogue.choices import Colour
from trials.catalogue.documents import edition_snapshot
from trials.catalogue.models import Edition
from trials.catalogue.services import editions
from trials.printing import SIZES, opening

NOW = make.NOW
FRAME = {"title": "Flere med", "language": "da", "visibility": "everyone", "grouping": "", "participants": "members", "colour": "plum"}


def png(width: int = 60, height: int = 40) -> SimpleUploadedFile:
    content = BytesIO()
    Picture.new("RGB", (width, height), "teal").save(content, "PNG")
    return SimpleUploadedFile("forside.png", content.getvalue(), "image/png")


def test_every_colour_can_be_read_also_in_grey_and_is_the_same_in_print_and_on_screen():
    """Relative luminance is what a grey print keeps, so the contrast holds there too."""
    book = (settings.BASE_DIR / "static/print/book.css").read_text()
    screen = (settings.BASE_DIR / "static/css/rooms/catalogue.css").read_text()
    assert set(PALETTE) == set(Colour)
    for name, shade in PALETTE.items():
        assert contrast(shade.front, figures.WHITE) >= 9 and contrast(shade.front, "#fbf1dc") >= 8, name
        assert contrast(shade.dark, "#fbf1dc") >= 10, name
        if name != Colour.PLUM:
            assert f".cover.c-{name} {{ page: cover-{name}; background-color: {shade.front} }}" in book
            assert f".back.c-{name} {{ page: back-{name}; background-color: {shade.dark} }}" in book
            assert f".cover--{name} {{ background: {shade.front}; }}" in screen


def test_the_places_of_pictures_are_those_of_the_stylesheet():
    book = (settings.BASE_DIR / "static/print/book.css").read_text()
    for name, (_width, height) in SIZES.items():
        assert f".picture .{name} {{ height: {height}pt }}" in book


@pytest.mark.parametrize(
    ("grouping", "names"),
    [
        ("", [""]),
        ("area", ["5. Trivsel og fællesskab", "4. Samarbejde med forældre", "7. Organisering af skoledagen"]),
        ("municipality", ["Egsted", "Lyngsø"]),
    ],
)
def test_the_book_is_divided_as_chosen(grouping, names):
    """A focus area has a page of its own. A municipality often has one trial action, so it hasn't."""
    edition = snapshots.edition_snapshot(3, grouping=grouping)
    found = groups(edition, [opening(shown) for shown in edition["trials"]])
    assert [group["name"] for group in found] == names
    html = edition_publication(edition).html()
    assert html.count('class="group') == len([name for name in names if name])
    assert html.count('class="divider') == (len(names) if grouping == "area" else 0)


def test_a_snapshot_from_before_these_choices_still_makes_a_book():
    edition = snapshots.edition_snapshot(2)
    assert "grouping" not in edition and "colour" not in edition
    html = edition_publication(edition).html()
    assert 'class="cover"' in html and 'id="participants"' in html and 'class="divider' not in html


def test_lists_that_were_not_chosen_are_not_there():
    edition = snapshots.edition_snapshot(24, participants_shown="nobody", gathers_unexpected=False, thanks="")
    html = edition_publication(edition).html()
    assert 'id="unexpected"' not in html and 'id="participants"' not in html
    described = snapshots.edition_snapshot(1, participants_shown="described", participants=[])
    assert [row["name"] for row in participants(described, [opening(shown) for shown in described["trials"]])] == ["Egsted"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"images": []}, ""),
        (
            {"images": [{"id": 1, "path": "x", "alt": "", "caption": "Rum", "width": 1600, "height": 1067}]},
            "1 billede mangler en beskrivelse",
        ),
        ({"images": [{"id": 1, "path": "x", "alt": "Et rum", "caption": "", "width": 400, "height": 300}]}, "100 pr. tomme mod mindst 150"),
        ({"images": [{"id": 1, "path": "x", "alt": "Et rum", "caption": "", "width": 600, "height": 450}]}, ""),
    ],
)
def test_pictures_are_measured_at_the_size_that_they_are_printed_in(changes, said):
    told = remarks_on(snapshots.edition_snapshot(0, trials=[snapshots.trial_snapshot(0, **changes)]))
    assert [remark for remark in told if "billede" in remark] == [remark for remark in told if said and said in remark]
    assert bool(said) == any("billede" in remark for remark in told)


@pytest.mark.parametrize(("words", "said"), [(20, "under en halv side"), (200, ""), (270, "løber ifølge vores skøn"), (600, "")])
def test_pages_that_run_over_or_stay_empty_are_told(words, said):
    shown = snapshots.empty_trial(done=" ".join(["ord"] * words))
    told = remarks_on(snapshots.edition_snapshot(0, trials=[shown]))
    assert len(told) == bool(said) and all(said in remark for remark in told)


def test_coarse_pictures_of_the_frame_are_told():
    small = {"path": "x", "alt": "Et rum", "width": 100, "height": 80}
    told = remarks_on(snapshots.edition_snapshot(0, cover_image=small, logo={**small, "width": 800, "height": 600}))
    assert len(told) == 1 and "forsiden" in told[0]


@pytest.fixture
def here():
    return places.municipality("Østermark")


@pytest.fixture
def maker(here, sign_in):
    return sign_in(people.actor("consultant", here))


def page(name: str, edition: Edition) -> str:
    return reverse(f"catalogue:{name}", args=[edition.catalogue.slug, edition.number])


@pytest.mark.django_db
def test_a_picture_needs_words_goes_on_the_cover_and_gives_way_to_the_next(here, maker):
    edition = make.draft(here)
    answer = maker.post(page("frame", edition), {**FRAME, "cover_upload": png()})
    assert answer.status_code == 200 and "Skriv, hvad billedet viser" in answer.content.decode()
    assert "Vælg filen igen" in answer.content.decode(), "the browser does not keep it"
    maker.post(page("frame", edition), {**FRAME, "cover_upload": png(), "cover_alt": "Et rum", "colour": "rust"})
    edition.refresh_from_db()
    first = edition.cover_image.file.name
    snapshot = edition_snapshot(edition, NOW)
    assert snapshot["cover_image"] == {"path": first, "alt": "Et rum", "width": 60, "height": 40} and snapshot["colour"] == "rust"
    built = maker.get(page("build", edition)).content.decode()
    assert page("cover_picture", edition) in built and "cover--rust" in built and "for få billedpunkter" in built
    assert b"".join(maker.get(page("cover_picture", edition)).streaming_content).startswith(b"\x89PNG")

    make.ordered(edition)
    maker.post(page("frame", edition), {**FRAME, "cover_alt": "Et rum", "cover_remove": "on"})
    edition.refresh_from_db()
    assert edition.cover_image is None
    assert default_storage.exists(first), "the book that was ordered still shows it"


@pytest.mark.django_db
def test_a_file_that_is_no_picture_is_refused(here, maker):
    edition = make.draft(here)
    upload = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png")
    answer = maker.post(page("frame", edition), {**FRAME, "logo_upload": upload, "logo_alt": "Os"})
    assert answer.status_code == 200
    edition.refresh_from_db()
    assert edition.logo is None


@pytest.mark.django_db
def test_items_stay_in_their_group_and_move_within_it(here, maker):
    edition = make.draft(here, items=0)
    by = make.maker(here)
    areas = [places.focus_area(here, name, figure=figure) for figure, name in enumerate(("Trivsel", "Fravær"), 1)]
    versions = [
        trial.published(at=places.school(at=here), area=areas[place % 2], title=title) for place, title in enumerate(["A", "B", "C", "D"])
    ]
    editions.add(edition=edition, versions=versions, by=by, now=NOW)
    maker.post(page("frame", edition), {**FRAME, "grouping": "area"})
    assert make.titles(edition) == ["A", "C", "B", "D"]
    last = edition.items.last()
    editions.move(edition=edition, item_id=last.pk, steps=-1, by=by, now=NOW)
    editions.move(edition=edition, item_id=last.pk, steps=-1, by=by, now=NOW)
    assert make.titles(edition) == ["A", "C", "D", "B"]
    built = maker.get(page("build", edition)).content.decode()
    assert built.count("slot__group") == 2 and "inden for deres egen" in built


@pytest.mark.django_db
def test_the_makers_see_the_book_as_a_page_from_the_printed_template(here, maker, django_assert_max_num_queries):
    edition = make.draft(here, items=2, foreword="Kære læser")
    maker.post(page("frame", edition), {**FRAME, "foreword": "Kære læser", "cover_upload": png(), "cover_alt": "Et rum"})
    version = make.versions_of(edition)[0]
    picture = files.image(version)
    with django_assert_max_num_queries(40):
        answer = maker.get(page("preview", edition))
    text = answer.content.decode()
    check_page(text)
    assert "print://" not in text and "<style" not in text and 'data-page=""' not in text
    assert "Kære læser" in text and "Prøvehandling 2" in text and 'class="sheet"' in text
    addresses = re.findall(r'(?:src|href)="(/[^"#?]+)"', text)
    assert len(addresses) > 3 and picture.stored.file.name not in text
    for address in addresses:
        if "/static/" not in address:
            assert b"".join(maker.get(address)), address
    css = maker.get(reverse("catalogue:preview_part", args=[edition.catalogue.slug, edition.number, "css", "book.css"]))
    names = set(re.findall(r"url\(\.\./(\w+)/([^)]+)\)", css.content.decode()))
    assert {kind for kind, _name in names} == {"font", "drawing"}
    for kind, name in names:
        part = reverse("catalogue:preview_part", args=[edition.catalogue.slug, edition.number, kind, name])
        assert maker.get(part).status_code == 200, name


@pytest.mark.django_db
def test_a_divided_edition_is_previewed_volume_by_volume(here, maker, settings):
    settings.CATALOGUE_VOLUME_PAGES = 7
    edition = make.draft(here, items=3, foreword="Kære læser")
    first, second, beyond = (maker.get(page("preview", edition) + asked).content.decode() for asked in ("", "?bind=2", "?bind=9"))
    check_page(second)
    assert ("Kære læser" in first, "Kære læser" in second) == (True, False)
    assert ("Bind 1 af" in first, "Bind 2 af" in second) == (True, True)
    assert beyond == first
    part = [edition.catalogue.slug, edition.number]
    css = maker.get(reverse("catalogue:preview_part", args=[*part, "css", "book.css"]) + "?bind=2").content.decode()
    assert "drawing/cover.svg?bind=2" in css
    cover = reverse("catalogue:preview_part", args=[*part, "drawing", "cover.svg"])
    assert maker.get(f"{cover}?bind=1").content != maker.get(f"{cover}?bind=2").content


@pytest.mark.django_db
def test_a_preview_gives_out_nothing_else(here, maker):
    edition = make.draft(here)
    at = [edition.catalogue.slug, edition.number]
    for kind, name in [("css", "screen.css"), ("font", "..%2Fsettings.py"), ("drawing", "x.svg"), ("image", "x")]:
        assert maker.get(reverse("catalogue:preview_part", args=[*at, kind, name])).status_code == 404
    other = picture_token(Edition(catalogue_id=edition.catalogue_id, number=edition.number + 1), "uploads/x.png")
    for token in ("x", other, picture_token(edition, "uploads/gone.png")):
        assert maker.get(reverse("catalogue:preview_picture", args=[*at, token])).status_code == 404


@pytest.mark.django_db
def test_a_member_without_a_case_can_be_left_out_of_the_list_and_a_line_be_added(sign_in):
    quiet, silent = places.municipality("Tavsby"), places.municipality("Stilleby")
    network = places.network(quiet, silent)
    by = make.maker(network)
    edition = make.draft(network, by=by)
    client = sign_in(by)
    shown = client.get(page("frame", edition)).content.decode()
    assert "Tavsby" in shown and "Stilleby" in shown and "Udelad af deltagerlisten" in shown
    client.post(page("frame", edition), {**FRAME, "left_out": [silent.pk], "participants_note": "Også Lærerhuset har hjulpet til."})
    said = edition_snapshot(Edition.objects.with_catalogue().get(pk=edition.pk), NOW)
    assert said["participants"] == ["Tavsby"]
    html = edition_publication(said).html()
    assert "Tavsby" in html and "Stilleby" not in html and "Også Lærerhuset har hjulpet til." in html.replace("\u00ad", "")


@pytest.mark.django_db
def test_without_a_line_the_snapshot_has_no_key_for_it(here):
    assert "participants_note" not in edition_snapshot(make.draft(here), NOW)
