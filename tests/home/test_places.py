"""The public pages of municipalities and schools, and what the school's own people see beside."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from schools.models import MunicipalityRegion, Region
from tests.factories import people, places, trials
from tests.support.pages import check_page
from trials.choices import Scope, State, Visibility
from trials.finding.services import keep

pytestmark = pytest.mark.django_db


def read(client, name: str, *args: str) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    check_page(response.content)
    return response.content.decode()


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def school_page(client, school) -> str:
    return read(client, "home:school", school.municipality.slug, school.slug)


def test_the_list_says_what_will_come(client):
    assert "Her kommer de kommuner, der er med" in read(client, "home:municipalities")


def test_municipalities_stand_under_the_region_of_the_day(client, monkeypatch):
    here = places.municipality("Zebraby")
    places.network(here, places.municipality("Åby"), places.municipality("Ærøby"))
    old, new = Region.objects.create(name="Region Gammel"), Region.objects.create(name="Region Østdanmark")
    MunicipalityRegion.objects.create(municipality=here, region=old, ends_on=date(2026, 12, 31))
    MunicipalityRegion.objects.create(municipality=here, region=new, starts_on=date(2027, 1, 1))

    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 12, 31))
    before, page = read(client, "home:municipalities"), text(read(client, "home:municipality", here.slug))
    monkeypatch.setattr(timezone, "localdate", lambda: date(2027, 1, 1))
    after = read(client, "home:municipalities")

    assert "Region Gammel" in before and "Region Østdanmark" not in before
    assert "Region Østdanmark" in after and "Region Gammel" not in after
    assert "Region Gammel. Region Østdanmark fra i morgen" in page
    assert after.index(">Zebraby</a>") < after.index(">Ærøby</a>") < after.index(">Åby</a>")


def test_a_municipality_shows_its_schools_and_what_the_reader_may_read(client, sign_in):
    here = places.municipality("Egsted")
    school = places.school("Hasselhegnskolen", at=here)
    places.school("Afdeling Nøddehuset", at=here, parent=school)
    places.school("Den lukkede skole", at=here, closed_on=date(2020, 8, 1))
    places.network(here, name="Netværk for fælles skole")
    trials.published(at=school, headline="For alle")
    trials.published(at=school, headline="Kun os", visibility=Visibility.MUNICIPALITY)
    trials.draft(at=school, headline="Kladden")

    visitor = read(client, "home:municipality", here.slug)
    inside = read(sign_in(people.actor("consultant", here)), "home:municipality", here.slug)

    assert "Hasselhegnskolen" in visitor and "Afdeling Nøddehuset" in visitor and "Netværk for fælles skole" in visitor
    assert "Den lukkede skole" not in visitor
    assert "En prøvehandling fra kommunen er klar til at læse." in text(visitor)
    assert "Kun os" not in visitor and "Kun os" in inside
    assert "Kladden" not in inside
    assert reverse("home:municipality_overview", args=[here.slug]) in inside
    assert reverse("home:municipality_overview", args=[here.slug]) not in visitor


def test_a_municipality_that_has_published_nothing_says_so(client):
    assert "Kommunen har ikke publiceret en prøvehandling endnu." in text(read(client, "home:municipality", places.municipality().slug))


def test_a_school_shows_what_names_it_and_never_what_was_written_without_its_name(client):
    school = places.school()
    trials.published(at=school, headline="Under vores navn")
    hidden = trials.published(at=school, headline="Uden vores navn")
    type(hidden.trial).objects.filter(pk=hidden.trial.pk).update(scope=Scope.UNNAMED)
    nobody = trials.published(at=school, headline="Skrevet uden at nævne nogen")
    nobody.frozen["da"]["school_ids"] = []
    nobody.save(update_fields=["frozen"])
    keep(trials=[nobody.trial_id])

    html = school_page(client, school)

    assert "Under vores navn" in html
    assert "Uden vores navn" not in html and "Skrevet uden at nævne" not in html
    assert "mailto:skolen@kommune.example" in html


def test_a_new_school_says_what_will_come(client):
    html = school_page(client, places.school())

    assert "Her kommer skolens prøvehandlinger" in html
    assert "Under arbejde" not in html and "Spørg skolen" not in html


@pytest.mark.parametrize(
    ("kind", "at", "state", "sees"),
    [
        ("contributor", "school", State.DRAFT, True),
        ("school_leader", "school", State.DRAFT, True),
        ("school_leader", "other", State.SUBMITTED, False),
        ("consultant", "here", State.DRAFT, False),
        ("consultant", "here", State.SUBMITTED, True),
        ("ppr", "here", State.SUBMITTED, False),
        ("consultant", "elsewhere", State.SUBMITTED, False),
    ],
)
def test_who_sees_what_is_under_way(client, sign_in, kind, at, state, sees):
    here, elsewhere = places.municipality(), places.municipality()
    spots = {"school": places.school(at=here), "other": places.school(at=here), "here": here, "elsewhere": elsewhere}
    trials.in_state(state, at=spots["school"], title="Det hemmelige", headline="Det hemmelige")

    html = school_page(sign_in(people.actor(kind, spots[at])), spots["school"])

    assert ("Det hemmelige" in html) is sees


def test_the_schools_own_people_see_who_answers_for_what(client, sign_in):
    school = places.school()
    version = trials.published(at=school, headline="Hænger på én")
    version.trial.people.exclude(name="Karen Mølgaard").delete()

    visitor, inside = school_page(client, school), school_page(sign_in(people.actor("contributor", school)), school)

    assert "Karen Mølgaard 1 prøvehandling" in text(inside)
    assert "Peg på én til" in inside
    assert "Karen Mølgaard" not in visitor and "Kun én ansvarlig" not in visitor


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, sign_in, django_assert_num_queries, rows):
    here = places.municipality()
    school = places.school(at=here)
    for _row in range(rows):
        places.school(at=here, parent=school)
        trials.published(at=school)
        trials.draft(at=school)
        places.network(here)
    sign_in(people.actor("contributor", school))
    own, municipality = (
        reverse("home:school", args=[here.slug, school.slug]),
        reverse("home:municipality", args=[here.slug]),
    )
    client.get(own)

    with django_assert_num_queries(SCHOOL_QUERIES):
        client.get(own)
    with django_assert_num_queries(MUNICIPALITY_QUERIES):
        client.get(municipality)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("home:municipalities"))


SCHOOL_QUERIES, MUNICIPALITY_QUERIES, LIST_QUERIES = 29, 21, 12
