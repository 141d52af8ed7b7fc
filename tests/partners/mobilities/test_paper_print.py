"""What documents say and how they are printed: the snapshot as plain data, and each PDF's structure against its snapshot."""

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from partners.grants.choices import Activity
from partners.mobilities.choices import Company, PaperKind, PaperLanguage, PaperState, State
from partners.mobilities.granting import freeze
from partners.mobilities.models import Mobility, Paper, Participant, Support
from partners.mobilities.papers import wording
from partners.mobilities.papers.compulsory import slots_of
from partners.mobilities.papers.documents import accession_snapshot, paper_snapshot, written_snapshot
from partners.mobilities.papers.printing import current_print, file_name, publication
from partners.mobilities.services import changing
from portal.documents.rendering import Base, render_pdf
from schools.people.choices import RoleKind
from tests.factories import consortium as make
from tests.factories import papers, people, places
from tests.support.pdf import read, squeezed
from tests.support.pdfua import assert_pdfua
from tests.support.poppler import run

pytestmark = pytest.mark.django_db
FOR_ONE = [
    PaperKind.GRANT_AGREEMENT,
    PaperKind.LEARNING_AGREEMENT,
    PaperKind.COMPLEMENT,
    PaperKind.CERTIFICATE,
    PaperKind.GREEN_TRAVEL,
]
TEXTS = sorted(file.stem for file in wording.FOLDER.glob("*.toml"))


@pytest.fixture
def journey() -> Mobility:
    """Jonas Tved travels green from Hasselhegnskolen to Gent."""
    school = places.school("Hasselhegnskolen", at=places.municipality("Egsted"))
    host = make.partner(at=school.municipality, name="De Wilgenhoek Basisschool", country="BE", city="Gent", oid="E10987654")
    return make.mobility(
        at=school,
        by=people.user("Jonas Tved"),
        state=State.APPROVED,
        host=host,
        is_green=True,
        mentor="Ann Peeters",
        grant=papers.GRANT,
        expected_learning="At lægge timer sammen.\n\nAt skiftes til at stå forrest.",
    )


@pytest.fixture
def group() -> Mobility:
    school = places.school("Bøgestenskolen", at=places.municipality("Lyngsø"))
    people_in_it = {"company": Company.PUPILS, "pupils": 12, "accompanying": 2}
    return make.mobility(at=school, by=people.user("Line Abild"), state=State.APPROVED, activity=Activity.PUPIL_GROUP, **people_in_it)


def said(mobility: Mobility, kind: str, languages: str = PaperLanguage.DANISH) -> dict:
    return written_snapshot(papers.paper(mobility, kind, PaperState.DRAFTED, languages=languages))


def part(mobility: Mobility, kind: str, language: str = "da") -> dict:
    (only,) = said(mobility, kind, language)["parts"]
    return only


def facts(found: dict) -> dict[str, str]:
    return {fact["label"]: fact["value"] for fact in found["facts"]}


def printed(snapshot: dict) -> bytes:
    """As a worker prints it: from the snapshot as the database gives it back."""
    made = publication(json.loads(json.dumps(snapshot)))
    return render_pdf(made.html(), base=Base(drawings=made.drawings))


def test_it_names_who_travels_from_where_to_where_and_when(journey):
    found = part(journey, PaperKind.LEARNING_AGREEMENT)
    assert facts(found) == {
        "Deltager": "Jonas Tved, Lærer",
        "Sendes af": "Hasselhegnskolen, Egsted Kommune",
        "Vært": "De Wilgenhoek Basisschool (OID\u00a0E10987654), Gent, Belgien",
        "Mentor": "Ann Peeters",
        "Aktivitet": "Jobskygning",
        "Tidspunkt": "1.–5. marts 2027",
        "Varighed": "5 dage med aktivitet",
        "Ophold": journey.number,
    }
    assert [(row["label"], row["name"]) for row in found["signatures"]] == [
        ("Afsender", "Hasselhegnskolen"),
        ("Vært", "De Wilgenhoek Basisschool"),
        ("Deltager", "Jonas Tved"),
    ]
    own = {clause["heading"]: clause["own"] for clause in found["clauses"] if clause["own"]}
    assert own["Det skal deltageren lære"] == journey.expected_learning


def test_it_says_the_same_in_english(journey):
    found = part(journey, PaperKind.LEARNING_AGREEMENT, "en")
    assert facts(found)["Host"] == "De Wilgenhoek Basisschool (OID\u00a0E10987654), Gent, Belgium"
    assert facts(found)["Dates"] == "1–5 March 2027"
    assert found["title"] == "Learning agreement"


def test_what_is_not_known_is_left_out(journey):
    Mobility.objects.filter(pk=journey.pk).update(mentor="", sharing="")
    found = part(Mobility.objects.get(pk=journey.pk), PaperKind.LEARNING_AGREEMENT)
    assert "Mentor" not in facts(found)
    assert "Sådan deles det hjemme" not in [clause["heading"] for clause in found["clauses"]]


