"""Danish order in every list and index: æ, ø, å last, aa as å and after it (domain.md §9). One walk through the pages that list names."""

import pytest
from django.test import Client

from portal.accounts.actor import Actor
from portal.text import danish
from schools.models import Municipality, School
from schools.networks.models import Membership, Network
from tests.factories import people, places
from tests.factories import trials as make
from trials.colleagues import colleagues, school_leaders
from trials.facets import facets
from trials.filters import TrialFilter
from trials.forms.framing import _networks

pytestmark = pytest.mark.django_db
# In Danish order; the database's own order would be Aarup, Adby, Zebra, Åby, Æby, Øby.
NAMES = ["Adby", "Zebraby", "Æbleby", "Ørby", "Åby", "Aarup"]
SHUFFLED = ["Aarup", "Ørby", "Adby", "Åby", "Zebraby", "Æbleby"]


@pytest.fixture
def consultant() -> Actor:
    """Somebody who sees the lists of a municipality; things with the names were made in another order."""
    here = places.municipality(SHUFFLED[0])
    network = places.network(here, name=SHUFFLED[0])
    for name in SHUFFLED:
        at = here if name == SHUFFLED[0] else places.municipality(name)
        school = places.school(f"{name} Skole", at=here)
        area = places.focus_area(network, name)
        make.published(at=school, area=area, title=name, headline=name)
        if at != here:
            make.published(at=places.school(f"{name} Skole", at=at), area=area, title=f"{name} igen", headline=f"{name} igen")
            places.network(at, name=name)
        people.role("contributor", school, who=people.user(name))
    return people.actor("consultant", here)


def order_in(html: str, suffix: str = "") -> list[str]:
    """The names in the order in which a page first tells them, in its main part."""
    main = html.partition("<main")[2]
    found = {name: main.find(f">{name}{suffix}<") for name in NAMES}
    return sorted((name for name, at in found.items() if at >= 0), key=found.__getitem__)


def test_the_words_are_told_apart_by_python_and_database_alike(consultant):
    assert sorted(SHUFFLED, key=danish.sort_key) == NAMES
    assert list(Municipality.objects.filter(name__in=NAMES).in_danish_order().values_list("name", flat=True)) == NAMES
    schools = School.objects.filter(municipality__name="Aarup", name__in=[f"{name} Skole" for name in NAMES])
    assert [school.name.removesuffix(" Skole") for school in schools] == NAMES


def test_facets_stand_in_danish_order(consultant):
    asked = TrialFilter({"kommune": "aarup"}, actor=consultant)
    shown = {facet.name: [choice.label.removesuffix(" Skole") for choice in facet.choices] for facet in facets(asked)}
    for name in ("fokus", "kommune", "skole"):
        assert shown[name] == NAMES, name


@pytest.mark.parametrize(
    ("address", "suffix"),
    [
        ("/netvaerk/", ""),
        ("/proevehandlinger/?sort=titel", ""),
    ],
)
def test_pages_stand_in_danish_order(client: Client, consultant, address, suffix):
    assert order_in(client.get(address).content.decode(), suffix) == NAMES


def test_people_and_networks_to_choose_from_stand_in_danish_order(consultant):
    version = make.draft(at=places.school(at=consultant.role.municipality))
    for name in SHUFFLED:
        people.role("contributor", version.trial.home_school, who=people.user(name))
        people.role("school_leader", version.trial.home_school, who=people.user(f"{name} L"))
        if name != SHUFFLED[0]:
            Membership.objects.create(network=Network.objects.get(name=name), municipality=consultant.role.municipality)
    found = [role.user.name for role in colleagues(version.trial, people.DAY) if role.user.name in NAMES]
    assert found == NAMES
    assert [leader.name.removesuffix(" L") for leader in school_leaders(version.trial, people.DAY)] == NAMES
    assert [network.name for network in _networks(version)] == NAMES


def test_models_that_people_choose_from_stand_in_danish_order():
    """A model with names that a form offers must not be sorted by the database's own order of letters."""
    for model in (Municipality, School):
        assert model._meta.ordering == ["sort_key"], model


def test_a_name_comes_before_the_longer_ones_that_begin_with_it():
    here = places.municipality()
    for name in ("Nordskolen Afdeling Syd", "Nordskolen", "Nordskolen for alle"):
        places.school(name, at=here)
    found = School.objects.filter(municipality=here, name__startswith="Nord").order_by("sort_key")
    assert [school.name for school in found] == ["Nordskolen", "Nordskolen Afdeling Syd", "Nordskolen for alle"]
