"""Closing an account: what one answers for passes on, roles end, and what must stay names nobody."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, TextField
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.mobilities.choices import PaperKind, PaperState
from partners.mobilities.models import Participant, Signature
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.home.services import accounts as acts
from portal.notices.choices import MailKind
from portal.notices.services import tell
from portal.workflow.gate import Refused, WrongState
from portal.workflow.log import record
from portal.workflow.models import LogEntry
from schools.people.models import Role
from schools.people.services.roles import NeedsSuccessor
from tests.factories import consortium, papers, people, places
from tests.factories import trials as make
from tests.home.test_mine import has_password, recently_proven
from tests.support.pages import check_page
from tests.support.racing import race
from trials.models import Version

pytestmark = pytest.mark.django_db
NOW = make.NOW
NAME, EMAIL = "Jonas Tvedskov", "jonas.tvedskov@egsted.example"


@pytest.fixture
def school():
    return places.school("Hasselhegnskolen", at=places.municipality("Egsted"))


@pytest.fixture
def jonas(school) -> Actor:
    return people.actor("contributor", school, who=people.user(NAME, email=EMAIL))


@pytest.fixture
def line(school) -> User:
    return people.role("contributor", school, who=people.user("Line Abild")).user


@pytest.fixture
def administrator(school) -> Actor:
    return people.actor("system_administrator", school.municipality)


def _alone(jonas: Actor, school) -> Version:
    """A draft that nobody else has written on or answers for."""
    version = make.draft(at=school, by=jonas.user, complete=False, title="Klippekortet")
    version.trial.people.create(user=jonas.user, name=NAME)
    return version


def test_what_nobody_else_answers_for_needs_a_successor(jonas, school, line):
    version = _alone(jonas, school)
    with pytest.raises(NeedsSuccessor):
        acts.close_account(person=jonas.user, successors={}, by=jonas, now=NOW)
    assert User.objects.get(pk=jonas.user_id).name == NAME
    acts.close_account(person=jonas.user, successors={jonas.role.pk: line}, by=jonas, now=NOW)
    assert [person.user for person in version.trial.people.all()] == [line]
    assert line in version.writers.all()


def test_a_successor_must_be_a_colleague_there(jonas, school):
    _alone(jonas, school)
    stranger = people.role("contributor", places.school()).user
    with pytest.raises(NeedsSuccessor):
        acts.close_account(person=jonas.user, successors={jonas.role.pk: stranger}, by=jonas, now=NOW)


def test_the_account_opens_no_more_and_the_log_says_who_closed_it(jonas, school, client, sign_in):
    sign_in(jonas)
    acts.close_account(person=jonas.user, successors={}, by=jonas, now=NOW)
    person = User.objects.get(pk=jonas.user_id)
    assert (person.name, person.email, person.is_active) == (f"Lukket konto {person.pk}", f"lukket-{person.pk}@lukket.invalid", False)
    assert not person.has_usable_password() and not EmailAddress.objects.filter(user=person).exists()
    assert Role.objects.get(user=person).ends_on == timezone.localdate(NOW)
    assert client.get(reverse("home:work")).url.startswith(reverse("account_login"))
    entry = LogEntry.objects.get(act="people.close_account")
    assert (entry.user, entry.subject, entry.municipality_number) == (person, person, school.municipality_id)


def _texts_naming(*words: str) -> list[str]:
    """Every text of every table that holds one of the words."""
    found = []
    for model in apps.get_models():
        for field in model._meta.fields:
            if (isinstance(field, CharField | TextField) and not field.primary_key) or field.get_internal_type() == "JSONField":
                rows = model._base_manager.all().values_list(field.name, flat=True)
                found += [f"{model._meta.label}.{field.name}" for value in rows if any(word in str(value) for word in words)]
    return found


def test_no_table_names_the_person_afterwards(jonas, school, line):
    """Except the mail and the notice in which the successor was told whom the work comes from: they are the successor's."""
    _alone(jonas, school)
    public = make.published(at=school, by=jonas.user)
    people.invitation("contributor", school, email=EMAIL, name=NAME, accepted_at=NOW, accepted_by=jonas.user)
    people.invitation("ppr", school.municipality, email=EMAIL, name=NAME)
    tell(kind=MailKind.RETURNED, user=jonas.user, about=public, url="/", context={"version": public, "note": "", "by": jonas}, now=NOW)
    assert "trials.Version.frozen" in _texts_naming(NAME)
    acts.close_account(
        person=jonas.user, successors={jonas.role.pk: line}, by=people.actor("system_administrator", school.municipality), now=NOW
    )
    assert set(_texts_naming(NAME, EMAIL)) <= {"notices.Mail.body", "notices.Notice.text", "notices.Mail.subject"}
    assert [entry.note for entry in LogEntry.objects.filter(act="people.hand_over")] == [f"Lukket konto {jonas.user_id} → Line Abild"] * 2