def test_the_grant_agreement_shows_what_the_traveller_gets_and_no_support_for_fewer_opportunities(journey):
    Support.objects.create(mobility=journey, fewer_opportunities=1, inclusion_costs=Decimal("125.50"))
    found = part(journey, PaperKind.GRANT_AGREEMENT)
    (table,) = [clause["table"] for clause in found["clauses"] if clause["table"]]
    assert table["rows"] == [["Rejse", "1 × 309", "309"], ["Opholdsstøtte", "7 × 172", "1.204"]]
    assert table["foot"] == ["I alt", "", "1.513"]
    assert found["signatures"][0] == {"label": "Koordinator", "name": "Egsted Kommune"}
    assert not re.search(r"125|1\.?988|færre muligheder", json.dumps(found, ensure_ascii=False))


TRAVEL, WEEK, LANGUAGE = ["Rejse", "1 × 309", "309"], ["Opholdsstøtte", "7 × 172", "1.204"], ["Sprogstøtte", "1 × 150", "150"]
FORTNIGHT = ["Opholdsstøtte", "14 × 172", "2.408"]
FEE = ["Kursusgebyr", "5 × 80", "400"]
APART = "Dertil kommer sprogstøtte til 1 af de 2 deltagere, 150 euro til hver. Den er ikke regnet med her."


@pytest.mark.parametrize(
    ("others", "fields", "expected"),
    [
        ([], {}, [([TRAVEL, WEEK], "1.513", "")]),
        ([], {"language_participants": 1}, [([TRAVEL, WEEK, LANGUAGE], "1.663", "")]),
        (["participant"], {}, [([TRAVEL, WEEK], "1.513", "")] * 2),
        (["participant"], {"language_participants": 2}, [([TRAVEL, WEEK, LANGUAGE], "1.663", "")] * 2),
        (["participant"], {"language_participants": 1}, [([TRAVEL, WEEK], "1.513", APART)] * 2),
        (["accompanying"], {"language_participants": 1}, [([TRAVEL, WEEK, LANGUAGE], "1.663", ""), ([TRAVEL, WEEK], "1.513", "")]),
        (["participant", "accompanying"], {}, [([TRAVEL, WEEK], "1.513", "")] * 3),
        (
            ["accompanying", "accompanying"],
            {"days": 20, "ends_on": date(2027, 3, 20)},
            [([TRAVEL, FORTNIGHT, ["Opholdsstøtte", "8 × 120", "960"]], "3.677", "")] * 3,
        ),
        (["accompanying"], {"activity": Activity.COURSE}, [([TRAVEL, WEEK, FEE], "1.913", ""), ([TRAVEL, WEEK], "1.513", "")]),
        (["participant"], {"activity": Activity.PREPARATORY}, [([["Forberedende besøg", "1 × 680", "680"]], "680", "")] * 2),
    ],
)
def test_each_agreement_lists_what_that_person_gets(journey, others, fields, expected):
    travelling(journey, others, {"is_green": False, **fields})
    assert agreed(journey) == expected


@pytest.mark.parametrize("others", [[], ["participant"], ["accompanying"]])
def test_support_for_one_of_them_is_in_nobodys_agreement(journey, others):
    Support.objects.create(mobility=journey, fewer_opportunities=1, inclusion_costs=Decimal("125.50"), exceptional_costs=Decimal(77))
    travelling(journey, others, {"is_green": False})
    assert agreed(journey) == [([TRAVEL, WEEK], "1.513", "")] * (1 + len(others))


@pytest.mark.parametrize("others", [[], ["participant"], ["accompanying"]])
def test_after_a_change_the_agreement_has_the_amounts_of_its_dates(journey, others):
    travelling(journey, others, {"is_green": False})
    sent = papers.paper(journey, PaperKind.GRANT_AGREEMENT, PaperState.SENT)
    consultant = people.actor(RoleKind.CONSULTANT, journey.municipality)
    journey = Mobility.objects.get(pk=journey.pk)
    values = {name: getattr(journey, name) for name in changing.FIELDS} | {"days": 3, "ends_on": date(2027, 3, 3)}
    changing.change(mobility=journey, values=values, note="De rejser hjem før.", by=consultant, now=papers.NOW)
    five = ["Opholdsstøtte", "5 × 172", "860"]
    assert agreed(journey) == [([TRAVEL, five], "1.169", "")] * (1 + len(others))
    about = facts(written_snapshot(Paper.objects.get(pk=sent.pk))["parts"][0])
    assert (about["Tidspunkt"], about["Varighed"]) == ("1.–3. marts 2027", "3 dage med aktivitet")
    assert table_of(paper_snapshot(Paper.objects.get(pk=sent.pk), papers.NOW)["parts"][0])["rows"] == [TRAVEL, WEEK]


