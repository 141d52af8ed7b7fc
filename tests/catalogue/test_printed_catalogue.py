"""The book that readers and screen readers get, held against the snapshot it was made from."""

import itertools
import re
from pathlib import Path

import pytest

from portal.documents.rendering import Base, Publication, Typeset, UnusableImage, typeset
from portal.text import notation
from tests.catalogue import snapshots
from tests.support.pdf import Book, read, squeezed, unmarked
from tests.support.pdfua import assert_pdfua
from tests.support.reading import spoken
from trials.catalogue.book.contents import edition_publication
from trials.printing import FIELDS, check_snapshot, trial_publication

# The book takes seconds to set, so its tests stay with one worker.
pytestmark = pytest.mark.xdist_group("catalogue in print")


def set_in_print(publication: Publication) -> Typeset:
    return typeset(publication.html(), base=Base(publication.drawings, snapshots.open_image))


@pytest.fixture(scope="module")
def edition() -> dict:
    return snapshots.edition_snapshot(24)


@pytest.fixture(scope="module")
def made(edition: dict) -> Typeset:
    return set_in_print(edition_publication(edition))


@pytest.fixture(scope="module")
def book(made: Typeset) -> Book:
    return read(made.pdf)


def test_24_trial_actions_make_a_book_of_60_to_80_pages(made: Typeset, book: Book):
    assert 60 <= made.pages <= 80
    assert book.pages == made.pages


def test_language_and_title_are_told(book: Book):
    assert book.language == "da"
    assert book.title == "Flere med. Inspirationskatalog, 2. udgave 2026"


def test_no_heading_level_is_skipped(book: Book):
    levels = [level for level, _ in book.root.headings()]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_chapters_and_trial_actions_follow_each_other_in_printed_order(book: Book, edition: dict):
    chapters = [text for level, text in book.root.headings() if level == 2]
    frame = ["Kolofon", "Forord", "Indledning", "Indhold"]
    back = ["Det gik ikke som ventet", "Register", "Deltagere og tak"]
    assert chapters == [squeezed(title) for title in [*frame, *(trial["title"] for trial in edition["trials"]), *back]]


def test_each_trial_action_is_read_whole_and_in_order(book: Book, edition: dict):
    whole = squeezed(book.root.text)
    start = whole.index("Deltagereogtak")  # the last line of the contents
    for trial in edition["trials"]:
        for said in words_of(trial):
            found = whole.find(squeezed(said), start)
            assert found >= 0, f"{trial['title']}: {said!r} is missing or out of order"
            start = found


def words_of(trial: dict) -> list[str]:
    """What a reader should meet, in the order of the opening."""
    said = [trial["headline"], trial["standfirst"], trial["period"], trial["grades"], trial["outcome_label"], trial["next_steps_label"]]
    said += [text for text in trial["effort"].values() if text]
    said += [trial["people"][0]["name"], trial["contact_email"]]
    said += lines(trial["done"])
    said += [image["caption"] for row in picture_order(trial["images"]) for image in row if image["caption"]]
    said += lines(trial["change"])
    for entry in trial["observations"]:
        said += [entry["label"], *lines(entry["text"])]
    for measure in trial["measures"]:
        said += [measure["sentence"], measure["source"], *(value["label"] for value in measure["values"])]
    for row in trial["expectations"]:
        said += [row["label"], row["text"], row["by_when"], row["observed"]]
    said += [change["text"] for change in trial["adjustments"]]
    said += lines(trial["future"])
    said += [file["title"] for file in trial["attachments"]]
    for lesson in trial["learned"]:
        said += lines(lesson)
    return said


def lines(text: str) -> list[str]:
    return notation.to_plain(text).split("\n") if text else []


def picture_order(images: list[dict]) -> list[list[dict]]:
    """The first wide one leads its row; an upright one stands beside it alone."""
    if not images:
        return []
    upright = [image for image in images[1:] if image["height"] > image["width"]]
    beside = upright[:1] or images[1:3]
    return [[images[0], *beside], *picture_order([image for image in images[1:] if image not in beside])]


def test_every_picture_and_chart_says_what_it_shows(book: Book, edition: dict):
    figures = [figure.alt for figure in book.root.all("Figure")]
    assert all(figures)
    told = " ".join(figures)
    for trial in edition["trials"]:
        for image in trial["images"]:
            assert image["alt"] in told
    assert "Kurvediagram over Afbrydelser efter frokost, gange om ugen: sep. 2025 14, nov. 2025 12, jan. 2026 9,5" in told


def test_a_table_cell_knows_its_row_and_column(book: Book):
    table = next(table for table in book.root.all("Table") if "Onsdagsmødet" in squeezed(table.text))
    headers = {cell: names for names, cell in table.cells()}
    assert headers["Ikkesomventet:20timermåtteflyttesfratilsyn"] == ["Medarbejdere", "Observeret"]