def test_the_log_of_a_handed_over_consortium_names_nobody_afterwards(jonas, school, administrator):
    held = consortium.accreditation(at=school.municipality)
    entry = record(act="accreditations.hand_over", subject=held, by=administrator, now=NOW, note=f"{NAME} → Line Abild")
    acts.close_account(person=jonas.user, successors={}, by=administrator, now=NOW)
    entry.refresh_from_db()
    assert entry.note == f"Lukket konto {jonas.user_id} → Line Abild"


def test_journeys_and_signatures_name_nobody_afterwards(jonas, school, line):
    journey = consortium.mobility(at=school, by=jonas.user, state="completed")
    contract = papers.paper(journey, PaperKind.GRANT_AGREEMENT, PaperState.SENT)
    for signer, name in (("participant", NAME), ("sender", "Birgit Ravn")):
        Signature.objects.create(paper=contract, signer=signer, name=name, signed_on=date(2027, 2, 1))

    acts.close_account(
        person=jonas.user, successors={jonas.role.pk: line}, by=people.actor("system_administrator", school.municipality), now=NOW
    )

    stand_in = f"Lukket konto {jonas.user_id}"
    assert list(Participant.objects.values_list("name", "title", "email")) == [(stand_in, "", "")]
    assert sorted(Signature.objects.values_list("name", flat=True)) == ["Birgit Ravn", stand_in]


def test_a_namesake_elsewhere_keeps_the_name(jonas, school):
    elsewhere = places.school()
    theirs = make.published(at=elsewhere, by=people.role("contributor", elsewhere, who=people.user(NAME)).user)
    acts.close_account(person=jonas.user, successors={}, by=jonas, now=NOW)
    assert NAME in str(Version.objects.get(pk=theirs.pk).frozen)


def test_a_published_text_says_the_same_as_before(jonas, school, line, client):
    version = make.published(at=school, by=jonas.user)
    page, digest = reverse("trials:detail", args=[version.trial.slug]), version.content_hash
    acts.close_account(person=jonas.user, successors={jonas.role.pk: line}, by=jonas, now=NOW)
    html = client.get(page).content.decode()
    assert "Line Abild" in html and NAME not in html
    assert Version.objects.get(pk=version.pk).content_hash == digest


def test_all_roles_end_and_those_to_come_never_begin(jonas, school):
    today = timezone.localdate(NOW)
    people.role("ppr", school.municipality, who=jonas.user, starts_on=today + timedelta(days=30))
    gone = people.role("ppr", school.municipality, who=jonas.user, ends_on=date(2025, 6, 30))
    acts.close_account(person=jonas.user, successors={}, by=jonas, now=NOW)
    assert not Role.objects.running_or_coming(today + timedelta(days=1)).filter(user=jonas.user).exists()
    assert Role.objects.get(pk=gone.pk).ends_on == date(2025, 6, 30)


def test_each_place_has_its_own_successor(jonas, school, line):
    other = places.school(at=school.municipality)
    second = people.role("contributor", other, who=jonas.user)
    karen = people.role("contributor", other, who=people.user("Karen Lund")).user
    here, there = _alone(jonas, school), _alone(jonas, other)
    with pytest.raises(NeedsSuccessor):
        acts.close_account(person=jonas.user, successors={jonas.role.pk: line}, by=jonas, now=NOW)
    acts.close_account(person=jonas.user, successors={jonas.role.pk: line, second.pk: karen}, by=jonas, now=NOW)
    assert [version.trial.people.get().user for version in (here, there)] == [line, karen]


def test_the_last_who_looks_after_a_municipality_stays_until_there_is_another(school):
    head = people.actor("head", school.municipality)
    with pytest.raises(Refused, match="Invitér en kollega"):
        acts.close_account(person=head.user, successors={}, by=head, now=NOW)
    people.role("consultant", school.municipality)
    acts.close_account(person=head.user, successors={}, by=head, now=NOW)
    assert User.objects.get(pk=head.user_id).is_closed


