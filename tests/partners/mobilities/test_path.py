"""The path of a mobility: who may do what in which state, and what each act leaves behind."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from partners.mobilities.choices import State
from partners.mobilities.deciders import must_be_appointed
from partners.mobilities.flow import MOBILITY_FLOW
from partners.mobilities.models import Mobility, Participant
from partners.mobilities.rules import THE_CLOCK
from partners.mobilities.services import deciding, proposing
from portal.accounts.actor import Actor
from portal.accounts.permissions import may
from portal.workflow import gate
from portal.workflow.models import LogEntry
from tests.factories import consortium, homecoming, papers, people, places

pytestmark = pytest.mark.django_db
# Inside the stay of the factories: 1 to 5 March 2027.
NOW = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)

ACTS = {
    "propose": lambda mobility, by: proposing.propose(mobility=mobility, nobody_recognised=True, by=by, now=NOW),
    "endorse": lambda mobility, by: deciding.endorse(mobility=mobility, by=by, now=NOW),
    "approve": lambda mobility, by: deciding.approve(mobility=mobility, is_checked=True, by=by, now=NOW),
    "send_back": lambda mobility, by: deciding.send_back(mobility=mobility, note="Fordi", by=by, now=NOW),
    "reject": lambda mobility, by: deciding.reject(mobility=mobility, note="Fordi", by=by, now=NOW),
    "clear": lambda mobility, by: deciding.clear(mobility=mobility, by=by, now=NOW),
    "depart": lambda mobility, by: deciding.depart(mobility=mobility, by=by, now=NOW),
    "come_home": lambda mobility, by: deciding.come_home(mobility=mobility, by=by, now=NOW),
    "report": lambda mobility, by: deciding.report(mobility=mobility, by=by, now=NOW),
    "complete": lambda mobility, by: deciding.complete(mobility=mobility, by=by, now=NOW),
    "cancel": lambda mobility, by: deciding.cancel(mobility=mobility, note="Fordi", is_force_majeure=False, by=by, now=NOW),
}
ROLES = (
    "writer", "colleague", "own leader", "other leader", "ppr", "consultant", "head", "editor", "system_administrator",
    "consultant elsewhere", "visitor", "the clock",
)  # fmt: skip
# By act, for the roles in their order: who may, from every state that the act starts in.
WHO_MAY = {
    "propose": "yyy.........",
    "endorse": "..y.........",
    "approve": ".....y......",
    "clear": ".....y......",
    "depart": "yyy..yy....y",
    "come_home": "yyy..yy....y",
    "report": "y.y.........",
    "complete": ".....y......",
    "cancel": "y.y..yy.....",
}
# The two that depend on who has it to decide.
WITH_THE_LEADER, WITH_THE_ADMINISTRATION = "..y.........", ".....y......"


@pytest.fixture
def world():
    """A school with its people and a municipality with its administration, all of whom could act."""
    school = places.school()
    municipality = school.municipality
    at_school = ("own leader", "school_leader"), ("writer", "contributor"), ("colleague", "contributor")
    found = {name: people.actor(kind, school) for name, kind in at_school}
    found |= {kind: people.actor(kind, municipality) for kind in ("ppr", "consultant", "head", "editor", "system_administrator")}
    found["other leader"] = people.actor("school_leader", places.school(at=municipality))
    found["consultant elsewhere"] = people.actor("consultant", places.municipality())
    return school, found | {"visitor": Actor(), "the clock": THE_CLOCK}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_done_by_those_of_the_table_and_from_its_states_only(world, act, state):
    school, actors = world
    allowed = WITH_THE_ADMINISTRATION if state == State.ENDORSED and act in {"send_back", "reject"} else WITH_THE_LEADER
    allowed = WHO_MAY.get(act, allowed)
    transition = MOBILITY_FLOW.by_name[act]
    project = consortium.project(consortium.accreditation(at=school.municipality))
    objective, host = consortium.objective(project.accreditation), consortium.partner(at=school.municipality)
    for who, letter in zip(ROLES, allowed, strict=True):
        writer = actors["writer"].user
        mobility = consortium.mobility(at=school, by=writer, state=state, of=project, objective=objective, host=host)
        homecoming.report(mobility)
        if act == "clear" and state == State.APPROVED:
            papers.all_approved(mobility)
        offered = act in {row.name for row in MOBILITY_FLOW.open_to(actors[who], mobility)}
        assert offered == (state in transition.sources and letter == "y"), (who, "the page draws the same buttons")
        if offered:
            assert ACTS[act](mobility, actors[who]).state == transition.target
            assert f"mobilities.{act}" in LogEntry.objects.about(mobility).values_list("act", flat=True)
        else:
            with pytest.raises(gate.NotAllowed if state in transition.sources else gate.WrongState):
                ACTS[act](mobility, actors[who])
            assert Mobility.objects.get(pk=mobility.pk).state == state


@pytest.mark.parametrize("act", [row.name for row in MOBILITY_FLOW.transitions if row.needs_note])
def test_no_refusal_is_without_its_reason(world, act):
    school, actors = world
    mobility = consortium.mobility(at=school, state=State.PROPOSED)
    with pytest.raises(gate.NoteMissing):
        gate.pass_gate(thing=mobility, flow=MOBILITY_FLOW, act=act, by=actors["own leader"], now=NOW, note="  ")


def test_approval_wants_the_whole_checklist(world):
    school, actors = world
    mobility = consortium.mobility(at=school, state=State.ENDORSED)
    with pytest.raises(deciding.NotChecked):
        deciding.approve(mobility=mobility, is_checked=False, by=actors["consultant"], now=NOW)
    assert Mobility.objects.get(pk=mobility.pk).grant is None


def test_a_journey_does_not_begin_before_its_first_day(world):
    school, actors = world
    mobility = consortium.mobility(at=school, state=State.CLEARED, starts_on=date(2027, 3, 8), ends_on=date(2027, 3, 12))
    with pytest.raises(gate.WrongState, match=r"8\. marts 2027"):
        deciding.depart(mobility=mobility, by=actors["consultant"], now=NOW)


# Who takes which step


def _endorsers(mobility, *actors):
    return [may(actor, "mobilities.endorse", mobility) for actor in actors]


def _approvers(mobility, *actors):
    return [may(actor, "mobilities.approve", mobility) for actor in actors]


def _travels(mobility, actor, **fields):
    Participant.objects.create(mobility=mobility, user=actor.user, name=actor.user.name, **fields)


def test_a_school_leaders_own_journey_is_the_heads_to_recommend(world):
    school, actors = world
    deputy = people.actor("school_leader", school)
    mobility = consortium.mobility(at=school, state=State.PROPOSED, by=actors["writer"].user)
    _travels(mobility, actors["own leader"])
    assert _endorsers(mobility, actors["own leader"], deputy, actors["head"], actors["consultant"]) == [False, False, True, False]


def test_a_leader_who_is_only_named_counts_as_one(world):
    school, actors = world
    mobility = consortium.mobility(at=school, state=State.PROPOSED)
    Participant.objects.create(mobility=mobility, name="Bo Skov", is_leader=True)
    assert _endorsers(mobility, actors["own leader"], actors["head"]) == [False, True]


def test_what_the_only_leader_wrote_falls_to_the_administration(world):
    school, actors = world
    mobility = consortium.mobility(at=school, state=State.PROPOSED, by=actors["own leader"].user)
    mobility.participants.all().delete()
    Participant.objects.create(mobility=mobility, name="Ida Holm")
    assert _endorsers(mobility, actors["own leader"], actors["head"], actors["consultant"]) == [False, True, True]
    deputy = people.actor("school_leader", school)
    assert _endorsers(mobility, deputy, actors["head"]) == [True, False], "another leader of the school is nearer"


def test_the_leader_of_the_main_school_recommends_for_its_departments(world):
    school, actors = world
    department = places.school(at=school.municipality, parent=school)
    mobility = consortium.mobility(at=department, state=State.PROPOSED)
    assert _endorsers(mobility, actors["own leader"], actors["other leader"]) == [True, False]


@pytest.mark.parametrize("kind", ["consultant", "head", "ppr"])
def test_another_of_the_administration_decides_on_its_own_staff(world, kind):
    school, actors = world
    here, traveller = school.municipality, actors[kind]
    mobility = consortium.mobility(at=here, state=State.PROPOSED, by=traveller.user)
    consultant, head = actors["consultant"], actors["head"]
    assert _endorsers(mobility, head, consultant) == [kind != "head", kind == "head"]
    endorsed = deciding.endorse(mobility=mobility, by=consultant if kind == "head" else head, now=NOW)
    both = kind != "ppr"
    assert _approvers(endorsed, consultant, head) == [kind != "consultant", kind == "consultant"]
    assert not both or may(consultant if kind == "head" else head, "mobilities.approve", endorsed), "where there is nobody else"
    assert not may(traveller, "mobilities.approve", endorsed)


def test_with_two_consultants_the_one_who_recommended_does_not_approve(world):
    school, actors = world
    second = people.actor("consultant", school.municipality)
    mobility = consortium.mobility(at=school.municipality, state=State.PROPOSED, by=actors["head"].user)
    endorsed = deciding.endorse(mobility=mobility, by=actors["consultant"], now=NOW)
    assert _approvers(endorsed, actors["consultant"], second) == [False, True]


def test_where_nobody_can_decide_the_page_says_who_must_be_appointed():
    here = places.municipality()
    alone = people.actor("consultant", here)
    mobility = consortium.mobility(at=here, state=State.PROPOSED, by=alone.user)
    assert "chef eller skolekonsulent" in must_be_appointed(mobility, NOW.date())
    people.role("head", here)
    assert must_be_appointed(mobility, NOW.date()) == ""


@pytest.mark.parametrize("part", ["traveller", "writer", "proposer"])
def test_nobody_decides_on_their_own(world, part):
    school, actors = world
    second = people.actor("consultant", school.municipality)
    mobility = consortium.mobility(at=school, state=State.ENDORSED)
    if part == "traveller":
        _travels(mobility, second)
    elif part == "writer":
        mobility.writers.add(second.user)
    else:
        mobility.proposed_by = second.user
        mobility.save()
    assert _approvers(mobility, actors["consultant"], second) == [True, False]
    with pytest.raises(gate.NotAllowed):
        deciding.approve(mobility=mobility, is_checked=True, by=second, now=NOW)


# The ID


def test_a_proposal_gets_an_id_of_its_call_activity_and_project(world):
    school, actors = world
    project = consortium.project(consortium.accreditation(at=school.municipality), code="2026-1-DK01-KA121-SCH-000123456")
    mobility = consortium.mobility(at=school, of=project)
    proposed = proposing.propose(mobility=mobility, nobody_recognised=True, by=actors["writer"], now=NOW)
    assert proposed.number == "2026-SHADO-0001-KA121-SCH-000123456"
    again = proposing.propose(mobility=consortium.mobility(at=school, of=project), nobody_recognised=True, by=actors["writer"], now=NOW)
    assert again.number == "2026-SHADO-0002-KA121-SCH-000123456"


def test_an_id_stays_through_a_return_and_follows_the_activity(world):
    school, actors = world
    mobility = proposing.propose(mobility=consortium.mobility(at=school), nobody_recognised=True, by=actors["writer"], now=NOW)
    first = mobility.number
    deciding.send_back(mobility=mobility, note="Skriv mere om delingen", by=actors["own leader"], now=NOW)
    mobility = proposing.propose(mobility=mobility, nobody_recognised=True, by=actors["writer"], now=NOW)
    assert mobility.number == first
    deciding.send_back(mobility=mobility, note="Det er undervisning", by=actors["own leader"], now=NOW)
    Mobility.objects.filter(pk=mobility.pk).update(activity="teaching")
    mobility = proposing.propose(mobility=mobility, nobody_recognised=True, by=actors["writer"], now=NOW)
    assert mobility.number == first.replace("SHADO", "TEACH")


def test_an_id_is_never_given_twice_also_when_the_first_is_gone(world):
    school, actors = world
    project = consortium.project(consortium.accreditation(at=school.municipality))
    first = proposing.propose(mobility=consortium.mobility(at=school, of=project), nobody_recognised=True, by=actors["writer"], now=NOW)
    Mobility.objects.filter(pk=first.pk).delete()
    second = proposing.propose(mobility=consortium.mobility(at=school, of=project), nobody_recognised=True, by=actors["writer"], now=NOW)
    assert second.number != first.number


def test_a_draft_is_thrown_away_by_those_who_wrote_it_and_a_proposal_by_nobody(world):
    school, actors = world
    mobility = consortium.mobility(at=school, by=actors["writer"].user)
    assert not may(actors["colleague"], "mobilities.discard", mobility)
    proposing.discard(mobility=mobility, by=actors["writer"], now=NOW)
    assert not Mobility.objects.filter(pk=mobility.pk).exists()
    proposed = consortium.mobility(at=school, by=actors["writer"].user, state=State.PROPOSED)
    assert not may(actors["writer"], "mobilities.discard", proposed)


# The budget


def test_approval_freezes_the_grant_and_binds_the_budget(world):
    school, actors = world
    mobility = consortium.mobility(at=school, state=State.ENDORSED)
    approved = deciding.approve(mobility=mobility, is_checked=True, by=actors["consultant"], now=NOW)
    # 309 for the journey, 7 days at 172, 350 to the organisation (erasmus.md §2).
    assert approved.grant_total == Decimal(309 + 7 * 172 + 350)
    assert (approved.grant["call"], approved.grant["total"], approved.grant["is_confirmed"]) == (2026, "1863", False)
    assert [line["category"] for line in approved.grant["lines"]] == ["organisation", "travel", "individual"]


@pytest.mark.parametrize(("grant", "passes"), [(1863, True), (1862, False)])
def test_the_project_is_never_overdrawn(world, grant, passes):
    school, actors = world
    project = consortium.project(consortium.accreditation(at=school.municipality), grant=grant)
    mobility = consortium.mobility(at=school, of=project, state=State.ENDORSED)
    if passes:
        assert deciding.approve(mobility=mobility, is_checked=True, by=actors["consultant"], now=NOW).state == State.APPROVED
        return
    with pytest.raises(deciding.Overdrawn, match=r"har 1\.862 euro tilbage, og opholdet koster 1\.863\."):
        deciding.approve(mobility=mobility, is_checked=True, by=actors["consultant"], now=NOW)
    assert Mobility.objects.get(pk=mobility.pk).state == State.ENDORSED


def test_a_cancelled_mobility_gives_its_money_back(world):
    school, actors = world
    project = consortium.project(consortium.accreditation(at=school.municipality), grant=2000)
    first = consortium.mobility(at=school, of=project, state=State.APPROVED)
    second = consortium.mobility(at=school, of=project, state=State.ENDORSED)
    with pytest.raises(deciding.Overdrawn):
        deciding.approve(mobility=second, is_checked=True, by=actors["consultant"], now=NOW)
    cancelled = deciding.cancel(mobility=first, note="Skolen er lukket", is_force_majeure=True, by=actors["consultant"], now=NOW)
    assert cancelled.is_force_majeure
    assert deciding.approve(mobility=second, is_checked=True, by=actors["consultant"], now=NOW).state == State.APPROVED


# The calendar


@pytest.mark.parametrize(
    ("state", "day", "after"),
    [
        (State.CLEARED, date(2027, 2, 28), State.CLEARED),
        (State.CLEARED, date(2027, 3, 1), State.UNDER_WAY),
        (State.UNDER_WAY, date(2027, 3, 5), State.UNDER_WAY),
        (State.UNDER_WAY, date(2027, 3, 6), State.HOME),
        (State.CLEARED, date(2027, 3, 6), State.HOME),
        (State.APPROVED, date(2027, 3, 2), State.APPROVED),
    ],
)
def test_the_calendar_moves_what_is_cleared_and_nothing_else(state, day, after):
    mobility = consortium.mobility(at=places.school(), state=state)
    deciding.follow_the_calendar(now=datetime(day.year, day.month, day.day, 5, 0, tzinfo=UTC))
    mobility.refresh_from_db()
    assert mobility.state == after
    entry = LogEntry.objects.about(mobility).first()
    assert (entry is None) == (state == after)
    assert entry is None or (entry.user, entry.role_label) == (None, "Portalen, efter kalenderen")


def test_a_project_that_was_changed_meanwhile_is_told_of(world):
    """The budget that was locked is not the one that would pay."""
    school, actors = world
    mobility = consortium.mobility(at=school, state=State.ENDORSED)
    other = consortium.project(mobility.project.accreditation)
    Mobility.objects.filter(pk=mobility.pk).update(project=other)
    with pytest.raises(gate.WrongState, match="Projektet er skiftet"):
        deciding.approve(mobility=mobility, is_checked=True, by=actors["consultant"], now=NOW)
    assert Mobility.objects.get(pk=mobility.pk).state == State.ENDORSED
