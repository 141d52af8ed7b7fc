from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.notices.models import Mail, Notice
from portal.workflow.gate import Refused
from portal.workflow.models import LogEntry
from schools.people.choices import RoleKind
from schools.people.middleware import ActorMiddleware
from schools.people.models import Role
from schools.people.services import roles as acts
from tests.factories import people, places, trials
from tests.support.racing import race
from trials.choices import State

pytestmark = pytest.mark.django_db
NOW, DAY = people.NOW, people.DAY


# Acting in a role


def _acting(client: Client) -> str:
    """The role that the next request is made in, by its kind."""
    return client.get(reverse("networks:list")).wsgi_request.actor.kind


def test_without_a_choice_the_highest_role_counts(client):
    school, person = places.school(), people.user()
    for kind, place in [("contributor", school), ("head", school.municipality), ("ppr", school.municipality)]:
        people.role(kind, place, who=person)
    client.force_login(person)
    assert _acting(client) == "head"


def test_the_role_chosen_last_is_met_again_in_the_next_session(client):
    school, person = places.school(), people.user()
    people.role("head", school.municipality, who=person)
    chosen = people.role("contributor", school, who=person)
    client.force_login(person)
    client.post(reverse("people:switch"), {"role": chosen.pk})
    assert _acting(client) == "contributor"
    client.logout()
    client.force_login(person)
    assert _acting(client) == "contributor"


def test_a_role_that_has_ended_is_no_longer_acted_in(client, sign_in):
    actor = people.actor("school_leader", places.school())
    sign_in(actor)
    Role.objects.update(ends_on=date(2025, 2, 1))
    assert _acting(client) == ""


def test_a_closed_account_is_a_visitor(client, sign_in):
    sign_in(people.actor("head", places.municipality()))
    User.objects.update(is_active=False)
    assert client.get(reverse("networks:list")).wsgi_request.actor.user is None


def test_a_superuser_without_a_role_has_a_visitors_rights(client):
    client.force_login(people.user(is_staff=True, is_superuser=True))
    page = client.get(reverse("people:list"))
    assert (page.wsgi_request.actor.kind, page.context["looks_after"]) == ("", False)


def test_every_kind_of_role_has_its_rank():
    assert sorted(people.unsaved(kind, places.municipality()).rank for kind in RoleKind) == list(range(len(RoleKind)))


def test_roles_are_listed_with_the_highest_first(rf):
    school, person = places.school(), people.user()
    for kind, place in [("contributor", school), ("consultant", school.municipality), ("school_leader", school)]:
        people.role(kind, place, who=person)
    request = rf.get("/")
    request.user, request.session = person, {}
    ActorMiddleware(lambda request: None)(request)
    assert [role.kind for role in request.roles] == ["consultant", "school_leader", "contributor"]


@pytest.mark.parametrize("whose", ["somebody else's", "ended", "none", "nonsense"])
def test_only_own_roles_in_force_can_be_chosen(client, sign_in, whose):
    actor = people.actor("school_leader", places.school())
    sign_in(actor)
    chosen = {
        "somebody else's": lambda: people.role("head", places.municipality()).pk,
        "ended": lambda: people.role("ppr", places.municipality(), who=actor.user, ends_on=date(2025, 3, 1)).pk,
        "none": lambda: "",
        "nonsense": lambda: "1 OR 1=1",
    }[whose]()
    assert client.post(reverse("people:switch"), {"role": chosen}).status_code == 404
    assert _acting(client) == "school_leader"


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/netvaerk/?side=2", "/netvaerk/?side=2"),
        ("https://andre.example/", "/mine-opgaver/"),
        ("//andre.example/", "/mine-opgaver/"),
        ("/\\andre.example/", "/mine-opgaver/"),
        ("javascript:alert(1)", "/mine-opgaver/"),
        ("", "/mine-opgaver/"),
    ],
)
def test_switching_leads_to_a_page_of_the_portal(client, sign_in, asked, led_to):
    actor = people.actor("school_leader", places.school())
    answer = sign_in(actor).post(reverse("people:switch"), {"role": actor.role.pk, "next": asked})
    assert answer.url == led_to


def test_switching_is_no_matter_of_a_link(client, sign_in):
    sign_in(people.actor("school_leader", places.school()))
    assert client.get(reverse("people:switch")).status_code == 405


# Giving a role


