"""Projects: their dates and extension, grant and targets that shrink, budget, members and their papers."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from partners.grants.choices import Activity, Category
from partners.mobilities.choices import State
from partners.models import BudgetLine, ConsortiumMembership, Project, Target
from partners.months import last_day_after
from partners.queries.projects import money_of
from partners.services import projects as acts
from portal.accounts.permissions import may
from portal.workflow.gate import Incomplete, NoteMissing, Refused, WrongState
from portal.workflow.models import LogEntry
from tests.factories import consortium as make
from tests.factories import people, places
from tests.support.pages import check_page

pytestmark = pytest.mark.django_db

WRITTEN = {
    "code": "2026-1-DK01-KA121-SCH-000777777",
    "call": "2026",
    "starts_on": "2026-06-01",
    "requested_grant": "100000",
    "state": "applied",
}


@pytest.fixture
def here():
    return places.municipality("Egsted")


@pytest.fixture
def consultant(here):
    return people.actor("consultant", here)


@pytest.fixture
def accreditation(here):
    return make.accreditation(at=here)


@pytest.fixture
def project(accreditation):
    return make.project(accreditation)


def read(client, name: str, *args) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    check_page(response.content)
    return response.content.decode()


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 6, 1), 15, date(2027, 8, 31)),
        (date(2026, 6, 1), 24, date(2028, 5, 31)),
        (date(2026, 12, 31), 2, date(2027, 2, 27)),
        (date(2027, 11, 30), 3, date(2028, 2, 28)),
        (date(2026, 1, 15), 12, date(2027, 1, 14)),
    ],
)
def test_a_period_of_whole_months(first, months, last):
    assert last_day_after(first, months) == last


def test_a_project_lasts_fifteen_months_when_nothing_else_is_said(sign_in, accreditation, consultant):
    client = sign_in(consultant)
    response = client.post(reverse("partners:new_project"), WRITTEN)
    project = Project.objects.get()
    assert response.url == reverse("partners:plan_project", args=[project.pk])
    assert (project.ends_on, project.state, project.requested_grant) == (date(2027, 8, 31), "applied", Decimal(100_000))
    for name in ("project", "edit_project", "plan_project", "grant", "add_members"):
        read(client, f"partners:{name}", project.pk)
    read(client, "partners:projects")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "2026-KA121"}, "code"),
        ({"ends_on": "2027-09-01"}, "ends_on"),
        ({"ends_on": "2026-05-31"}, "ends_on"),
        ({"call": "2099"}, "call"),
        ({"call": "x"}, "call"),
        ({"requested_grant": "-1"}, "requested_grant"),
        ({"starts_on": ""}, "starts_on"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(sign_in, accreditation, consultant, wrong, field):
    page = sign_in(consultant).post(reverse("partners:new_project"), {**WRITTEN, **wrong})
    assert list(page.context["form"].errors) == [field]
    check_page(page.content)


def test_a_code_that_is_taken_is_refused_in_words(sign_in, accreditation, consultant):
    make.project(accreditation, code=WRITTEN["code"])
    page = sign_in(consultant).post(reverse("partners:new_project"), WRITTEN)
    assert "bruges allerede" in page.context["form"].non_field_errors()[0]


@pytest.mark.parametrize(("day", "is_kept"), [("2027-08-31", False), ("2028-06-01", False), ("2028-05-31", True), ("2027-09-01", True)])
def test_it_is_extended_to_two_years_at_most_and_with_a_reason(sign_in, project, consultant, day, is_kept):
    client = sign_in(consultant)
    page = client.post(reverse("partners:extend", args=[project.pk]), {"ends_on": day, "extension_reason": "En barsel."})
    project.refresh_from_db()
    assert project.is_extended is is_kept
    assert is_kept or list(page.context["form"].errors) == ["ends_on"]
    page = client.post(reverse("partners:extend", args=[project.pk]), {"ends_on": "2028-05-30", "extension_reason": ""})
    assert "extension_reason" in page.context["form"].errors


@pytest.mark.parametrize(
    ("grant", "participants", "travel", "course"),
    [
        (Decimal(80_000), 8, Decimal(48_001), Decimal(31_999)),
        (Decimal(100_000), 10, Decimal(60_001), Decimal(39_999)),
        (Decimal(120_000), 10, Decimal(60_001), Decimal(39_999)),
    ],
)
def test_a_grant_lower_than_asked_shrinks_targets_and_budget_in_proportion(accreditation, consultant, grant, participants, travel, course):
    project = make.project(accreditation, grant=0, requested_grant=Decimal(100_000), state="applied")
    BudgetLine.objects.filter(project=project).update(amount=Decimal(60_001))
    BudgetLine.objects.create(project=project, category=Category.COURSE_FEE, amount=Decimal(39_999))
    kept = acts.set_grant(project=project, grant=grant, by=consultant, now=make.NOW)
    assert kept.grant == grant
    assert kept.targets.get().participants == participants
    lines = {line.category: line.amount for line in kept.budget.all()}
    assert lines == {Category.TRAVEL: travel, Category.COURSE_FEE: course}


@pytest.mark.parametrize(
    ("amounts", "share", "total", "made"),
    [
        ([100, 100, 100], "0.5", 150, [50, 50, 50]),
        ([333, 333, 334], "0.1", 100, [33, 33, 34]),
        ([5, 5], "0.5", 5, [2, 3]),
        ([50], "0.5", 60, [25]),
        ([], "0.5", 0, []),
    ],
)
def test_shrunk_lines_make_up_the_whole_when_they_did_before(amounts, share, total, made):
    found = acts.shrunk([Decimal(amount) for amount in amounts], Decimal(share), Decimal(total))
    assert sorted(found) == [Decimal(amount) for amount in made]


@pytest.mark.parametrize(
    ("state", "act", "target"),
    [
        ("applied", "award", "running"),
        ("applied", "decline", "declined"),
        ("running", "report", "reported"),
        ("reported", "close", "closed"),
        ("reported", "reopen", "running"),
        ("closed", "reopen", WrongState),
        ("running", "decline", WrongState),
    ],
)
def test_how_it_stands_goes_through_the_gate(accreditation, consultant, state, act, target):
    project = make.project(accreditation, state=state)
    if isinstance(target, str):
        assert acts.step(project=project, act=act, note="Se brevet.", by=consultant, now=make.NOW).state == target
    else:
        with pytest.raises(target):
            acts.step(project=project, act=act, note="Se brevet.", by=consultant, now=make.NOW)


@pytest.mark.parametrize("state", ["draft", "approved", "reported", "completed", "cancelled"])
def test_the_final_report_waits_for_every_mobility(accreditation, consultant, state):
    """erasmus.md §3: mobilities still in draft block it."""
    project = make.project(accreditation, state="running")
    make.mobility(at=places.school(at=accreditation.municipality), of=project, state=state)
    if state in {"completed", "cancelled"}:
        assert acts.step(project=project, act="report", note="", by=consultant, now=make.NOW).state == "reported"
    else:
        with pytest.raises(Incomplete, match="ét ophold er ikke afsluttet eller aflyst"):
            acts.step(project=project, act="report", note="", by=consultant, now=make.NOW)


def test_a_project_runs_with_a_grant_and_a_budget_and_is_declined_with_a_reason(accreditation, consultant):
    project = make.project(accreditation, grant=0, state="applied")
    project.budget.all().delete()
    with pytest.raises(Incomplete) as refusal:
        acts.step(project=project, act="award", note="", by=consultant, now=make.NOW)
    assert len(refusal.value.missing) == 2
    with pytest.raises(NoteMissing):
        acts.step(project=project, act="decline", note="", by=consultant, now=make.NOW)


def _planned(**more: str) -> dict[str, str]:
    rows = {"maal-TOTAL_FORMS": "2", "maal-INITIAL_FORMS": "2", "maal-0-activity": "shadowing", "maal-0-participants": "12"}
    return {
        **rows,
        "maal-0-days": "60",
        "maal-0-green": "4",
        "maal-1-activity": "course",
        "travel": "4000",
        "individual": "6.000,50",
        **more,
    }


def test_targets_and_budget_are_written_together(sign_in, project, consultant):
    client = sign_in(consultant)
    client.post(reverse("partners:plan_project", args=[project.pk]), _planned())
    assert [(target.activity, target.participants, target.green) for target in project.targets.all()] == [("shadowing", 12, 4)]
    assert {line.category: line.amount for line in project.budget.all()} == {"travel": Decimal(4000), "individual": Decimal("6000.50")}
    assert "12" in read(client, "partners:project", project.pk)


@pytest.mark.parametrize(
    ("wrong", "where"), [({"travel": "200000"}, "form"), ({"maal-0-green": "13"}, "rows"), ({"maal-0-days": "-1"}, "rows")]
)
def test_a_budget_above_the_grant_and_figures_that_cannot_be_are_refused(sign_in, project, consultant, wrong, where):
    page = sign_in(consultant).post(reverse("partners:plan_project", args=[project.pk]), _planned(**wrong))
    assert page.status_code == 200
    assert page.context["form"].errors if where == "form" else page.context["rows"].total_error_count()
    assert where == "form" or ">Jobskygning, " in page.content.decode(), "the summary says of which activity"
    check_page(page.content)


def test_pupils_and_hosting_are_hidden_until_the_accreditation_opens_for_them(accreditation):
    assert Activity.PUPIL_GROUP not in accreditation.open_activities
    assert Activity.EXPERT not in accreditation.open_activities
    accreditation.has_pupil_activities = accreditation.has_hosting = True
    assert accreditation.open_activities == list(Activity)


def test_what_is_committed_and_used(here, project):
    make.mobility(at=here, of=project, state=State.APPROVED)
    make.mobility(at=here, of=project, state=State.HOME, used_total=Decimal(900))
    make.mobility(at=here, of=project, state=State.ENDORSED)
    money = money_of(project)
    assert (money.committed, money.used, money.left) == (Decimal(2000), Decimal(900), Decimal(98_000))


def test_what_it_costs_is_for_the_administration(sign_in, here, project):
    assert "Tilbage at give" in read(sign_in(people.actor("editor", here)), "partners:project", project.pk)
    assert "Tilbage at give" not in read(sign_in(people.actor("school_leader", places.school(at=here))), "partners:project", project.pk)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_members_as_for_one(
    sign_in, django_assert_num_queries, here, project, consultant, rows
):
    for _row in range(rows):
        school = places.school(at=here)
        make.membership(project, school, people.role("contributor", school).user)
    client = sign_in(consultant)
    client.get(reverse("partners:project", args=[project.pk]))
    with django_assert_num_queries(15):
        client.get(reverse("partners:project", args=[project.pk]))


# Members


def test_schools_join_and_a_school_is_in_two_requests_a_year_at_most(sign_in, here, accreditation, consultant):
    school = places.school(at=here)
    first, second, third = (make.project(accreditation) for _number in range(3))
    sign_in(consultant).post(reverse("partners:add_members", args=[first.pk]), {"schools": [school.pk], "joined_on": "2026-06-01"})
    assert ConsortiumMembership.objects.get().school == school
    with pytest.raises(Refused):
        acts.add_members(project=first, schools=[school], joined_on=date(2026, 6, 1), by=consultant, now=make.NOW)
    acts.add_members(project=second, schools=[school], joined_on=date(2026, 6, 1), by=consultant, now=make.NOW)
    with pytest.raises(Refused):
        acts.add_members(project=third, schools=[school], joined_on=date(2026, 6, 1), by=consultant, now=make.NOW)


def test_a_school_of_another_municipality_does_not_join(project, consultant):
    with pytest.raises(Refused):
        acts.add_members(project=project, schools=[places.school()], joined_on=date(2026, 6, 1), by=consultant, now=make.NOW)


def _png() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(content, "PNG")
    return SimpleUploadedFile("erklaering.png", content.getvalue())


def test_the_signed_form_is_kept_and_a_newer_one_takes_its_place(sign_in, here, project, consultant):
    membership = make.membership(project, places.school(at=here))
    client, address = sign_in(consultant), reverse("partners:member", args=[project.pk, membership.pk])
    client.post(address, {"del": "oplysninger", "oid": "E10000009", "accession": "sent", "left_on": ""})
    membership.refresh_from_db()
    assert (membership.oid, membership.accession) == ("E10000009", "sent")
    for _time in range(2):
        client.post(address, {"del": "erklaering", "signed_on": "2026-05-01", "file": _png()})
    membership.refresh_from_db()
    assert (membership.accession, membership.signed_on) == ("signed", date(2026, 5, 1))
    read(client, "partners:member", project.pk, membership.pk)
    file = client.get(reverse("partners:signed_file", args=[project.pk, membership.pk]))
    assert b"".join(file.streaming_content).startswith(b"\x89PNG")
    page = client.post(address, {"del": "erklaering", "signed_on": ""})
    assert set(page.context["signing"].errors) == {"signed_on", "file"}
    check_page(page.content)


def test_two_are_responsible_at_the_school_and_the_leader_may_say_who(sign_in, here, project):
    school = places.school(at=here)
    leader, teacher = people.actor("school_leader", school), people.role("contributor", school)
    membership = make.membership(project, school)
    client, address = sign_in(leader), reverse("partners:member", args=[project.pk, membership.pk])
    client.post(address, {"del": "ansvarlige", "people": [leader.user.pk]})
    assert "Kun én ansvarlig" in read(client, "partners:project", project.pk)
    client.post(address, {"del": "ansvarlige", "people": [leader.user.pk, teacher.user.pk]})
    assert "Kun én ansvarlig" not in read(client, "partners:project", project.pk)
    page = client.post(address, {"del": "oplysninger", "oid": "E10000009", "accession": "sent"})
    assert page.status_code == 403


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("consultant", True), ("school_leader", True), ("contributor", False), ("leader elsewhere", False), ("editor", False)],
)
def test_who_says_who_is_responsible(here, project, who, allowed):
    school = places.school(at=here)
    place = {"consultant": here, "editor": here, "leader elsewhere": places.school(at=here)}.get(who, school)
    actor = people.actor("school_leader" if who == "leader elsewhere" else who, place)
    assert may(actor, "partners.member_people", make.membership(project, school)) is allowed


@pytest.mark.parametrize("part", ["ansvarlige", "oplysninger", "erklaering"])
@pytest.mark.parametrize("meanwhile", ["oid", "people"])
def test_two_who_mend_a_member_at_once_overwrite_nothing(sign_in, here, project, consultant, part, meanwhile):
    school = places.school(at=here)
    leader, membership = people.actor("school_leader", school), make.membership(project, school)
    posted = {
        "ansvarlige": lambda: {"people": []},
        "oplysninger": lambda: {"oid": "E10000009", "accession": "sent", "left_on": ""},
        "erklaering": lambda: {"signed_on": "2026-05-01", "file": _png()},
    }[part]
    address, client = reverse("partners:member", args=[project.pk, membership.pk]), sign_in(consultant)
    seen = client.get(address).context["seen"]
    if meanwhile == "oid":
        acts.change_member(membership=membership, values={"oid": "E10000012"}, by=consultant, now=make.NOW)
    else:
        acts.put_member_people(membership=membership, people=[leader.user], by=consultant, now=make.NOW)
    page = client.post(address, {"del": part, **posted(), "seen": seen})
    check_page(page.content)
    assert "En kollega har gemt imens." in page.content.decode()
    membership.refresh_from_db()
    stands = ("E10000012", 0) if meanwhile == "oid" else ("", 1)
    assert (membership.oid, membership.people.count(), membership.accession) == (*stands, "missing")
    assert client.post(address, {"del": part, **posted(), "seen": client.get(address).context["seen"]}).status_code == 302


def test_only_the_school_s_own_people_are_responsible(here, project, consultant):
    membership, stranger = make.membership(project, places.school(at=here)), people.role("contributor", places.school(at=here))
    with pytest.raises(Refused):
        acts.put_member_people(membership=membership, people=[stranger.user], by=consultant, now=make.NOW)


def test_every_act_is_logged(project, consultant):
    acts.set_grant(project=project, grant=Decimal(90_000), by=consultant, now=make.NOW)
    acts.plan(project=project, targets=[{"activity": "course", "participants": 3}], budget={}, by=consultant, now=make.NOW)
    assert set(LogEntry.objects.values_list("act", flat=True)) == {"projects.set_grant", "projects.plan"}
    assert Target.objects.get().activity == "course"


@pytest.mark.parametrize("note", ["a\x00b", "010203-1234", "x" * 2001])
def test_a_note_that_cannot_be_logged_is_refused_in_words(sign_in, project, consultant, note):
    answer = sign_in(consultant).post(reverse("partners:step_project", args=[project.pk, "report"]), {"note": note}, follow=True)
    assert answer.status_code == 200
    project.refresh_from_db()
    assert project.state == "running"


def test_mending_a_project_takes_back_nothing_that_was_done_meanwhile(project, consultant):
    Project.objects.filter(pk=project.pk).update(grant=Decimal(70_000), state="reported")
    acts.write(project=project, accreditation=project.accreditation, values={"call": 2027}, by=consultant, now=make.NOW)
    project.refresh_from_db()
    assert (project.call, project.grant, project.state) == (2027, Decimal(70_000), "reported")
    Project.objects.filter(pk=project.pk).update(state="closed")
    with pytest.raises(WrongState, match="afsluttet"):
        acts.write(project=project, accreditation=project.accreditation, values={"call": 2026}, by=consultant, now=make.NOW)


@pytest.mark.parametrize("name", ["edit_project", "plan_project", "grant", "extend"])
def test_two_who_mend_a_project_at_once_overwrite_nothing(sign_in, project, consultant, name):
    posted = {
        "edit_project": {**WRITTEN, "code": project.code},
        "plan_project": {"maal-TOTAL_FORMS": "0", "maal-INITIAL_FORMS": "0", "travel": "500"},
        "grant": {"grant": "60000"},
        "extend": {"ends_on": "2028-01-31", "extension_reason": "En barsel."},
    }[name]
    address, client = reverse(f"partners:{name}", args=[project.pk]), sign_in(consultant)
    seen = client.get(address).context["seen"]
    acts.set_grant(project=project, grant=Decimal(80_000), by=consultant, now=make.NOW)
    page = client.post(address, {**posted, "seen": seen})
    check_page(page.content)
    assert "En kollega har gemt imens." in page.content.decode()
    project.refresh_from_db()
    assert (project.grant, project.budget.get().amount, project.is_extended) == (Decimal(80_000), Decimal(80_000), False)
    assert client.post(address, {**posted, "seen": client.get(address).context["seen"]}).status_code == 302


def test_the_log_writes_a_grant_as_danes_do(project, consultant):
    acts.set_grant(project=project, grant=Decimal("86400.50"), by=consultant, now=make.NOW)
    assert LogEntry.objects.get(act="projects.set_grant").note == "100.000 → 86.400,50 euro"


def test_an_extended_project_never_begins_after_its_end(sign_in, project, consultant):
    Project.objects.filter(pk=project.pk).update(is_extended=True, extension_reason="En barsel.")
    page = sign_in(consultant).post(reverse("partners:edit_project", args=[project.pk]), {**WRITTEN, "starts_on": "2029-01-01"})
    assert list(page.context["form"].errors) == ["starts_on"]