def test_perspectives_lessons_and_contents_are_lists(book: Book, edition: dict):
    items = {squeezed(item.text) for item in book.root.all("LBody")}
    for trial in edition["trials"]:
        assert any(squeezed(notation.to_plain(trial["learned"][0])) in item for item in items)
        assert any(squeezed(trial["title"]) in item for item in items)


def test_a_divided_word_is_read_without_a_hyphen(book: Book):
    assert "\u00ad" not in book.root.text
    assert "fraværsvejledere" in squeezed(book.root.text)


def test_the_contents_name_the_page_on_which_each_trial_action_begins(made: Typeset, book: Book, edition: dict):
    items = [squeezed(item.text) for item in book.root.all("LBody")]
    for trial in edition["trials"]:
        page = made.starts[f"trial-{trial['trial']}"]
        assert squeezed(trial["headline"])[:20] in squeezed(book.page_texts[page - 1])
        assert any(re.search(rf"{re.escape(squeezed(trial['title']))}{page}", item) for item in items)


def test_every_reference_is_a_link_to_the_page_that_it_names(made: Typeset, book: Book, edition: dict):
    references = book.references()
    for said, target in references:
        assert said.strip().endswith(str(book.places[target])), f"{said!r} leads to page {book.places[target]}"
        assert book.places[target] == made.starts[target]
    leading = [target for _said, target in references]
    for trial in edition["trials"]:
        assert leading.count(f"trial-{trial['trial']}") >= 3, "contents, register and participants"


def test_decoration_and_footers_are_artifacts(made: Typeset, book: Book):
    assert unmarked(made.pdf) == []
    assert not re.search(r"Flere med · 2\. udgave · \d", book.root.text)
    filled = [text for text in book.page_texts if not text]
    assert filled, "a page filled with a figure says nothing"


def test_a_listener_hears_what_things_are(book: Book):
    heard = list(spoken(book.root))
    assert heard[1] == "overskrift niveau 1: Flere med"
    contents = heard[heard.index("overskrift niveau 2: Indhold") :]
    assert re.fullmatch(r"  – \[link: Forord \d+\]", contents[2])
    facts = heard[heard.index("  – Periode") :]
    assert facts[1].strip() == "August 2025 – april 2026"
    assert "billede: Et klasseværelse set fra oven med tre zoner." in heard
    assert "tabel med 3 kolonner og 3 rækker: Forventet og observeret" in heard
    for line in heard:
        assert "\u00ad" not in line and "◊" not in line
        assert not re.search(r"liste med 0|\. \.|,,|\(\)|billede: $", line), line


def test_an_opening_of_two_pages_starts_on_a_left_page(made: Typeset, edition: dict):
    starts = sorted(made.starts[f"trial-{trial['trial']}"] for trial in edition["trials"])
    for page, following in itertools.pairwise(starts):
        assert page % 2 == 0 or following == page + 1


def test_bookmarks_lead_to_chapters_and_trial_actions(book: Book, edition: dict):
    assert book.bookmarks[0] == (1, "Flere med")
    titles = [title for level, title in book.bookmarks if level == 2]
    assert [trial["title"] for trial in edition["trials"]] == [
        title for title in titles if title in {trial["title"] for trial in edition["trials"]}
    ]


def test_lists_follow_danish_order(book: Book):
    names = [text for level, text in book.root.headings() if level == 4]
    municipalities = ["Vestersø", "Ærtholm", "Østermark", "Aadal", "Åvang"]
    places = [names.index(name) for name in municipalities]
    assert places == sorted(places)


def test_what_did_not_go_as_expected_is_an_entry_of_its_own(book: Book):
    _before, _lead, chapter = squeezed(book.root.text).partition("Herersamlet,hvadderoverraskede")
    assert chapter.index("Vidensbanken,ingenåbnede") < chapter.index("Klippekortet"), "the plainest failures come first"
    assert "Viventede" in chapter


def test_a_municipality_without_a_trial_action_is_still_a_participant(book: Book):
    table = next(table for table in book.root.all("Table") if "Ellemose" in table.text)
    assert (["Ellemose", "Prøvehandlinger,side"], "Ingenidenneudgave") in table.cells()


WEIRD = "Emoji 😀👩🏽‍🏫, linje\u2028skift, tab\x0bulator, \uf0b7 punkt, Ωμέγα, مرحبا, 学校, ☕ ❤️ og ½ ‰ →"
LONG = "æ" * 400