def test_a_leader_makes_a_colleague_leader_too():
    school = places.school()
    leader, colleague = people.actor("school_leader", school), people.role("contributor", school).user
    role = acts.give_role(role=people.unsaved("school_leader", school, user=colleague, starts_on=DAY), by=leader, now=NOW)
    assert role in Role.objects.on(DAY)
    entry = LogEntry.objects.about(role).get()
    assert (entry.act, entry.user, entry.role_label) == ("people.give_role", leader.user, f"Skoleleder, {school}")


def test_the_same_role_is_not_given_twice():
    school = places.school()
    leader, held = people.actor("school_leader", school), people.role("contributor", school, ends_on=DAY)
    for starts_on, refused in [(DAY, True), (DAY + timedelta(days=1), False)]:
        give = partial(acts.give_role, role=people.unsaved("contributor", school, user=held.user, starts_on=starts_on), by=leader, now=NOW)
        if refused:
            with pytest.raises(Refused, match="har allerede rollen"):
                give()
        else:
            give()


# Ending a role


@pytest.fixture
def leaving() -> dict:
    """A contributor who is about to leave, their leader, and a colleague."""
    school = places.school()
    return {
        "school": school,
        "role": people.role("contributor", school, who=people.user("Jonas Tved")),
        "leader": people.actor("school_leader", school, who=people.user("Birgit Ravn")),
        "colleague": people.role("contributor", school, who=people.user("Line Abild"), title="Lærer").user,
    }


def _trial(school, *responsible: User):
    version = trials.draft(at=school, complete=False, title="Klippekortet")
    for position, person in enumerate(responsible):
        version.trial.people.create(user=person, name=person.name, position=position)
    return version.trial


def _elsewhere(name: str) -> User:
    return people.role("contributor", places.school(), who=people.user(name)).user


def _answers(trial) -> list[str]:
    return list(trial.people.values_list("user__name", flat=True))


def test_a_role_ends_after_its_last_day(leaving):
    acts.end_role(role=leaving["role"], last_day=DAY, by=leaving["leader"], now=NOW)
    assert leaving["role"] in Role.objects.on(DAY)
    assert leaving["role"] not in Role.objects.on(DAY + timedelta(days=1))
    assert LogEntry.objects.about(leaving["role"]).get().act == "people.end_role"


def test_nothing_is_orphaned(leaving):
    trial = _trial(leaving["school"], leaving["role"].user)
    with pytest.raises(acts.NeedsSuccessor) as refusal:
        acts.end_role(role=leaving["role"], last_day=DAY, by=leaving["leader"], now=NOW)
    assert [found.trial for found in refusal.value.left] == [trial]
    leaving["role"].refresh_from_db()
    assert leaving["role"].ends_on is None
    acts.end_role(role=leaving["role"], last_day=DAY, by=leaving["leader"], now=NOW, successor=leaving["colleague"])
    person = trial.people.get()
    assert (person.user, person.name, person.title) == (leaving["colleague"], "Line Abild", "Lærer")
    assert LogEntry.objects.about(trial).get().note == "Jonas Tved → Line Abild"


@pytest.mark.parametrize("who", ["from another school", "closed account", "leaves as well", "the person"])
def test_only_a_colleague_who_stays_can_take_over(leaving, who):
    _trial(leaving["school"], leaving["role"].user)
    successor = {
        "from another school": lambda: people.role("contributor", places.school(at=leaving["school"].municipality)).user,
        "closed account": lambda: people.role("contributor", leaving["school"], who=people.user(is_active=False)).user,
        "leaves as well": lambda: people.role("contributor", leaving["school"], ends_on=DAY).user,
        "the person": lambda: leaving["role"].user,
    }[who]()
    with pytest.raises(acts.NeedsSuccessor):
        acts.end_role(role=leaving["role"], last_day=DAY, by=leaving["leader"], now=NOW, successor=successor)


@pytest.mark.parametrize(
    ("case", "answers"),
    [
        ("shared with a colleague", ["Birgit Ravn", "Line Abild"]),
        ("shared with somebody who has left", ["Birgit Ravn", "Mads Lund"]),
        ("shared with somebody who works in another municipality now", ["Birgit Ravn", "Mads Lund"]),
        ("shared with the successor", ["Birgit Ravn"]),
        ("at another school", ["Jonas Tved"]),
        ("another role at the school stays", ["Jonas Tved"]),
    ],
)
def test_who_answers_for_it_afterwards(leaving, case, answers):
    school, person = leaving["school"], leaving["role"].user
    trial = {
        "shared with a colleague": lambda: _trial(school, person, leaving["colleague"]),
        "shared with somebody who has left": lambda: _trial(school, person, people.user("Mads Lund")),
        "shared with somebody who works in another municipality now": lambda: _trial(school, person, _elsewhere("Mads Lund")),
        "shared with the successor": lambda: _trial(school, person, leaving["leader"].user),
        "at another school": lambda: _trial(places.school(), person),
        "another role at the school stays": lambda: _trial(school, person),
    }[case]()
    if "stays" in case:
        people.role("school_leader", school, who=person)
    acts.end_role(role=leaving["role"], last_day=DAY, by=leaving["leader"], now=NOW, successor=leaving["leader"].user)
    assert _answers(trial) == answers


