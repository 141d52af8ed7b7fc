"""The round of wishes: asked with criteria, wished in before the deadline, ranked, summed, and answered with a reason."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.estimating import Assumption, estimate, summed
from partners.grants.rates import shipped
from partners.models import GrantRound, Wish
from partners.services import rounds as acts
from portal.notices.choices import MailKind
from portal.notices.models import Mail, Notice
from portal.workflow.gate import Incomplete, Refused, WrongState
from tests.factories import consortium as make
from tests.factories import people, places
from tests.support.pages import check_page
from tests.support.racing import race

pytestmark = pytest.mark.django_db

WISHED = {"activity": "shadowing", "places": 2, "days": 5, "reason": "Vi vil se to voksne dele en klasse."}
DEADLINE = date(2030, 1, 31)


@pytest.fixture
def here():
    return places.municipality("Egsted")


@pytest.fixture
def school(here):
    return places.school("Bøgestenskolen", at=here)


@pytest.fixture
def consultant(here):
    return people.actor("consultant", here)


@pytest.fixture
def leader(school):
    return people.actor("school_leader", school)


@pytest.fixture
def accreditation(here):
    return make.accreditation(at=here)


@pytest.fixture
def opened(accreditation):
    return make.grant_round(accreditation)


def read(client, name: str, *args) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    check_page(response.content)
    return response.content.decode()


def test_opening_a_round_tells_every_leader_of_the_municipality(sign_in, accreditation, consultant, leader):
    people.role("school_leader", places.school())
    client = sign_in(consultant)
    tomorrow = timezone.localdate() + timedelta(days=1)
    said = {"call": "2027", "deadline": tomorrow.isoformat(), "criteria": "- Tjener et mål\n\nHar ikke rejst før\nTjener et mål"}
    client.post(reverse("partners:new_round"), said)
    made = GrantRound.objects.get()
    assert made.criteria == ["Tjener et mål", "Har ikke rejst før"]
    assert [(notice.user, notice.kind) for notice in Notice.objects.all()] == [(leader.user, MailKind.ROUND_OPENED)]
    assert "Har ikke rejst før" in Mail.objects.get().body
    page = client.post(reverse("partners:new_round"), said)
    assert "allerede en runde" in page.context["form"].non_field_errors()[0]
    read(client, "partners:rounds")
    read(client, "partners:edit_round", made.pk)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"deadline": "2020-01-01"}, "deadline"),
        ({"criteria": ""}, "criteria"),
        ({"criteria": "\n".join("abcdefghi")}, "criteria"),
        ({"call": "x"}, "call"),
    ],
)
def test_a_round_that_cannot_be(sign_in, accreditation, consultant, wrong, field):
    said = {"call": "2027", "deadline": "2030-01-01", "criteria": "Tjener et mål"}
    page = sign_in(consultant).post(reverse("partners:new_round"), {**said, **wrong})
    assert list(page.context["form"].errors) == [field]
    check_page(page.content)


def test_a_leader_writes_a_wish_and_a_second_one_corrects_it(sign_in, opened, leader, school):
    client = sign_in(leader)
    assert "Skriv et ønske" in read(client, "partners:round", opened.pk)
    for number in (2, 3):
        client.post(reverse("partners:wish", args=[opened.pk]), {**WISHED, "places": number})
    wish = Wish.objects.get()
    assert (wish.school, wish.places, wish.written_by) == (school, 3, leader.user)
    page = client.get(reverse("partners:wish", args=[opened.pk]) + "?aktivitet=shadowing")
    assert page.context["form"].initial["places"] == 3
    check_page(page.content)
    client.post(reverse("partners:withdraw_wish", args=[opened.pk, wish.pk]))
    assert not Wish.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"places": "0"}, "places"),
        ({"days": "0"}, "days"),
        ({"activity": "pupil_group"}, "activity"),
        ({"reason": ""}, "reason"),
        ({"reason": "Eleven 010203-1234"}, "reason"),
    ],
)
def test_a_wish_that_cannot_be(sign_in, opened, leader, wrong, field):
    page = sign_in(leader).post(reverse("partners:wish", args=[opened.pk]), {**WISHED, **wrong})
    assert list(page.context["form"].errors) == [field]
    check_page(page.content)


@pytest.mark.parametrize(
    ("moment", "state", "is_taken"),
    [
        (datetime(2030, 1, 31, 21, 0, tzinfo=UTC), "open", True),
        (datetime(2030, 1, 31, 23, 30, tzinfo=UTC), "open", False),
        (datetime(2030, 1, 1, tzinfo=UTC), "ranking", False),
    ],
)
def test_wishes_are_taken_until_the_deadline_s_last_minute_in_danish_time(accreditation, leader, school, moment, state, is_taken):
    grant_round = make.grant_round(accreditation, deadline=DEADLINE, state=state)
    if is_taken:
        assert acts.wish(grant_round=grant_round, school=school, values=WISHED, by=leader, now=moment).pk
    else:
        with pytest.raises(WrongState):
            acts.wish(grant_round=grant_round, school=school, values=WISHED, by=leader, now=moment)


def test_a_school_wishes_for_itself_and_the_administration_for_itself(opened, leader, consultant, here):
    other = places.school(at=here)
    for by, school in ((leader, other), (leader, None), (consultant, other)):
        with pytest.raises(Refused):
            acts.wish(grant_round=opened, school=school, values=WISHED, by=by, now=make.NOW)
    assert acts.wish(grant_round=opened, school=None, values=WISHED, by=consultant, now=make.NOW).school is None


def test_a_school_sees_its_own_wishes_and_no_answer_before_it_is_shown(sign_in, opened, leader, school, here):
    make.wish(opened, school=school, given_places=1, given_reason="Der var ikke til flere.", points=[3, 2])
    make.wish(opened, school=places.school("Den anden skole", at=here))
    GrantRound.objects.filter(pk=opened.pk).update(state="requested")
    client = sign_in(leader)
    page = read(client, "partners:round", opened.pk)
    assert "Den anden skole" not in page
    assert "Der var ikke til flere" not in page
    written = b"".join(client.get(reverse("partners:round", args=[opened.pk]) + "?fil=csv").streaming_content).decode("utf-8-sig")
    assert "Bøgestenskolen" in written
    assert "ikke til flere" not in written


def test_ranking_sums_points_and_shows_the_highest_first(sign_in, opened, consultant, school, here):
    low, high = make.wish(opened, school=school), make.wish(opened, school=places.school(at=here))
    client = sign_in(consultant)
    client.post(reverse("partners:step_round", args=[opened.pk, "rank"]))
    read(client, "partners:score", opened.pk)
    client.post(
        reverse("partners:score", args=[opened.pk]), {f"{low.pk}-0": "1", f"{low.pk}-1": "0", f"{high.pk}-0": "3", f"{high.pk}-1": "2"}
    )
    page = client.get(reverse("partners:round", args=[opened.pk]))
    assert [(wish, wish.sum_of_points) for wish in page.context["wishes"]] == [(high, 5), (low, 1)]
    check_page(page.content)


def test_a_request_waits_for_points_to_every_wish(opened, consultant, school):
    wish = make.wish(opened, school=school)
    acts.step(grant_round=opened, act="rank", note="", by=consultant, now=make.NOW)
    with pytest.raises(Incomplete):
        acts.step(grant_round=opened, act="request", note="", by=consultant, now=make.NOW)
    acts.score(grant_round=opened, points={wish.pk: [1, 2]}, by=consultant, now=make.NOW)
    assert acts.step(grant_round=opened, act="request", note="", by=consultant, now=make.NOW).state == "requested"


def test_a_round_without_wishes_is_not_closed(opened, consultant):
    with pytest.raises(Incomplete):
        acts.step(grant_round=opened, act="rank", note="", by=consultant, now=make.NOW)


def test_what_would_cost_is_reckoned_by_the_rates():
    table = shipped(2026)
    wish = Wish(activity="shadowing", places=4, days=5)
    assert estimate(wish, table, Assumption(group=1, km=500)) == Decimal(7452)
    course = Wish(activity="course", places=2, days=5)
    assert estimate(course, table, Assumption(group=3, km=500)) == Decimal(3480)
    sums = summed([wish, course, Wish(activity="shadowing", places=1, days=5)], table, Assumption(group=1, km=500))
    assert [(one.places, one.days) for one in sums] == [(5, 25), (2, 10)]


@pytest.mark.parametrize(
    ("asked", "assumed"), [({}, (1, 500)), ({"gruppe": "3", "afstand": "2000"}, (3, 2000)), ({"gruppe": "9", "afstand": "vrøvl"}, (1, 500))]
)
def test_the_page_says_what_is_assumed_and_lets_it_be_chosen(asked, assumed):
    found = Assumption.read(asked, shipped(2026))
    assert (found.group, found.km) == assumed


def test_places_are_given_with_a_reason_and_shown_when_all_have_an_answer(sign_in, accreditation, opened, consultant, leader, school):
    wish, own = make.wish(opened, school=school, written_by=leader.user), make.wish(opened, school=None)
    project = make.project(accreditation, call=2027)
    GrantRound.objects.filter(pk=opened.pk).update(state="requested")
    client, address = sign_in(consultant), reverse("partners:answer", args=[opened.pk])
    read(client, "partners:answer", opened.pk)
    page = client.post(address, {"project": project.pk, f"places-{wish.pk}": "1", f"reason-{wish.pk}": ""})
    assert list(page.context["form"].errors) == [f"reason-{wish.pk}"]
    page = client.post(address, {"project": project.pk, f"places-{wish.pk}": "3", f"reason-{wish.pk}": "x"})
    assert list(page.context["form"].errors) == [f"places-{wish.pk}"]
    said = {"project": project.pk, f"places-{wish.pk}": "1", f"reason-{wish.pk}": "Der var ikke til flere."}
    client.post(address, said)
    opened.refresh_from_db()
    with pytest.raises(Incomplete):
        acts.step(grant_round=opened, act="distribute", note="", by=consultant, now=make.NOW)
    client.post(address, {**said, f"places-{own.pk}": "0", f"reason-{own.pk}": "Skolerne først."})
    client.post(reverse("partners:step_round", args=[opened.pk, "distribute"]))
    opened.refresh_from_db()
    assert (opened.state, opened.project, opened.distributed_by) == ("distributed", project, consultant.user)
    assert {notice.user for notice in Notice.objects.filter(kind=MailKind.PLACES_GIVEN)} == {leader.user, own.written_by}
    assert "Der var ikke til flere." in Mail.objects.get(user=leader.user).body
    assert "Der var ikke til flere." in read(sign_in(leader), "partners:round", opened.pk)


def test_places_come_from_a_project_that_runs_and_has_no_other_round(accreditation, consultant, school):
    project = make.project(accreditation, call=2027, state="applied")
    first = make.grant_round(accreditation, state="requested", project=project)
    wish = make.wish(first, school=school, given_places=1, given_reason="x")
    with pytest.raises(Incomplete):
        acts.step(grant_round=first, act="distribute", note="", by=consultant, now=make.NOW)
    second = make.grant_round(accreditation, call=2028, state="requested")
    with pytest.raises(Refused):
        acts.answer(grant_round=second, project=project, answers={wish.pk: (1, "x")}, by=consultant, now=make.NOW)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_wishes_as_for_one(
    sign_in, django_assert_num_queries, opened, consultant, here, rows
):
    for _row in range(rows):
        make.wish(opened, school=places.school(at=here))
    client = sign_in(consultant)
    client.get(reverse("partners:round", args=[opened.pk]))
    with django_assert_num_queries(12):
        client.get(reverse("partners:round", args=[opened.pk]))


@pytest.mark.django_db(transaction=True)
def test_a_wish_and_the_closing_at_once_never_leave_a_wish_in_a_closed_round_unseen():
    here = places.municipality()
    school, consultant = places.school(at=here), people.actor("consultant", here)
    leader = people.actor("school_leader", school)
    opened = make.grant_round(make.accreditation(at=here))
    make.wish(opened, school=None)
    done = race(
        lambda: acts.wish(grant_round=opened, school=school, values=WISHED, by=leader, now=make.NOW),
        lambda: acts.step(grant_round=opened, act="rank", note="", by=consultant, now=make.NOW),
    )
    opened.refresh_from_db()
    assert opened.state == "ranking"
    assert Wish.objects.filter(school=school).exists() is isinstance(done[0], Wish)


@pytest.mark.django_db(transaction=True)
def test_two_wishes_for_the_same_at_once_become_one():
    here = places.municipality()
    school = places.school(at=here)
    leaders = [people.actor("school_leader", school) for _number in range(2)]
    opened = make.grant_round(make.accreditation(at=here))
    done = race(*[lambda by=by: acts.wish(grant_round=opened, school=school, values=WISHED, by=by, now=make.NOW) for by in leaders])
    assert all(isinstance(one, Wish) for one in done)
    assert Wish.objects.count() == 1


def test_an_activity_that_nobody_knows_finds_no_wish(sign_in, accreditation, leader):
    found = make.grant_round(accreditation)
    assert sign_in(leader).get(reverse("partners:wish", args=[found.pk]) + "?aktivitet=%00").status_code == 200
