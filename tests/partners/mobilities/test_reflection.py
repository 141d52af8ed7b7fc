"""Shared reflection: what has been sent in one project year, by question and objective, without names."""

import pytest
from django.urls import reverse

from partners.mobilities.choices import State
from tests.factories import consortium, homecoming, people, places
from tests.support.pages import check_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return consortium.project(consortium.accreditation(at=places.municipality("Egsted")))


def told(project, *, school=None, state=State.REPORTED, objective=None, **texts):
    school = school or places.school(at=project.accreditation.municipality)
    aim = objective or consortium.objective(project.accreditation)
    mobility = consortium.mobility(at=school, of=project, state=state, objective=aim)
    mobility.participants.update(name="Karen Mølgaard")
    homecoming.report(mobility, **texts)
    return mobility


def address(project) -> str:
    return reverse("mobilities:reflection", args=[project.pk])


def test_answers_stand_under_their_question_and_objective_with_the_place_and_without_names(project, sign_in):
    first, second = (consortium.objective(project.accreditation, title) for title in ("Fællesskab", "Ledelse"))
    told(
        project,
        school=places.school("Hasselhegnskolen", at=project.accreditation.municipality),
        objective=first,
        aha="Karen Mølgaard sang.",
    )
    told(project, objective=second, aha="- Døren stod åben.")
    page = sign_in(people.actor("contributor", places.school(at=project.accreditation.municipality))).get(address(project))
    check_page(page.content)
    found = {under.key: under for under in page.context["questions"]}
    aha = [(part.objective, [answer.text for answer in part.answers]) for part in found["aha"].objectives]
    assert aha == [("1. Fællesskab", ["… sang."]), ("2. Ledelse", ["- Døren stod åben."])]
    assert found["aha"].objectives[0].answers[0].place == "Hasselhegnskolen, Nederlandene"
    assert "Mølgaard" not in page.content.decode()
    assert "Finansieret af Den Europæiske Union" in page.content.decode()


@pytest.mark.parametrize(("state", "is_told"), [(State.HOME, False), (State.REPORTED, True), (State.COMPLETED, True)])
def test_only_what_has_been_sent_is_told(project, sign_in, state, is_told):
    told(project, state=state)
    page = sign_in(people.actor("consultant", project.accreditation.municipality)).get(address(project))
    check_page(page.content)
    assert bool(page.context["questions"]) == is_told


def test_it_is_shown_large_one_question_and_objective_at_a_time(project, sign_in):
    aim = consortium.objective(project.accreditation, "Fællesskab")
    for _number in range(4):
        told(project, objective=aim)
    page = sign_in(people.actor("head", project.accreditation.municipality)).get(address(project) + "?vis=fremvisning")
    check_page(page.content)
    slides = page.context["slides"]
    assert [(slide["number"], slide["of"], len(slide["part"].answers)) for slide in slides[:2]] == [(1, 2, 3), (2, 2, 1)]
    assert b"<script" not in page.content


@pytest.mark.parametrize(
    ("who", "status"),
    [("contributor", 200), ("ppr", 200), ("editor", 200), ("system_administrator", 404), ("elsewhere", 404)],
)
def test_who_reads_it(project, sign_in, who, status):
    here = project.accreditation.municipality
    place = {"contributor": lambda: places.school(at=here), "elsewhere": places.municipality}.get(who, lambda: here)()
    actor = people.actor("consultant" if who == "elsewhere" else who, place)
    assert sign_in(actor).get(address(project)).status_code == status


@pytest.mark.parametrize("wanted", [1, 3])
def test_it_asks_as_often_for_one_mobility_as_for_three(project, sign_in, django_assert_num_queries, wanted):
    for _number in range(wanted):
        told(project)
    client = sign_in(people.actor("consultant", project.accreditation.municipality))
    client.get(address(project))
    with django_assert_num_queries(13):
        client.get(address(project))
