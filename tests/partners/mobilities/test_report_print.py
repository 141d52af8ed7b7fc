"""Each kind of report on paper: PDF/UA-1, and read in the order of its snapshot."""

import itertools
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage

from partners.mobilities.choices import Company, State
from partners.mobilities.models import Participant, Report
from partners.mobilities.reports import services as acts
from partners.mobilities.reports.printing import report_publication
from partners.mobilities.reports.snapshots import written_snapshot
from partners.mobilities.reports.texts import contents
from portal.documents.rendering import Base, Typeset, typeset
from portal.writing.contents import fingerprint
from tests.factories import consortium, homecoming, people, places
from tests.factories import trials as make
from tests.support.pdf import read, squeezed, unmarked
from tests.support.pdfua import assert_pdfua
from tests.support.poppler import run

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("reports in print")]
NOW = consortium.NOW
LINES = [
    {"category": "travel", "quantity": 2, "unit_amount": "309", "rule": "almindelig rejse", "source": "", "is_confirmed": False},
    {"category": "individual", "quantity": 14, "unit_amount": "172", "rule": "pr. dag", "source": "", "is_confirmed": False},
    {"category": "exceptional", "quantity": 1, "unit_amount": "500", "rule": "faktiske", "source": "", "is_confirmed": False},
]


@pytest.fixture
def told():
    """A project with journeys that people have come home from, reports, a photo and a trial action; and one who administers it."""
    school = places.school("Hasselhegnskolen", at=places.municipality("Egsted"))
    project = consortium.project(consortium.accreditation(at=school.municipality))
    aims = [consortium.objective(project.accreditation, title) for title in ("Flere børn i fællesskabet", "Ledelse tæt på")]
    made = []
    for number in range(6):
        mobility = consortium.mobility(
            at=school,
            of=project,
            state=State.COMPLETED,
            objective=aims[number % 2],
            company=Company.PAIR,
            grant={"lines": LINES},
            grant_total=Decimal(3526),
            starts_on=date(2026, 9, 1 + number),
            ends_on=date(2026, 9, 5 + number),
        )
        Participant.objects.create(mobility=mobility, name="Karen Mølgaard", position=1)
        homecoming.report(mobility)
        made.append(mobility)
    homecoming.photo(homecoming.note(made[0]))
    homecoming.photo(homecoming.note(made[0]), caption="Tavlen")
    version = make.published(at=school, title="Først timen, så eleven")
    type(version.trial).objects.filter(pk=version.trial_id).update(origin=made[0])
    return made, people.actor("consultant", school.municipality)


def begun(told, kind: str) -> Report:
    mobilities, by = told
    mobility = mobilities[0]
    subject = {
        "mobility": mobility,
        "school_year": mobility.school,
        "project": mobility.project,
        "progress": mobility.project.accreditation,
    }[kind]
    report = acts.begin(subject=subject, school_year="2026/27" if kind == "school_year" else "", by=by, now=NOW)
    texts = {
        key: f"Her står {key}.\n\n### Underoverskrift\n\n- Et punkt\n- Et andet" for key in ("learned", "achieved", "objectives", "next")
    }
    data = {"intro": "Kort fortalt.", **texts}
    return acts.save(report=report, data=data, seen=fingerprint(contents(report)), by=by, now=NOW)[0]


def on_paper(report: Report) -> Typeset:
    publication = report_publication(written_snapshot(report, NOW))
    return typeset(publication.html(), base=Base(publication.drawings, default_storage.open))


@pytest.mark.parametrize("kind", ["mobility", "school_year", "project", "progress"])
def test_it_is_accessible_and_says_what_the_snapshot_says_in_its_order(told, kind, tmp_path):
    report = begun(told, kind)
    made = on_paper(report)
    (tmp_path / f"{kind}.pdf").write_bytes(made.pdf)
    book, said = read(made.pdf), written_snapshot(report, NOW)
    levels = [level for level, _text in book.root.headings()]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert (book.language, unmarked(made.pdf)) == ("da", [])
    whole, at = squeezed(book.root.text), 0
    for words in words_of(said):
        found = whole.find(squeezed(words), at)
        assert found >= 0, f"{words!r} is missing or out of order"
        at = found
    assert "Karen" not in whole
    assert_pdfua(tmp_path / f"{kind}.pdf")


def words_of(said: dict) -> list[str]:
    """What a reader should meet, in the order of the report."""
    words = [said["title"], said["place"], *(value for _label, value in said["facts"])]
    for block in said["blocks"]:
        match block["type"]:
            case "text" if block["text"]:
                words += [block["heading"]]
            case "table":
                words += [block["heading"], *(cell for row in block["rows"] for cell in row if cell)]
            case "answers":
                words += [block["heading"], *(answer["text"].strip("- ") for group in block["groups"] for answer in group["answers"])]
            case "actions":
                words += [item["title"] for item in block["items"]]
    return [*words, "Finansieret af Den Europæiske Union"]


@pytest.mark.parametrize("lines", [8, 16, 20, 24, 28])
def test_a_table_stands_whole_with_its_name_and_its_sum(told, lines):
    report = begun(told, "project")
    report.texts["achieved"] = "\n".join(["- Det er nået."] * lines)
    book = run("pdftotext", "-", "-", pdf=on_paper(report).pdf).decode().split("\f")
    for caption, last in (("Ophold og personer efter aktivitet", "I alt"), ("Budget og forbrug efter post", "er ikke med.")):
        (page,) = [page for page in book if caption in page]
        assert last in page


def test_pictures_have_their_descriptions_and_charts_their_numbers(told):
    book = read(on_paper(begun(told, "project")).pdf)
    alts = [figure.alt for figure in book.root.all("Figure")]
    assert alts.count("Et klasselokale med to tavler") == 2
    assert any(alt.startswith("Søjler: ") for alt in alts)
    assert "Den Europæiske Unions flag" in alts
