"""From learning to trial action: a draft that remembers the mobility, and links that only those see who may."""

import re

import pytest
from django.urls import reverse

from partners.mobilities.choices import State
from tests.factories import consortium, homecoming, people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from trials.models import TrialAction, Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return places.school("Hasselhegnskolen")


@pytest.fixture
def mobility(school):
    made = consortium.mobility(at=school, by=people.role("contributor", school).user, state=State.REPORTED)
    homecoming.report(made)
    return made


def begin(mobility) -> str:
    return reverse("home:trial_from_mobility", args=[mobility.pk])


def come_from(version: Version, mobility) -> None:
    TrialAction.objects.filter(pk=version.trial_id).update(origin=mobility)


def test_an_idea_begins_a_draft_that_remembers_where_it_comes_from(mobility, sign_in):
    client = sign_in(homecoming.traveller(mobility))
    page = client.get(begin(mobility))
    check_page(page.content)
    assert homecoming.TEXTS["try_at_home"] in page.content.decode()
    answer = client.post(begin(mobility), {"title": "Først timen", "summary": "Vi begynder med timen.", "life": "idea"})
    version = Version.objects.get()
    assert answer.url == reverse("trials:write", args=[version.pk])
    assert (version.trial.origin, version.trial.home_school) == (mobility, mobility.school)
    wrong = client.post(begin(mobility), {"title": ""})
    check_page(wrong.content)
    assert "Først timen" in client.get(reverse("mobilities:homecoming", args=[mobility.pk])).content.decode()


@pytest.mark.parametrize(
    ("who", "state", "status"),
    [
        ("contributor", State.HOME, 200),
        ("school_leader", State.COMPLETED, 200),
        ("contributor", State.UNDER_WAY, 403),
        ("consultant", State.COMPLETED, 403),
        ("traveller in another school", State.COMPLETED, 403),
        ("other school", State.COMPLETED, 404),
    ],
)
def test_who_may_begin_one(school, sign_in, who, state, status):
    mobility = consortium.mobility(at=school, by=people.role("contributor", school).user, state=state)
    actor = {
        "traveller in another school": lambda: people.actor("contributor", places.school(), who=mobility.created_by),
        "other school": lambda: people.actor("contributor", places.school()),
        "consultant": lambda: people.actor("consultant", school.municipality),
    }.get(who, lambda: people.actor(who, school))()
    assert sign_in(actor).get(begin(mobility)).status_code == status


def test_the_public_page_says_country_and_activity_and_links_to_the_public_result(mobility, client, sign_in):
    version = make.published(at=mobility.school)
    page = reverse("trials:detail", args=[version.trial.slug])
    assert "Udspringer af et ophold" not in client.get(page).content.decode()
    come_from(version, mobility)
    text = client.get(page).content.decode()
    assert "Jobskygning i Nederlandene" in text
    assert not re.search(r"/ophold/(?!resultater/)", text)
    type(mobility).objects.filter(pk=mobility.pk).update(state=State.COMPLETED)
    homecoming.result(mobility)
    shown = client.get(page)
    check_page(shown.content)
    assert reverse("mobilities:result", args=[mobility.number]) in shown.content.decode()
    assert reverse("mobilities:homecoming", args=[mobility.pk]) not in shown.content.decode()
    own = sign_in(people.actor("contributor", mobility.school)).get(page).content.decode()
    assert reverse("mobilities:homecoming", args=[mobility.pk]) in own


def test_a_draft_is_linked_for_those_who_may_see_it_only(mobility, sign_in):
    version = make.draft(at=mobility.school, title="Hemmelig kladde")
    come_from(version, mobility)
    home = reverse("mobilities:homecoming", args=[mobility.pk])
    assert "Hemmelig kladde" in sign_in(people.actor("school_leader", mobility.school)).get(home).content.decode()
    assert "Hemmelig kladde" not in sign_in(people.actor("consultant", mobility.municipality)).get(home).content.decode()
