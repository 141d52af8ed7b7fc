"""The rates: shown with source and mark, confirmed part by part, and replaced by a file whose changes are read first."""

import json
from copy import deepcopy

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partners.grants.models import RateYear
from partners.grants.parts import PARTS, changed_parts, differences
from partners.grants.queries import known_table, table_of, years
from partners.grants.rates import BadTable, shipped_as_written
from partners.grants.services import confirm, replace
from portal.workflow.models import LogEntry
from tests.factories import consortium as make
from tests.factories import people, places
from tests.support.pages import check_page
from tests.support.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultant():
    return people.actor("consultant", places.municipality())


def mended(**travel) -> dict:
    table = deepcopy(dict(shipped_as_written(2026)))
    table["travel"].update(travel)
    return table


def file(table: object) -> SimpleUploadedFile:
    return SimpleUploadedFile("satser.json", json.dumps(table).encode())


def test_a_table_is_confirmed_when_every_part_is(consultant):
    assert not table_of(2026).is_confirmed
    for part in PARTS:
        confirm(call=2026, part=part, by=consultant, now=make.NOW)
        assert table_of(2026).is_confirmed is (part == list(PARTS)[-1])
    assert LogEntry.objects.filter(act="rates.confirm").count() == len(PARTS)


@pytest.mark.parametrize(("call", "part"), [(1999, "travel"), (2026, "vrøvl")])
def test_what_is_not_there_is_not_confirmed(consultant, call, part):
    with pytest.raises(BadTable):
        confirm(call=call, part=part, by=consultant, now=make.NOW)


@pytest.mark.parametrize("kind", ["editor", "ppr"])
def test_others_read_the_rates_only(kind):
    with pytest.raises(PermissionDenied):
        confirm(call=2026, part="travel", by=people.actor(kind, places.municipality()), now=make.NOW)


def test_the_page_says_what_is_not_confirmed(sign_in, consultant):
    client = sign_in(consultant)
    page = client.get(reverse("partners:rates"))
    check_page(page.content)
    assert page.content.decode().count("Ikke bekræftet") == 1 + len(PARTS)
    client.post(reverse("partners:rates_confirm", args=[2026, "travel"]))
    page = client.get(reverse("partners:rates_of", args=[2026]))
    assert page.content.decode().count("Ikke bekræftet") == len(PARTS)
    assert client.get(reverse("partners:rates_of", args=[1999])).status_code == 404
    assert client.post(reverse("partners:rates_confirm", args=[2026, "vroevl"])).status_code == 404


def test_the_file_says_what_the_page_says(sign_in, consultant):
    content = sign_in(consultant).get(reverse("partners:rates_file", args=[2026])).content
    assert json.loads(content) == shipped_as_written(2026)


@pytest.mark.parametrize(
    ("change", "label", "before", "after"),
    [
        (lambda table: table["travel"]["bands"][1].update(standard="30"), "Rejse: fra 10 km almindelig rejse", "28", "30"),
        (
            lambda table: table["individual"]["per_day"]["staff"].update({"1": "180"}),
            "Opholdsstøtte pr. dag: pr. dag medarbejdere og ledsagere 1",
            "172",
            "180",
        ),
        (lambda table: table["amounts"].update(source="Bilag 3"), "Faste beløb: kilde", "Programme Guide 2026, via tredjepart", "Bilag 3"),
        (lambda table: table["limits"].update(most_per_mentor=3), "Grænser: højst pr. mentor", "2", "3"),
        (
            lambda table: table["activities"]["rows"][2].update(most_days=30),
            "Aktiviteter og organisationsstøtte: Kursus højst dage",
            "10",
            "30",
        ),
    ],
)
def test_a_difference_is_told_in_words(change, label, before, after):
    table = mended()
    change(table)
    (found,) = differences(shipped_as_written(2026), table)
    assert (found.label, found.before, found.after) == (label, before, after)


def test_a_new_row_and_one_that_is_gone_are_told(consultant):
    table = mended()
    table["travel"]["bands"].append({"from_km": 9000, "standard": "2000", "green": "2000"})
    table["amounts"].pop("language")
    found = {one.label: (one.before, one.after) for one in differences(shipped_as_written(2026), table)}
    assert found["Rejse: fra 9000 km almindelig rejse"] == (None, "2000")
    assert found["Faste beløb: sprogstøtte, euro"] == ("150", None)


def test_the_mark_of_the_administration_is_no_figure():
    assert changed_parts(shipped_as_written(2026), mended(confirmed=True)) == set()


def test_a_changed_part_must_be_confirmed_anew_and_the_others_stay_confirmed(consultant):
    for part in PARTS:
        confirm(call=2026, part=part, by=consultant, now=make.NOW)
    replace(table=mended(most_days=3, confirmed=True), by=consultant, now=make.NOW)
    table = table_of(2026)
    assert not table.travel.source.is_confirmed
    assert table.amounts.source.is_confirmed
    assert table.travel.most_days == 3
    assert LogEntry.objects.get(act="rates.replace").note == "Rejse"


def test_another_year_is_added_and_stands_unconfirmed(sign_in, consultant):
    client = sign_in(consultant)
    table = {**mended(confirmed=True), "call": 2027}
    shown = client.post(reverse("partners:rates_replace"), {"file": file(table)})
    check_page(shown.content)
    assert shown.context["is_new"]
    assert years() == [2026]
    client.post(reverse("partners:rates_replace"), {"text": shown.context["text"], "laeg_ind": "1"})
    assert years() == [2027, 2026]
    assert not table_of(2027).travel.source.is_confirmed
    check_page(client.get(reverse("partners:rates_of", args=[2027])).content)


def test_what_changes_is_read_before_it_happens(sign_in, consultant):
    client = sign_in(consultant)
    shown = client.post(reverse("partners:rates_replace"), {"file": file(mended(most_days=3))})
    assert [one.after for one in shown.context["differences"]] == ["3"]
    assert not RateYear.objects.exists()
    client.post(reverse("partners:rates_replace"), {"text": shown.context["text"], "laeg_ind": "1"})
    assert known_table(2026)["travel"]["most_days"] == 3
    same = client.post(reverse("partners:rates_replace"), {"file": file(mended(most_days=3))})
    assert same.context["differences"] == []


@pytest.mark.parametrize(
    "given",
    [b"", b"{", b"[]", b"{}", b"\xff\xfe", json.dumps({"call": 2027}).encode(), json.dumps(mended(bands=[])).encode(), b"[" * 100_000],
    ids=["empty", "half", "list", "nothing", "no text", "no parts", "no bands", "deep"],
)
def test_a_file_that_cannot_be_calculated_with_is_refused(sign_in, consultant, given):
    page = sign_in(consultant).post(reverse("partners:rates_replace"), {"file": SimpleUploadedFile("satser.json", given)})
    assert page.context["form"].errors["file"]
    assert not RateYear.objects.exists()
    check_page(page.content)


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_both_count():
    consultant = people.actor("consultant", places.municipality())
    race(*[lambda part=part: confirm(call=2026, part=part, by=consultant, now=make.NOW) for part in PARTS])
    assert table_of(2026).is_confirmed
