"""Lists from a file: a rehearsal that changes nothing, what is there is changed and never doubled, a bad row loses no other."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from partners.models import ConsortiumImport, ExclusionRate, PartnerOrganisation
from partners.services.importing import apply
from portal.accounts.actor import Actor
from portal.workflow.gate import WrongState
from tests.factories import consortium as make
from tests.factories import people, places
from tests.support.pages import check_page
from tests.support.racing import race

pytestmark = pytest.mark.django_db

HEADS = ["Navn", "Slags", "Land", "By", "OID", "Temaer", "Kendt", "Breddegrad", "Længdegrad", "Kontaktperson", "Mail"]


def book(*rows: list, heads: list[str] = HEADS) -> SimpleUploadedFile:
    made = Workbook()
    for row in (heads, *rows):
        made.active.append(row)
    content = io.BytesIO()
    made.save(content)
    return SimpleUploadedFile("partnere.xlsx", content.getvalue())


@pytest.fixture
def here():
    return places.municipality("Egsted")


@pytest.fixture
def consultant(here):
    return people.actor("consultant", here)


@pytest.fixture
def office(sign_in, consultant):
    return sign_in(consultant)


def chosen(office, file, kind: str = "partnere") -> ConsortiumImport:
    response = office.post(reverse("partners:import", args=[kind]), {"file": file})
    assert response.status_code == 302, response.context["form"].errors
    return ConsortiumImport.objects.latest("pk")


def fates(lines: list[dict]) -> list[str]:
    return [line["fate"] for line in lines]


def test_a_rehearsal_tells_of_each_row_and_changes_nothing(office, here):
    make.partner(at=here, name="De Linde", country="NL", oid="E10000001")
    make.partner(at=here, name="Kendt Skole", country="FI", city="Åbo")
    reading = chosen(
        office,
        book(
            ["Ministeriet", "Ministerium", "Cypern", "Nicosia", "", "overgange", "ja", 35.17, 33.36, "Eleni", "eleni@x.example"],
            ["De Linde i Utrecht", "Skole", "NL", "Utrecht", "E10000001", "", "", None, None, "", ""],
            ["kendt skole", "Skole", "Finland", "Åbo", "", "", "", None, None, "", ""],
            ["Uden land", "Skole", "", "", "", "", "", None, None, "", ""],
            ["Ministeriet", "Ministerium", "CY", "", "", "", "", None, None, "", ""],
            ["", "", "", "", "", "", "", None, None, "", ""],
            ["Halv", "Skole", "NO", "", "", "", "", 60.1, None, "", ""],
        ),
    )
    assert fates(reading.looked) == ["new", "changed", "changed", "refused", "refused", "refused"]
    assert [line["column"] for line in reading.looked][3:] == ["Land", "", "Længdegrad"]
    assert PartnerOrganisation.objects.count() == 2
    check_page(office.get(reverse("partners:import_look", args=[reading.pk])).content)


def test_it_is_brought_in_once_and_the_same_file_again_changes_nothing(office, here):
    rows = book(["Ministeriet", "Ministerium", "Cypern", "Nicosia", "E10000002", "overgange", "ja", 35.17, 33.36, "Eleni", "e@x.example"])
    content = rows.read()
    reading = chosen(office, SimpleUploadedFile("a.xlsx", content))
    office.post(reverse("partners:import_apply", args=[reading.pk]))
    partner = PartnerOrganisation.objects.get()
    assert (partner.kind, partner.country, partner.themes, str(partner.latitude)) == ("ministry", "CY", ["overgange"], "35.17000")
    assert [contact.email for contact in partner.contacts.all()] == ["e@x.example"]
    reading.refresh_from_db()
    assert (reading.rows, fates(reading.results)) == ([], ["new"])
    office.post(reverse("partners:import_apply", args=[reading.pk]))
    assert PartnerOrganisation.objects.count() == 1
    assert fates(chosen(office, SimpleUploadedFile("a.xlsx", content)).looked) == ["same"]


def test_the_list_as_a_file_can_be_read_in_again(office, here):
    make.partner(at=here, name="De Linde", themes=["overgange", "co-teaching"], latitude="52.09070", longitude="5.12142", is_known=True)
    written = b"".join(office.get(reverse("partners:partners") + "?fil=xlsx").streaming_content)
    assert fates(chosen(office, SimpleUploadedFile("liste.xlsx", written)).looked) == ["same"]


def test_an_empty_cell_takes_nothing_away(office, here):
    partner = make.partner(at=here, name="De Linde", country="NL", city="Utrecht", website="https://delinde.example")
    reading = chosen(office, book(["De Linde", "", "NL", "", "E10000009"], heads=HEADS[:5]))
    apply(reading=reading, by=Actor(reading.read_by, reading.read_by.roles.get()), now=make.NOW)
    partner.refresh_from_db()
    assert (partner.city, partner.website, partner.oid) == ("Utrecht", "https://delinde.example", "E10000009")


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("tom.xlsx", b""), "Filen er tom"),
        (SimpleUploadedFile("a.csv", b"Navn;Land"), "ikke et Excel-ark"),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04vroevl"), "beskadiget"),
        (book(heads=["Titel"]), "mangler i første række"),
        (book(heads=["Navn", "Navn"]), "findes to gange"),
        (book(), "ingen rækker"),
        (book(*[["x"]] * 501), "mere end 500"),
    ],
    ids=["empty", "csv", "damaged", "no head", "twice", "no rows", "too many"],
)
def test_another_file_is_refused_in_words_that_help(office, file, words):
    file.seek(0)
    page = office.post(reverse("partners:import", args=["partnere"]), {"file": file})
    assert words in str(page.context["form"].errors["file"])
    check_page(page.content)


def test_a_formula_without_a_result_is_refused(office):
    reading = chosen(office, book(["=1+1", "Skole", "NL"], ["Rigtig", "Skole", "NL"], heads=HEADS[:3]))
    assert fates(reading.looked) == ["refused", "new"]


def test_what_became_of_each_row_is_a_file(office):
    reading = chosen(office, book(["Ny", "Skole", "NL"], ["Uden land", "Skole", ""], heads=HEADS[:3]))
    assert office.get(reverse("partners:import_result", args=[reading.pk])).status_code == 404
    office.post(reverse("partners:import_apply", args=[reading.pk]))
    content = b"".join(office.get(reverse("partners:import_result", args=[reading.pk])).streaming_content)
    rows = list(load_workbook(io.BytesIO(content)).active.values)
    assert [row[:3] for row in rows[1:]] == [(2, "Ny", "Læst ind"), (3, "Uden land", "Ikke læst ind")]


def test_rates_are_read_by_the_school_s_name_and_changed_the_second_time(office, here):
    school = places.school("Bøgestenskolen", at=here)
    heads = ["Skole", "Skoleår", "Segregeringsprocent", "Elever i opgørelsen", "Kilde"]
    rows = [
        ["bøgestenskolen", "2025/2026", 6.4, 512, "Kommunen, oktober 2025"],
        ["Ukendt", "2025/26", 3, 100, "x"],
        ["Bøgestenskolen", "2025", 3, 1, "x"],
    ]
    reading = chosen(office, book(*rows, heads=heads), "segregeringsprocenter")
    assert fates(reading.looked) == ["new", "refused", "refused"]
    office.post(reverse("partners:import_apply", args=[reading.pk]))
    rate = ExclusionRate.objects.get()
    assert (rate.school, rate.school_year, str(rate.percent), rate.pupils) == (school, "2025/26", "6.4", 512)
    rows[0][2] = 7.1
    reading = chosen(office, book(*rows[:1], heads=heads), "segregeringsprocenter")
    assert fates(reading.looked) == ["changed"]
    office.post(reverse("partners:import_apply", args=[reading.pk]))
    assert [str(rate.percent) for rate in ExclusionRate.objects.all()] == ["7.1"]


def test_a_newer_file_takes_the_place_of_the_one_that_was_not_brought_in(office, consultant):
    first = chosen(office, book(["Ny", "Skole", "NL"], heads=HEADS[:3]))
    chosen(office, book(["Nyere", "Skole", "NL"], heads=HEADS[:3]))
    with pytest.raises(WrongState):
        apply(reading=first, by=consultant, now=make.NOW)


def test_a_file_belongs_to_the_one_who_read_it(office, sign_in, here):
    reading = chosen(office, book(["Ny", "Skole", "NL"], heads=HEADS[:3]))
    assert sign_in(people.actor("head", here)).get(reverse("partners:import_look", args=[reading.pk])).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_bring_it_in_once(sign_in):
    consultant = people.actor("consultant", places.municipality())
    reading = chosen(sign_in(consultant), book(["Ny", "Skole", "NL"], heads=HEADS[:3]))
    done = race(*[lambda: apply(reading=reading, by=consultant, now=make.NOW)] * 2)
    assert sorted(type(one).__name__ for one in done) == ["ConsortiumImport", "WrongState"]
    assert PartnerOrganisation.objects.count() == 1