ODD = {
    "one trial action": snapshots.edition_snapshot(1),
    "nothing but a title": snapshots.edition_snapshot(
        0, foreword={"text": "", "name": "", "title": ""}, introduction="", thanks="", participants=[], focus_areas=[], subtitle=""
    ),
    "signs, long words and empty sections": snapshots.edition_snapshot(
        0,
        title="Et meget langt navn på et katalog om fællesskaber, deltagelse og veje ind i sk",
        trials=[
            snapshots.trial_snapshot(0, title=WEIRD, headline=LONG, done=f"### {LONG}\n\n{WEIRD}\n\n- {LONG}", learned=[LONG, WEIRD]),
            snapshots.empty_trial(trial=7),
            snapshots.trial_snapshot(4, place=LONG, grades=LONG, title=LONG, standfirst=WEIRD),
            snapshots.empty_trial(trial=8, title="", municipality="", place="", focus_areas=[], outcome="not_as_expected"),
        ],
    ),
    "English frame": snapshots.edition_snapshot(2, language="en"),
    "groups, a photograph, a logo and another colour": snapshots.edition_snapshot(
        2,
        grouping="area",
        colour="rust",
        cover_image={"path": "bred.jpg", "alt": "En tavle", "width": 1600, "height": 1067},
        logo={"path": "logo.png", "alt": "Østermark Kommune", "width": 1200, "height": 800},
    ),
}


def test_any_content_makes_an_accessible_book(made: Typeset, tmp_path: Path):
    books = {name: set_in_print(edition_publication(snapshot)).pdf for name, snapshot in ODD.items()}
    books["a trial action of its own"] = set_in_print(trial_publication(snapshots.trial_snapshot(3))).pdf
    books["24 trial actions"] = made.pdf
    files = []
    for name, pdf in books.items():
        told = read(pdf)
        assert all("Plex" in font for font in told.fonts), f"{name}: a font of the machine stands in for ours"
        levels = [level for level, _ in told.root.headings()]
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), name
        if name == "English frame":
            assert_school_words_are_danish(told)
        files.append(tmp_path / f"{name}.pdf")
        files[-1].write_bytes(pdf)
    assert_pdfua(*files)


def assert_school_words_are_danish(told: Book) -> None:
    """Everything that a school wrote says that it is Danish, and nothing that belongs to the frame does."""
    assert told.language == "en"
    danish = squeezed("".join(element.text for element in told.root.walk() if element.language == "da"))
    trial = snapshots.trial_snapshot(0)
    written = [trial["title"], trial["headline"], trial["standfirst"], *lines(trial["done"]), *lines(trial["future"]), *trial["learned"]]
    for said in [*written, *(entry["text"].split(".")[0] for entry in trial["observations"]), trial["expectations"][0]["text"]]:
        assert squeezed(said) in danish, said
    assert {figure.language for figure in told.root.all("Figure")} == {"da"}
    for element in told.root.all("H1", "H2"):
        if squeezed(element.text) in {"Fleremed", "Register", "Index", "Kolofon", "Colophon"}:
            assert not any(inner.language for inner in element.walk())


def test_one_trial_action_is_a_document_of_its_own():
    headings = read(set_in_print(trial_publication(snapshots.trial_snapshot(3))).pdf).root.headings()
    assert headings[0] == (1, squeezed(snapshots.trial_snapshot(3)["title"]))
    assert {level for level, _ in headings} == {1, 2, 3}


def test_a_missing_picture_is_named_with_its_trial_action():
    def gone(name: str):
        raise FileNotFoundError(name)

    publication = edition_publication(snapshots.edition_snapshot(1))
    with pytest.raises(UnusableImage) as problem:
        typeset(publication.html(), base=Base(publication.drawings, gone))
    assert problem.value.of == "En voksen i døren fra kvart i otte"
    assert problem.value.name == "billeder/0-bred.jpg"


def test_every_field_of_a_snapshot_has_a_name_that_people_know():
    unlabelled = {"language", "seed", "year", "number", "kind", "made_at", "demo", "permanent_url", "issued", "trials"}
    fixed = {key for key in snapshots.trial_snapshot(0) if key.endswith("label")} | {"trial", "version", "slug", "content_hash", "scope"}
    fixed |= {"life", "outcome", "described_afterwards", *unlabelled}
    assert {*snapshots.edition_snapshot(0), *snapshots.trial_snapshot(0)} - fixed <= set(FIELDS)


def test_characters_that_cannot_be_printed_are_named_with_trial_action_and_field():
    trial = snapshots.trial_snapshot(0, learned=["Sig 你好 😀"], title="Klippekortet")
    problems = check_snapshot(snapshots.edition_snapshot(0, trials=[trial, snapshots.trial_snapshot(1)]))
    assert [(problem.trial_title, str(problem.field), set(problem.characters)) for problem in problems] == [
        ("Klippekortet", "Vi har lært", {"你", "好", "😀"})
    ]