WITHOUT_SUCCESSOR = [
    # who is responsible besides the one who leaves, who wrote the draft, and whether somebody must take over
    (["Line Abild"], ["Line Abild"], False),
    (["Line Abild"], ["Jonas Tved", "Line Abild"], False),
    (["Line Abild"], ["Jonas Tved"], True),
    ([], ["Line Abild"], True),
    (["Mads Lund"], ["Line Abild"], True),
]


@pytest.mark.parametrize(("responsible", "writers", "must"), WITHOUT_SUCCESSOR)
def test_without_a_successor_the_person_is_taken_off_where_others_remain(leaving, responsible, writers, must):
    known = {"Line Abild": leaving["colleague"], "Jonas Tved": leaving["role"].user, "Mads Lund": people.user("Mads Lund")}
    trial = _trial(leaving["school"], leaving["role"].user, *[known[name] for name in responsible])
    trial.versions.get().writers.set([known[name] for name in writers])
    end = partial(acts.end_role, role=leaving["role"], last_day=DAY, by=leaving["leader"], now=NOW)
    if must:
        with pytest.raises(acts.NeedsSuccessor):
            end()
        assert _answers(trial)[0] == "Jonas Tved"
    else:
        end()
        assert _answers(trial) == ["Line Abild"]
        assert LogEntry.objects.about(trial).get().act == "people.step_down"


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED, State.PUBLISHED, State.WITHDRAWN])
def test_everything_is_moved_whatever_its_state(leaving, state):
    version = trials.in_state(state, at=leaving["school"], by=leaving["role"].user)
    acts.end_role(role=leaving["role"], last_day=DAY, by=leaving["leader"], now=NOW, successor=leaving["colleague"])
    assert _answers(version.trial) == ["Line Abild", None]
    assert (leaving["colleague"] in version.writers.all()) == (state not in {State.PUBLISHED, State.WITHDRAWN})
    assert leaving["role"].user in version.writers.all(), "who wrote it stays known: nobody approves own words"


def test_a_draft_alone_is_handed_over_too(leaving):
    version = trials.draft(at=leaving["school"], by=leaving["role"].user, complete=False, title="Kun en kladde")
    with pytest.raises(acts.NeedsSuccessor):
        acts.end_role(role=leaving["role"], last_day=DAY, by=leaving["leader"], now=NOW)
    acts.end_role(role=leaving["role"], last_day=DAY, by=leaving["leader"], now=NOW, successor=leaving["colleague"])
    assert leaving["colleague"] in version.writers.all()
    assert not version.trial.people.exists()


def test_the_successor_is_told_with_the_list_and_each_move_is_logged(leaving):
    for title in ("Klippekortet", "Morgenvagten"):
        trials.draft(at=leaving["school"], by=leaving["role"].user, title=title)
    acts.end_role(role=leaving["role"], last_day=DAY, by=leaving["leader"], now=NOW, successor=leaving["colleague"])
    mail = Mail.objects.get(user=leaving["colleague"])
    assert mail.subject == "Du overtager 2 prøvehandlinger efter Jonas Tved"
    assert "”Klippekortet”" in mail.body and "”Morgenvagten”" in mail.body
    assert Notice.objects.get(user=leaving["colleague"]).url == reverse("home:work")
    moves = LogEntry.objects.filter(act="people.hand_over")
    assert {entry.note for entry in moves} == {"Jonas Tved → Line Abild"}
    assert moves.count() == 2


def test_who_takes_over_by_own_hand_is_not_told(leaving):
    _trial(leaving["school"], leaving["role"].user)
    acts.end_role(role=leaving["role"], last_day=DAY, by=leaving["leader"], now=NOW, successor=leaving["leader"].user)
    assert not Notice.objects.exists()