def test_what_was_approved_holds_whatever_the_rates_have_become_since(journey):
    frozen = [{**line, "unit_amount": "170"} if line["category"] == "individual" else line for line in papers.GRANT["lines"]]
    Mobility.objects.filter(pk=journey.pk).update(grant={**papers.GRANT, "lines": frozen})
    assert agreed(journey) == [([TRAVEL, ["Opholdsstøtte", "7 × 170", "1.190"]], "1.499", "")]


def test_where_the_grant_does_not_divide_by_those_who_travel_the_sum_is_told(journey):
    Participant.objects.create(mobility=journey, name="Karen Mølgaard", position=1)
    (first, _second) = agreed(journey)
    assert first == ([TRAVEL, WEEK], "1.513", "Beløbene gælder alle, der rejser på opholdet, tilsammen (2 personer).")


def travelling(journey: Mobility, others: list[str], fields: dict) -> None:
    """Others come along, and the grant is frozen as at the approval."""
    for position, kind in enumerate(others, start=1):
        Participant.objects.create(mobility=journey, name=f"Rejsende {position}", kind=kind, position=position)
    Mobility.objects.filter(pk=journey.pk).update(**fields)
    Mobility.objects.filter(pk=journey.pk).update(grant=freeze(Mobility.objects.get(pk=journey.pk)))


def agreed(journey: Mobility) -> list[tuple]:
    """Lines, sum and note of each one's own agreement."""
    found = []
    for slot in slots_of(Mobility.objects.get(pk=journey.pk)):
        if slot.kind == PaperKind.GRANT_AGREEMENT:
            made = Paper(mobility=Mobility.objects.get(pk=journey.pk), participant=slot.participant, kind=slot.kind, languages="da")
            table = table_of(written_snapshot(made)["parts"][0])
            found.append((table["rows"], table["foot"][2], table["note"]))
    return found


def table_of(found: dict) -> dict:
    (table,) = [clause["table"] for clause in found["clauses"] if clause["table"]]
    return table


def test_the_account_is_written_by_hand_on_a_page_that_is_not_uploaded(journey):
    found = part(journey, PaperKind.GRANT_AGREEMENT)
    private = [clause for clause in found["clauses"] if clause["private"]]
    assert [clause["heading"] for clause in private] == ["Bilag: oplysninger til udbetaling"]
    assert "Bank" in private[0]["hand"]
    words = json.dumps([clause for clause in found["clauses"] if not clause["private"]], ensure_ascii=False).lower()
    assert not re.search(r"cpr|pasnummer|iban|registrerings", words)


def test_no_pupil_is_named_there_is_a_line_for_each(group):
    found = part(group, PaperKind.LEARNING_PROGRAMME)
    (table,) = [clause["table"] for clause in found["clauses"] if clause["table"]]
    assert table["rows"][0] == ["1", "Line Abild", "deltager"]
    assert table["rows"][1:] == [[str(number), "", "elev"] for number in range(2, 14)]
    assert facts(found)["Gruppe"] == "12 elever og 2 ledsagere"


def test_the_list_of_a_whole_class_begins_where_it_is_explained(group):
    Mobility.objects.filter(pk=group.pk).update(pupils=28)
    book = run("pdftotext", "-", "-", pdf=printed(said(Mobility.objects.get(pk=group.pk), PaperKind.LEARNING_PROGRAMME)))
    (page,) = [page for page in book.decode().split("\f") if "Bilag: deltagerliste" in page]
    assert "Line Abild" in page


def test_a_number_stands_on_one_line(journey):
    page = run("pdftotext", "-", "-", pdf=printed(said(journey, PaperKind.GRANT_AGREEMENT))).decode()
    assert page.splitlines().count(journey.number) == 1


def test_a_certificate_has_room_for_so_much_and_ends_with_a_whole_word(journey):
    Mobility.objects.filter(pk=journey.pk).update(expected_learning="Fællesskab. " * 60)
    (about,) = part(Mobility.objects.get(pk=journey.pk), PaperKind.CERTIFICATE)["clauses"]
    assert len(about["own"]) <= 280
    assert about["own"].endswith("Fællesskab. …")


@pytest.mark.parametrize("kind", TEXTS)
def test_every_text_is_there_in_both_languages_with_the_same_values(kind):
    pairs = list(_pairs(wording.text_of(kind)))
    assert pairs
    for danish, english in pairs:
        assert bool(danish) and bool(english)
        assert type(danish) is type(english)
        if isinstance(danish, list):
            assert len(danish) == len(english)
        else:
            assert set(re.findall(r"{\w+}", danish)) == set(re.findall(r"{\w+}", english)), danish


