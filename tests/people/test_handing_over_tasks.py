"""Whoever leaves hands over what they do in the Erasmus+ consortium too, in the same act."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.models import AccreditationPerson, ConsortiumMembership, MemberPerson
from portal.notices.models import Mail, Notice
from schools.people.queries import tasks_at
from schools.people.services.roles import NeedsSuccessor, end_role
from tests.factories import consortium as make
from tests.factories import people, places
from tests.support.pages import check_page
from tests.support.racing import race

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)


def membership(school, *users, **project) -> ConsortiumMembership:
    given = make.project(make.accreditation(at=school.municipality, state=project.pop("held", "valid")), **project)
    made = ConsortiumMembership.objects.create(project=given, school=school, joined_on=TODAY)
    for user in users:
        MemberPerson.objects.create(membership=made, user=user)
    return made


@pytest.fixture
def school():
    return places.school("Bøgestenskolen")


@pytest.fixture
def leader(school):
    return people.actor("school_leader", school)


def test_a_task_that_nobody_shares_needs_a_successor(school, leader):
    role, colleague = people.role("contributor", school), people.role("contributor", school)
    made = membership(school, role.user)
    with pytest.raises(NeedsSuccessor):
        end_role(role=role, last_day=TODAY, by=leader, now=people.NOW)
    end_role(role=role, last_day=TODAY, successor=colleague.user, by=leader, now=people.NOW)
    assert [person.user for person in made.people.all()] == [colleague.user]
    assert str(made) in Mail.objects.get().body
    assert Notice.objects.get().text == f"Du overtager opgaver i Erasmus+-konsortiet efter {role.user}"


def test_where_others_share_the_task_they_go_on(school, leader):
    role, colleague = people.role("contributor", school), people.role("contributor", school)
    made = membership(school, role.user, colleague.user)
    end_role(role=role, last_day=TODAY, by=leader, now=people.NOW)
    assert [person.user for person in made.people.all()] == [colleague.user]


def test_a_successor_who_shares_the_task_is_not_named_twice(school, leader):
    role, colleague = people.role("contributor", school), people.role("contributor", school)
    made = membership(school, role.user, colleague.user)
    end_role(role=role, last_day=TODAY, successor=colleague.user, by=leader, now=people.NOW)
    assert made.people.count() == 1


@pytest.mark.parametrize(("project", "count"), [({"state": "running"}, 1), ({"state": "closed"}, 0), ({"state": "declined"}, 0)])
def test_tasks_of_what_is_over_are_history(school, project, count):
    role = people.role("contributor", school)
    membership(school, role.user, **project)
    assert len(tasks_at(role, TODAY)) == count


def test_the_task_stays_with_one_who_works_on_at_the_school(school):
    role = people.role("contributor", school)
    people.role("school_leader", school, who=role.user)
    membership(school, role.user)
    assert tasks_at(role, TODAY) == []


def test_the_accreditation_is_handed_over_in_the_administration():
    here = places.municipality()
    head, leaving, stays = people.actor("head", here), people.role("consultant", here), people.role("consultant", here)
    accreditation = make.accreditation(at=here)
    AccreditationPerson.objects.create(accreditation=accreditation, user=leaving.user)
    end_role(role=leaving, last_day=TODAY, successor=stays.user, by=head, now=people.NOW)
    assert [person.user for person in accreditation.people.all()] == [stays.user]


def test_the_page_shows_the_tasks_and_who_shares_them(sign_in, school, leader):
    role = people.role("contributor", school)
    membership(school, role.user)
    page = sign_in(leader).get(reverse("people:end_role", args=[role.pk]))
    assert "har én opgave i Erasmus+-konsortiet" in page.content.decode()
    assert len(page.context["left"]) == 1
    check_page(page.content)


def test_a_proposal_of_a_journey_stays_with_the_place_and_the_page_says_so(sign_in, school, leader):
    role, colleague = people.role("contributor", school), people.actor("contributor", school)
    draft = make.mobility(at=school, by=role.user, title="En uge i Gent")
    make.mobility(at=school, by=role.user, state="proposed")
    make.mobility(at=places.school(at=school.municipality), by=role.user)
    address = reverse("people:end_role", args=[role.pk])
    page = sign_in(leader).get(address)
    check_page(page.content)
    assert "skriver på ét forslag til et ophold." in page.content.decode()
    end_role(role=role, last_day=TODAY, by=leader, now=people.NOW)
    client = sign_in(colleague)
    assert "En uge i Gent" in client.get(reverse("mobilities:list")).content.decode()
    assert client.get(reverse("mobilities:section", args=[draft.pk, "formaal"])).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_who_share_a_task_cannot_both_leave_it_alone():
    school = places.school()
    leader = people.actor("school_leader", school)
    first, second = people.role("contributor", school), people.role("contributor", school)
    made = membership(school, first.user, second.user)
    day = timezone.localdate() - timedelta(days=1)
    done = race(*[lambda role=role: end_role(role=role, last_day=day, by=leader, now=timezone.now()) for role in (first, second)])
    assert sorted(type(one).__name__ for one in done) == ["NeedsSuccessor", "Role"]
    assert made.people.count() == 1