def test_a_day_to_come_moves_the_responsibility_at_once(leaving):
    trial = _trial(leaving["school"], leaving["role"].user)
    later = DAY + timedelta(days=90)
    acts.end_role(role=leaving["role"], last_day=later, by=leaving["leader"], now=NOW, successor=leaving["colleague"])
    assert _answers(trial) == ["Line Abild"]
    assert leaving["role"] in Role.objects.on(later)


def test_who_leaves_the_administration_hands_over_what_schools_named_them_for_too():
    here = places.municipality()
    leaver, head, colleague = people.role("ppr", here), people.actor("head", here), people.role("ppr", here).user
    theirs, own_school = places.school(at=here), places.school(at=here)
    people.role("contributor", own_school, who=leaver.user)
    named, kept = _trial(theirs, leaver.user), _trial(own_school, leaver.user)
    acts.end_role(role=leaver, last_day=DAY, by=head, now=NOW, successor=colleague)
    assert named.people.get().user == colleague
    assert kept.people.get().user == leaver.user, "the school where the person works on"


def test_a_draft_that_the_successor_may_not_read_is_told_without_its_title():
    here = places.municipality()
    leaver, head, colleague = people.role("ppr", here), people.actor("head", here), people.role("ppr", here).user
    _trial(places.school(at=here), leaver.user)
    acts.end_role(role=leaver, last_day=DAY, by=head, now=NOW, successor=colleague)
    body = Mail.objects.get(user=colleague).body
    assert "En kladde" in body
    assert "Klippekortet" not in body


@pytest.mark.django_db(transaction=True)
def test_two_who_wrote_the_draft_cannot_leave_it_at_the_same_moment(leaving):
    other = people.role("contributor", leaving["school"])
    version = trials.draft(at=leaving["school"], by=leaving["role"].user, complete=False)
    version.writers.add(other.user)
    ends = [partial(acts.end_role, role=role, last_day=DAY, by=leaving["leader"], now=NOW) for role in (leaving["role"], other)]
    assert sorted(type(one).__name__ for one in race(*ends)) == ["NeedsSuccessor", "Role"]


@pytest.mark.django_db(transaction=True)
def test_two_who_share_it_cannot_leave_it_at_the_same_moment(leaving):
    other = people.role("contributor", leaving["school"])
    trial = _trial(leaving["school"], leaving["role"].user, other.user)
    ends = [partial(acts.end_role, role=role, last_day=DAY, by=leaving["leader"], now=NOW) for role in (leaving["role"], other)]
    assert sorted(type(one).__name__ for one in race(*ends)) == ["NeedsSuccessor", "Role"]
    assert trial.people.filter(user__roles__in=Role.objects.on(DAY + timedelta(days=1))).exists()


def test_what_a_department_wrote_is_handed_over_with_the_school(leaving):
    trial = _trial(places.school(at=leaving["school"].municipality, parent=leaving["school"]), leaving["role"].user)
    acts.end_role(role=leaving["role"], last_day=DAY, by=leaving["leader"], now=NOW, successor=leaving["colleague"])
    assert _answers(trial) == ["Line Abild"]


def test_what_the_administration_wrote_is_handed_over_in_the_administration():
    here = places.municipality()
    leaver, head, colleague = people.role("consultant", here), people.actor("head", here), people.role("editor", here).user
    trial = _trial(here, leaver.user)
    with pytest.raises(acts.NeedsSuccessor):
        acts.end_role(role=leaver, last_day=DAY, by=head, now=NOW)
    acts.end_role(role=leaver, last_day=DAY, by=head, now=NOW, successor=colleague)
    assert trial.people.get().user == colleague


def test_a_network_role_ends_without_further_ado():
    network = places.network()
    leaver = people.role("facilitator", network)
    assert acts.end_role(role=leaver, last_day=DAY, by=people.actor("facilitator", network), now=NOW).ends_on == DAY


def test_a_role_does_not_end_before_it_begins(leaving):
    with pytest.raises(Refused, match="kan ikke slutte før"):
        acts.end_role(role=leaving["role"], last_day=date(2024, 12, 31), by=leaving["leader"], now=NOW)


def test_a_role_that_is_over_is_not_ended_again(leaving):
    Role.objects.filter(pk=leaving["role"].pk).update(ends_on=DAY - timedelta(days=1))
    with pytest.raises(Refused, match="allerede slut"):
        acts.end_role(role=leaving["role"], last_day=DAY + timedelta(days=300), by=leaving["leader"], now=NOW)


def test_ending_asks_the_rules(leaving):
    with pytest.raises(PermissionDenied):
        acts.end_role(role=leaving["role"], last_day=DAY, by=people.actor("school_leader", places.school()), now=NOW)