def _pairs(node) -> Iterator[tuple]:
    if isinstance(node, dict):
        if set(node) == {"da", "en"}:
            yield node["da"], node["en"]
        else:
            for inner in node.values():
                yield from _pairs(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _pairs(inner)


def test_the_file_lies_in_a_folder_under_who_and_which_journey(journey):
    number = "-".join(journey.number.lower().split("-")[:3])
    assert file_name(papers.paper(journey, PaperKind.CERTIFICATE)) == f"deltagerbevis-jonas-tved-{number}.pdf"


def test_there_is_no_print_before_one_is_ordered(journey):
    paper = papers.paper(journey, PaperKind.CERTIFICATE, PaperState.DRAFTED)
    assert current_print(paper, "mobility_paper", written_snapshot(paper)) is None


def test_every_document_says_what_its_snapshot_says_in_its_order_and_is_accessible(journey, group, tmp_path):
    """One in both languages, one in each; veraPDF reads them all at once, for it takes long to begin."""
    languages = [PaperLanguage.BOTH, PaperLanguage.ENGLISH, PaperLanguage.DANISH, PaperLanguage.BOTH, PaperLanguage.ENGLISH]
    snapshots = [said(journey, kind, chosen) for kind, chosen in zip(FOR_ONE, languages, strict=True)]
    snapshots.append(said(group, PaperKind.LEARNING_PROGRAMME, PaperLanguage.DANISH))
    member = make.membership(journey.project, journey.school)
    snapshots.append(accession_snapshot(member, papers.NOW))
    for snapshot in snapshots:
        pdf = printed(snapshot)
        (tmp_path / f"{snapshot['kind']}.pdf").write_bytes(pdf)
        book = read(pdf)
        assert squeezed(book.root.text).replace("‐", "") == squeezed("".join(_read_aloud(snapshot))), snapshot["kind"]
        assert book.language == snapshot["languages"][0]
        assert book.title.startswith(snapshot["parts"][0]["title"])
    assert_pdfua(*sorted(tmp_path.glob("*.pdf")))


def test_a_crowded_certificate_is_still_one_page_of_each_language(journey):
    Mobility.objects.filter(pk=journey.pk).update(expected_learning="Fællesskab. " * 60, course_name="Et langt kursusnavn " * 7)
    journey.participants.update(name="Anna-Margrethe Elisabeth Bjerregaard-Østergaard Christiansen")
    journey.host.name = "Vrije Gesubsidieerde Gemengde Basisschool De Wilgenhoek en Kleuterschool De Kleine Wilg"
    journey.host.save()
    pdf = printed(said(Mobility.objects.get(pk=journey.pk), PaperKind.CERTIFICATE, PaperLanguage.BOTH))
    assert read(pdf).pages == 2


def _read_aloud(snapshot: dict) -> Iterator[str]:
    """All that the document must say, in the order in which it is read."""
    parts = snapshot["parts"]
    for found in parts:
        if snapshot["kind"] == PaperKind.CERTIFICATE:
            yield from _certificate(found)
            continue
        yield from ("Erasmus+ ·", snapshot["number"], found["title"], found["name"], found["lead"], *_pieces(found["facts"]))
        yield found["words"]["draft"]
        for clause in found["clauses"]:
            if not clause["private"]:
                yield from _clause(clause)
        if found is parts[-1]:
            yield from _signing(parts)
            for each in parts:
                yield from (each["words"]["funded"], each["words"]["disclaimer"])
        for clause in found["clauses"]:
            if clause["private"]:
                yield from (found["words"]["private"], *_clause(clause))


def _certificate(found: dict) -> Iterator[str]:
    words = found["words"]
    yield from ("Erasmus+", found["title"], found["name"], found["lead"])
    for clause in found["clauses"]:
        yield from _clause(clause)
    yield from _pieces(found["facts"])
    yield from (words["issued"], found["statement"], words["name"], words["date"], words["signature"], words["funded"], words["disclaimer"])


def _pieces(rows: list[dict]) -> Iterator[str]:
    for row in rows:
        yield from row.values()


def _clause(clause: dict) -> Iterator[str]:
    yield clause["heading"]
    for block in clause["blocks"]:
        yield from (f"•{point}" for point in block["points"]) if "points" in block else (block["text"],)
    yield clause["own"]
    yield from clause["hand"]
    if table := clause["table"]:
        yield from (table["caption"], *table["head"], *(cell for row in [*table["rows"], table["foot"]] for cell in row), table["note"])


def _signing(parts: list[dict]) -> Iterator[str]:
    yield "/".join(part["words"]["signatures"] for part in parts)
    yield from (part["statement"] for part in parts)
    for rows in zip(*(part["signatures"] for part in parts), strict=True):
        yield "/".join(row["label"] for row in rows)
        yield rows[0]["name"]
        for line in ("name", "date", "signature"):
            yield "/".join(part["words"][line] for part in parts)
