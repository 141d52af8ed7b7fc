from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.accounts.actor import VISITOR
from schools.networks.models import FocusArea, Membership, Network
from schools.networks.queries import focus_areas, members, published
from tests.factories import people, places, trials

pytestmark = pytest.mark.django_db


def _page(client, network) -> str:
    return client.get(reverse("networks:detail", args=[network.slug])).content.decode()


def _published(network, **fields):
    here = places.municipality()
    Membership.objects.create(network=network, municipality=here)
    return trials.published(at=places.school(at=here), **fields)


def test_members_stand_in_danish_order_and_those_who_left_do_not():
    named = [places.municipality(name) for name in ["Aalborg", "Zebraby", "Ærøby"]]
    network = places.network(*named)
    school = places.school("Østerskolen", at=named[1])
    Membership.objects.create(network=network, school=school)
    Membership.objects.create(network=network, municipality=places.municipality("Bortby"), left_on=date(2026, 1, 1))
    assert [place.name for place in members(network, date(2026, 11, 2))] == ["Zebraby", "Ærøby", "Østerskolen", "Aalborg"]


def test_the_page_tells_what_the_network_is(client):
    network = places.network(
        places.municipality("Egsted"),
        name="Fælles om fravær",
        purpose="Flere børn i skole hver dag.",
        facilitating_organisation="Foreningen Fælles",
        starts_on=date(2024, 10, 1),
        ends_on=date(2026, 12, 31),
    )
    places.focus_area(network, "Overgange")
    page = _page(client, network)
    for words in [
        "Partnerskab",
        "Flere børn i skole hver dag.",
        "Foreningen Fælles",
        "oktober 2024 til december 2026",
        "Egsted Kommune",
        "Overgange",
    ]:
        assert words in page


def test_what_is_published_under_the_networks_focus_areas_is_shown_once_and_counted(client):
    network = places.network()
    first, second = places.focus_area(network, "Overgange"), places.focus_area(network, "Forældre")
    version = _published(network, area=first, headline="Seks uger med ét ben i hver skole")
    version.focus_areas.add(second)
    version.networks.add(network)
    assert [found.pk for found in published(network, VISITOR)] == [version.pk]
    assert [area.count for area in focus_areas(network, VISITOR)] == [1, 1]
    assert _page(client, network).count("Seks uger med ét ben i hver skole") == 1


@pytest.mark.parametrize("visibility", ["school", "municipality", "networks", "everyone"])
def test_the_page_shows_a_reader_only_what_the_reader_may_read(visibility):
    network = places.network()
    area = places.focus_area(network, "Overgange")
    version = _published(network, area=area, visibility=visibility)
    version.networks.add(network)
    member = people.actor("facilitator", network)
    outsider = people.actor("consultant", places.municipality())
    seen = [version in published(network, actor) for actor in (VISITOR, outsider, member)]
    assert seen == {"everyone": [True, True, True], "networks": [False, False, True]}.get(visibility, [False, False, False])
    assert [area.count for area in focus_areas(network, outsider)] == [int(seen[1])]


def test_drafts_and_other_networks_work_are_left_out():
    network, other = places.network(), places.network()
    _published(other, area=places.focus_area(other, "Andet"))
    trials.in_state("submitted", area=places.focus_area(network, "Overgange"))
    assert not published(network, VISITOR).exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_ask_the_database_as_often_for_three_as_for_one(client, django_assert_num_queries, rows):
    network = places.network()
    for _row in range(rows):
        _published(network, area=places.focus_area(network))
        places.network(places.municipality())
    with django_assert_num_queries(8):
        _page(client, network)
    with django_assert_num_queries(2):
        client.get(reverse("networks:list"))


def test_the_list_is_in_danish_order_with_those_that_ended_last(client):
    today = timezone.localdate()
    for name in ["Åben skole", "Ærlig snak", "Zoner for ro"]:
        places.network(name=name)
    places.network(name="Afsluttet netværk", ends_on=today - timedelta(days=1))
    context = client.get(reverse("networks:list")).context
    assert [network.name for network in context["running"]] == ["Zoner for ro", "Ærlig snak", "Åben skole"]
    assert [network.name for network in context["ended"]] == ["Afsluttet netværk"]


def test_an_empty_list_says_what_will_come(client):
    assert "Der er ingen netværk endnu" in client.get(reverse("networks:list")).content.decode()


def test_an_unknown_network_is_not_found(client):
    assert client.get(reverse("networks:detail", args=["findes-ikke"])).status_code == 404


@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        (lambda n, m, s: Membership(network=n), "membership_has_one_place"),
        (lambda n, m, s: Membership(network=n, municipality=m, school=s), "membership_has_one_place"),
        (lambda n, m, s: Membership(network=n, municipality=m), "membership_once_at_a_time"),
        (lambda n, m, s: FocusArea(number=1, name="Uden ejer"), "focus_area_has_one_owner"),
        (lambda n, m, s: FocusArea(number=1, name="To ejere", network=n, municipality=m), "focus_area_has_one_owner"),
        (lambda n, m, s: FocusArea(number=1, name="Figur 9", network=n, figure=9), "focus_area_figure_1_to_8"),
        (lambda n, m, s: FocusArea(number=7, name="Igen", network=n), "focus_area_number_once"),
        (lambda n, m, s: Network(name="Baglæns", starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1)), "network_dates_in_order"),
    ],
)
def test_the_database_refuses(row, constraint):
    school = places.school()
    network = places.network(school.municipality)
    FocusArea.objects.create(number=7, name="Overgange", network=network)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row(network, school.municipality, school).save()


def test_a_municipality_that_left_may_come_back():
    here = places.municipality()
    network = places.network(here)
    Membership.objects.update(left_on=date(2026, 1, 1))
    Membership.objects.create(network=network, municipality=here, joined_on=date(2026, 8, 1))
    assert [place.pk for place in members(network, date(2026, 9, 1))] == [here.pk]


def test_a_network_belongs_to_its_members_schools_and_own_people():
    school = places.school()
    network = places.network(school.municipality)
    of = {
        "a school in a member municipality": people.actor("contributor", school),
        "the administration": people.actor("consultant", school.municipality),
        "its own facilitator": people.actor("facilitator", network),
        "elsewhere": people.actor("consultant", places.municipality()),
        "a visitor": VISITOR,
    }
    taking_part = {who for who, actor in of.items() if network.pk in actor.network_ids}
    assert taking_part == {"a school in a member municipality", "the administration", "its own facilitator"}
