"""Partners abroad: found, written down, mended by those who may, and merged without losing a link."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from partners.countries import code_of, countries, country_name
from partners.mobilities.choices import State
from partners.models import PartnerContact, PartnerOrganisation
from partners.queries.partners import visits
from partners.services.partners import merge
from portal.accounts.permissions import may
from portal.workflow.gate import Refused, WrongState
from portal.workflow.models import LogEntry
from tests.factories import consortium as make
from tests.factories import people, places
from tests.support.pages import check_page
from tests.support.racing import race

pytestmark = pytest.mark.django_db

WRITTEN = {"name": "De Linde", "kind": "school", "country": "NL", "city": "Utrecht", "themes": "co-teaching, overgange,  co-teaching"}
NO_CONTACTS = {"kontakt-TOTAL_FORMS": "1", "kontakt-INITIAL_FORMS": "0"}


@pytest.fixture
def here():
    return places.municipality("Egsted")


@pytest.fixture
def consultant(here):
    return people.actor("consultant", here)


def names(page) -> list[str]:
    return [partner.name for partner in page.context["partners"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(sign_in, django_assert_num_queries, here, consultant, rows):
    client = sign_in(consultant)
    for _row in range(rows):
        make.partner(at=here, themes=["overgange"])
    client.get(reverse("partners:partners"))
    with django_assert_num_queries(11):
        page = client.get(reverse("partners:partners"))
    assert len(names(page)) == rows


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ånæs Skole", "Limassol Ministry"]),
        ("?q=limassol", ["Limassol Ministry"]),
        ("?q=aanaes", ["Ånæs Skole"]),
        ("?q=cypern", ["Limassol Ministry"]),
        ("?q=CO-teaching norge", ["Ånæs Skole"]),
        ("?land=CY", ["Limassol Ministry"]),
        ("?land=CY&land=NO", ["Limassol Ministry", "Ånæs Skole"]),
        ("?land=CY&slags=school", []),
        ("?tema=co-teaching", ["Ånæs Skole"]),
        ("?kendt=ja", ["Limassol Ministry"]),
        ("?kendt=nej", ["Ånæs Skole"]),
        ("?kendt=vrøvl", []),
        ("?side=vrøvl", ["Ånæs Skole", "Limassol Ministry"]),
        ("?q=%00", ["Ånæs Skole", "Limassol Ministry"]),
    ],
)
def test_the_list_is_narrowed_by_words_and_choices(sign_in, here, consultant, query, found):
    make.partner(at=here, name="Ånæs Skole", country="NO", city="Ånæs", themes=["co-teaching"])
    make.partner(at=here, name="Limassol Ministry", country="CY", kind="ministry", is_known=True)
    make.partner(at=places.municipality(), name="Andres partner")
    page = sign_in(consultant).get(reverse("partners:partners") + query)
    assert sorted(names(page)) == sorted(found)
    check_page(page.content)


def test_choices_are_counted_under_what_is_chosen_elsewhere(sign_in, here, consultant):
    make.partner(at=here, country="NO", kind="school")
    make.partner(at=here, country="NO", kind="ministry")
    make.partner(at=here, country="CY", kind="school")
    facets = {facet.name: facet for facet in sign_in(consultant).get(reverse("partners:partners") + "?land=NO").context["asked"].facets}
    assert {choice.value: choice.count for choice in facets["land"].choices} == {"NO": 2, "CY": 1}
    assert {choice.value: choice.count for choice in facets["slags"].choices} == {"school": 1, "ministry": 1}


def test_a_partner_becomes_known_when_somebody_has_been_there(sign_in, here, consultant):
    partner = make.partner(at=here)
    make.mobility(at=here, host=partner, state=State.APPROVED)
    page = sign_in(consultant).get(reverse("partners:partners"))
    assert [one.is_familiar for one in page.context["partners"]] == [False]
    make.mobility(at=here, host=partner, state=State.HOME)
    page = sign_in(consultant).get(reverse("partners:partners"))
    assert [one.is_familiar for one in page.context["partners"]] == [True]


@pytest.mark.parametrize(("language", "code", "name"), [("da", "CY", "Cypern"), ("en", "CY", "Cyprus"), ("da", "EL", "Grækenland")])
def test_countries_have_names_in_the_language_of_the_page(language, code, name):
    with translation.override(language):
        assert country_name(code) == name
        assert (code, name) in countries()


@pytest.mark.parametrize(
    ("written", "code"), [("cy", "CY"), ("Cypern", "CY"), ("cyprus", "CY"), ("Grækenland", "EL"), ("GR", "EL"), ("Atlantis", ""), ("", "")]
)
def test_a_country_is_read_by_code_or_name(written, code):
    assert code_of(written) == code


def test_the_sender_s_own_country_is_not_offered():
    assert "DK" not in dict(countries())


def test_a_school_writes_a_partner_down_with_a_contact(sign_in, here):
    leader = people.actor("school_leader", places.school(at=here))
    contacts = {
        "kontakt-TOTAL_FORMS": "1",
        "kontakt-INITIAL_FORMS": "0",
        "kontakt-0-name": "Anneke Vos",
        "kontakt-0-email": "a@delinde.example",
    }
    response = sign_in(leader).post(reverse("partners:new_partner"), {**WRITTEN, **contacts})
    partner = PartnerOrganisation.objects.get()
    assert response.url == reverse("partners:partner", args=[partner.pk])
    assert (partner.municipality, partner.created_by, partner.themes) == (here, leader.user, ["co-teaching", "overgange"])
    assert [contact.name for contact in partner.contacts.all()] == ["Anneke Vos"]
    assert LogEntry.objects.get().act == "partners.suggest"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"country": "DK"}, "country"),
        ({"country": "??"}, "country"),
        ({"oid": "12345678"}, "oid"),
        ({"oid": "E10000001"}, "oid"),
        ({"latitude": "52,1"}, "longitude"),
        ({"latitude": "91", "longitude": "5"}, "latitude"),
        ({"website": "vrøvl"}, "website"),
        ({"themes": ",".join("abcdefghi")}, "themes"),
        ({"notes": "Ring til 010203-1234"}, "notes"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(sign_in, here, consultant, wrong, field):
    make.partner(at=here, oid="E10000001")
    page = sign_in(consultant).post(reverse("partners:new_partner"), {**WRITTEN, **NO_CONTACTS, **wrong})
    assert list(page.context["form"].errors) == [field]
    check_page(page.content)
    assert PartnerOrganisation.objects.count() == 1


def test_one_that_seems_to_be_there_is_pointed_out_before_it_is_written_down_again(sign_in, here, consultant):
    known = make.partner(at=here, name="de linde", country="NL")
    client = sign_in(consultant)
    page = client.post(reverse("partners:new_partner"), {**WRITTEN, **NO_CONTACTS})
    assert page.context["double"] == known
    assert PartnerOrganisation.objects.count() == 1
    client.post(reverse("partners:new_partner"), {**WRITTEN, **NO_CONTACTS, "alligevel": str(known.pk)})
    assert PartnerOrganisation.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "edits", "merges"),
    [
        ("consultant", True, True),
        ("head", True, True),
        ("editor", False, False),
        ("ppr", False, False),
        ("school_leader", False, False),
        ("the one who proposed it", True, False),
        ("consultant elsewhere", False, False),
    ],
)
def test_the_administration_and_the_proposer_mend_a_partner(here, who, edits, merges):
    place = places.school(at=here) if who in {"school_leader", "the one who proposed it"} else here
    kind = {"the one who proposed it": "contributor", "consultant elsewhere": "consultant"}.get(who, who)
    actor = people.actor(kind, places.municipality() if who == "consultant elsewhere" else place)
    partner = make.partner(at=here, created_by=actor.user if who == "the one who proposed it" else None)
    assert may(actor, "partners.edit_partner", partner) is edits
    assert may(actor, "partners.merge", partner) is merges


def test_editing_keeps_what_is_written_and_empties_a_contact_row(sign_in, here, consultant):
    partner = make.partner(at=here)
    PartnerContact.objects.create(partner=partner, name="Gammel kontakt")
    emptied = {"kontakt-TOTAL_FORMS": "1", "kontakt-INITIAL_FORMS": "1", "kontakt-0-name": ""}
    sign_in(consultant).post(
        reverse("partners:edit_partner", args=[partner.pk]), {**WRITTEN, **emptied, "latitude": "52,09", "longitude": "5,12"}
    )
    partner.refresh_from_db()
    assert (partner.name, str(partner.latitude), partner.contacts.count()) == ("De Linde", "52.09000", 0)


def test_two_who_mend_a_partner_at_once_overwrite_nothing(sign_in, here, consultant):
    partner = make.partner(at=here)
    address, client = reverse("partners:edit_partner", args=[partner.pk]), sign_in(consultant)
    seen = client.get(address).context["seen"]
    colleague = {**WRITTEN, "city": "Gouda", "kontakt-TOTAL_FORMS": "1", "kontakt-INITIAL_FORMS": "0", "kontakt-0-name": "Anneke Vos"}
    assert client.post(address, {**colleague, "seen": seen}).status_code == 302
    page = client.post(address, {**WRITTEN, **NO_CONTACTS, "city": "Delft", "seen": seen})
    check_page(page.content)
    assert "En kollega har gemt imens." in page.content.decode()
    assert page.context["form"]["city"].value() == "Delft"
    partner.refresh_from_db()
    assert (partner.city, partner.contacts.get().name) == ("Gouda", "Anneke Vos")
    seen = client.get(address).context["seen"]
    assert client.post(address, {**WRITTEN, **NO_CONTACTS, "city": "Delft", "seen": seen}).status_code == 302


def test_merging_keeps_every_link(here, consultant):
    first, second = make.partner(at=here, oid="E10000001", themes=["a"], notes="Bo hos ham."), make.partner(at=here, themes=["A", "b"])
    earlier = make.partner(at=here, merged_into=first)
    journey = make.mobility(at=here, host=first, state=State.HOME)
    PartnerContact.objects.create(partner=first, name="Anneke Vos", email="a@x.example")
    PartnerContact.objects.create(partner=second, name="anneke vos", email="A@x.example")
    PartnerContact.objects.create(partner=first, name="Bram")
    stays = merge(partner=first, into=second, by=consultant, now=make.NOW)
    for row in (journey, earlier, first, stays):
        row.refresh_from_db()
    assert (journey.host, earlier.merged_into, first.merged_into) == (second, second, second)
    assert sorted(contact.name for contact in stays.contacts.all()) == ["Bram", "anneke vos"]
    assert (stays.oid, stays.themes, stays.notes) == ("E10000001", ["A", "b"], "Bo hos ham.")
    assert LogEntry.objects.get(act="partners.merge").note == f"{first} → {second}"


def test_a_journey_that_was_written_to_the_old_entry_meanwhile_still_counts(here, consultant):
    gone, stays = make.partner(at=here), make.partner(at=here)
    merge(partner=gone, into=stays, by=consultant, now=make.NOW)
    journey = make.mobility(at=here, host=gone, state=State.HOME)
    assert list(visits(stays, consultant)) == [journey]


def test_what_cannot_be_merged(here, consultant):
    partner, gone, elsewhere = make.partner(at=here), make.partner(at=here), make.partner(at=places.municipality())
    merge(partner=gone, into=partner, by=consultant, now=make.NOW)
    for other, refusal in ((partner, Refused), (elsewhere, Refused), (gone, WrongState)):
        with pytest.raises(refusal):
            merge(partner=partner, into=other, by=consultant, now=make.NOW)


def test_a_merged_entry_leads_to_what_it_became(sign_in, here, consultant):
    gone, stays = make.partner(at=here), make.partner(at=here)
    client = sign_in(consultant)
    address = reverse("partners:merge", args=[gone.pk])
    shown = client.post(address, {"into": stays.pk})
    assert "Det vil ske" in shown.content.decode()
    check_page(shown.content)
    assert PartnerOrganisation.objects.standing().count() == 2
    client.post(address, {"into": stays.pk, "slaa_sammen": "1"})
    response = client.get(reverse("partners:partner", args=[gone.pk]))
    assert response.url == reverse("partners:partner", args=[stays.pk])
    assert client.get(reverse("partners:edit_partner", args=[gone.pk])).status_code == 404


def test_a_partner_s_page_shows_the_journeys_that_the_reader_may_see(sign_in, here):
    own, other = places.school(at=here), places.school(at=here)
    partner = make.partner(at=here)
    mine = make.mobility(at=own, host=partner, state=State.HOME)
    make.mobility(at=other, host=partner, state=State.HOME)
    page = sign_in(people.actor("school_leader", own)).get(reverse("partners:partner", args=[partner.pk]))
    assert list(page.context["visits"]) == [mine]
    assert page.context["visited"] == 2


@pytest.mark.django_db(transaction=True)
def test_two_merges_of_the_same_two_at_once_leave_one_standing():
    here = places.municipality()
    consultant = people.actor("consultant", here)
    first, second = make.partner(at=here), make.partner(at=here)
    done = race(
        lambda: merge(partner=first, into=second, by=consultant, now=make.NOW),
        lambda: merge(partner=second, into=first, by=consultant, now=make.NOW),
    )
    connection.close()
    assert sorted(type(one).__name__ for one in done) == ["PartnerOrganisation", "WrongState"]
    assert PartnerOrganisation.objects.standing().count() == 1


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"website": f"https://linde.example/{'a' * 200}"}, "form"),
        ({"kontakt-0-name": "Anna", "kontakt-0-email": f"{'a' * 250}@linde.example"}, "rows"),
    ],
)
def test_what_there_is_no_room_for_is_said_beside_the_field(sign_in, here, consultant, changes, wrong):
    page = sign_in(consultant).post(reverse("partners:new_partner"), {**WRITTEN, **NO_CONTACTS, **changes})
    assert any(page.context[wrong].errors)
    assert not PartnerOrganisation.objects.exists()