@pytest.mark.parametrize(
    ("kind", "roles", "may"),
    [
        ("system_administrator", ["here"], True),
        ("system_administrator", ["ended here"], True),
        ("system_administrator", ["here", "ended elsewhere"], True),
        ("system_administrator", ["here", "elsewhere"], False),
        ("system_administrator", ["elsewhere"], False),
        ("system_administrator", [], False),
        ("head", ["here"], False),
        ("consultant", ["here"], False),
        ("school_leader", ["here"], False),
    ],
)
def test_who_closes_the_account_of_somebody_who_has_left(school, kind, roles, may):
    actor = people.actor(kind, school if kind == "school_leader" else school.municipality)
    person, elsewhere = people.user(), places.school()
    for where in roles:
        ended = {"ends_on": date(2025, 6, 30)} if where.startswith("ended") else {}
        people.role("contributor", school if where.endswith("here") and "else" not in where else elsewhere, who=person, **ended)
    if may:
        acts.close_account(person=person, successors={}, by=actor, now=NOW)
    else:
        with pytest.raises(PermissionDenied):
            acts.close_account(person=person, successors={}, by=actor, now=NOW)
    assert User.objects.get(pk=person.pk).is_closed is may


def test_an_account_is_closed_once(jonas, administrator):
    acts.close_account(person=jonas.user, successors={}, by=jonas, now=NOW)
    with pytest.raises(WrongState):
        acts.close_account(person=jonas.user, successors={}, by=administrator, now=NOW)


# The pages


def test_one_closes_the_own_account_after_proving_who_one_is(jonas, school, line, sign_in):
    _alone(jonas, school)
    has_password(jonas)
    client, address = sign_in(jonas), reverse("home:close_own")
    assert client.get(address).url.startswith(reverse("account_reauthenticate"))
    assert client.post(address, {"sure": "on"}).url.startswith(reverse("account_reauthenticate"))
    recently_proven(client)
    page = client.get(address)
    check_page(page.content)
    assert "Klippekortet" in page.content.decode()
    refused = client.post(address, {"sure": "on"}).content.decode()
    assert "Vælg en kollega, der tager over." in refused
    assert "Sæt kryds" in client.post(address, {f"successor_{jonas.role.pk}": line.pk}).content.decode()
    done = client.post(address, {"sure": "on", f"successor_{jonas.role.pk}": line.pk}, follow=True)
    assert "Din konto er lukket." in done.content.decode()
    assert User.objects.get(pk=jonas.user_id).is_closed


def test_the_administrators_page_names_no_draft_that_is_not_theirs_to_read(jonas, school, line, administrator, sign_in):
    _alone(jonas, school)
    client, address = sign_in(administrator), reverse("home:close_account", args=[jonas.user_id])
    html = client.get(address).content.decode()
    assert "Klippekortet" not in html and "En kladde på Hasselhegnskolen" in html
    client.post(address, {"sure": "on", f"successor_{jonas.role.pk}": line.pk})
    assert User.objects.get(pk=jonas.user_id).is_closed
    assert client.get(address).status_code == 404


def test_a_successor_who_is_no_colleague_is_refused_on_the_page(jonas, school, line, administrator, sign_in):
    _alone(jonas, school)
    stranger = people.role("contributor", places.school()).user
    address = reverse("home:close_account", args=[jonas.user_id])
    page = sign_in(administrator).post(address, {"sure": "on", f"successor_{jonas.role.pk}": stranger.pk})
    assert page.status_code == 200 and not User.objects.get(pk=jonas.user_id).is_closed


@pytest.mark.django_db(transaction=True)
def test_two_who_share_a_responsibility_cannot_both_leave_at_the_same_moment():
    school = places.school()
    one, other = people.actor("contributor", school), people.actor("contributor", school)
    version = make.draft(at=school, by=one.user, complete=False)
    version.writers.add(other.user)
    for actor in (one, other):
        version.trial.people.create(user=actor.user, name=actor.user.name)
    results = race(*(lambda actor=actor: acts.close_account(person=actor.user, successors={}, by=actor, now=NOW) for actor in (one, other)))
    assert sorted(type(result).__name__ for result in results) == ["NeedsSuccessor", "NoneType"]
    assert version.trial.people.count() == 1


def test_a_closed_account_is_not_brought_back_by_an_invitation(jonas, school):
    acts.close_account(person=jonas.user, successors={}, by=jonas, now=NOW)
    people.invitation("contributor", school, email=EMAIL, token="ny", expires_at=timezone.now() + timedelta(days=1))
    html = Client().get(reverse("people:accept", args=["ny"])).content.decode()
    assert "Opret min konto" in html
