import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.notices.models import Mail
from portal.workflow.gate import Refused
from portal.workflow.models import LogEntry
from schools.models import School
from schools.people.choices import InvitationState
from schools.people.models import Invitation, Role
from schools.people.queries import token_hash
from schools.people.services import invitations as acts
from tests.factories import people, places
from tests.support.racing import race

pytestmark = pytest.mark.django_db
NOW = people.NOW
LINK = re.compile(r"/invitation/([\w-]{43})/")
WORDS = "fire helt tilfældige ord"


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def school() -> School:
    return places.school("Hasselhegnskolen")


def _open(kind: str, place, **fields) -> str:
    """An invitation made now; returns the address of its page."""
    people.invitation(kind, place, token="k-e-y", invited_at=timezone.now(), **fields)
    return reverse("people:accept", args=["k-e-y"])


def _token() -> str:
    return LINK.search(Mail.objects.latest("pk").body).group(1)


# Inviting


def test_a_leader_invites_from_the_page(sign_in, school):
    leader = people.actor("school_leader", school)
    client = sign_in(leader)
    answer = client.post(
        reverse("people:invite"), {"name": "Ny Kollega", "email": "NY@Skolen.example", "kind": "contributor", "title": "Lærer"}
    )
    assert answer.url == reverse("people:list")
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.place, invitation.invited_by) == ("ny@skolen.example", school, leader.user)
    assert LogEntry.objects.about(invitation).get().act == "people.invite"


def test_the_link_is_a_secret_that_the_database_does_not_hold(school):
    leader = people.actor("school_leader", school)
    invitation = Invitation(kind="contributor", school=school, name="Ny", email="ny@skolen.example")
    acts.invite(invitation=invitation, by=leader, now=NOW)
    mail = Mail.objects.get()
    token = _token()
    assert (mail.email, mail.holds_secret) == ("ny@skolen.example", True)
    assert invitation.token_hash == token_hash(token) != token
    assert invitation.expires_at - invitation.invited_at == timedelta(days=14)
    assert token not in str(LogEntry.objects.values_list("note", "act"))


def test_the_same_person_is_not_invited_twice_to_the_same(sign_in, school):
    client = sign_in(people.actor("school_leader", school))
    told = [
        client.post(reverse("people:invite"), {"name": "Ny", "email": "ny@skolen.example", "kind": "contributor"}).content.decode()
        for _time in range(2)
    ]
    assert "Send den igen" in told[1]
    assert Mail.objects.count() == Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"kind": "school_leader", "place": "municipality"}, "Vælg en skole"),
        ({"kind": "consultant", "place": "school"}, "Vælg kommunen"),
        ({"kind": "system_administrator", "place": "municipality"}, "Rolle:"),
        ({"kind": "contributor", "place": "elsewhere"}, "Sted:"),
        ({"kind": "contributor", "place": "school", "email": "ingen mail"}, "E-mail:"),
    ],
)
def test_the_form_says_what_does_not_fit(sign_in, school, data, says):
    keys = {
        "school": f"school:{school.pk}",
        "municipality": f"municipality:{school.municipality_id}",
        "elsewhere": f"school:{places.school().pk}",
    }
    asked = {"name": "Ny", "email": "ny@skolen.example"} | data | {"place": keys[data["place"]]}
    page = sign_in(people.actor("consultant", school.municipality)).post(reverse("people:invite"), asked)
    assert says in page.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("kind", ["contributor", "ppr"])
def test_who_looks_after_nobody_invites_nobody(sign_in, school, kind):
    actor = people.actor(kind, school if kind == "contributor" else school.municipality)
    assert sign_in(actor).get(reverse("people:invite")).status_code == 403
    with pytest.raises(PermissionDenied):
        acts.invite(invitation=Invitation(kind="contributor", school=school, name="Ny", email="ny@skolen.example"), by=actor, now=NOW)


def test_sending_again_makes_a_new_link_and_kills_the_old(sign_in, school):
    leader = people.actor("school_leader", school)
    old = _open("contributor", school)
    invitation = Invitation.objects.get()
    Invitation.objects.update(invited_at=NOW - timedelta(days=60), expires_at=NOW - timedelta(days=46))
    sign_in(leader).post(reverse("people:resend", args=[invitation.pk]))
    assert Client().get(old).status_code == 404
    assert Client().get(reverse("people:accept", args=[_token()])).status_code == 200


def test_withdrawing_closes_the_link(sign_in, school):
    page = _open("contributor", school)
    invitation = Invitation.objects.get()
    sign_in(people.actor("school_leader", school)).post(reverse("people:withdraw", args=[invitation.pk]))
    answer = Client().get(page)
    assert (answer.status_code, "trukket tilbage" in answer.content.decode()) == (410, True)
    assert LogEntry.objects.about(invitation).first().act == "people.withdraw_invitation"


@pytest.mark.parametrize("address", ["people:resend", "people:withdraw"])
def test_other_places_invitations_are_not_found(sign_in, school, address):
    invitation = people.invitation("contributor", school)
    client = sign_in(people.actor("school_leader", places.school(at=school.municipality)))
    assert client.post(reverse(address, args=[invitation.pk])).status_code == 404
    assert client.get(reverse(address, args=[invitation.pk])).status_code == 405


def test_an_invitation_that_one_may_not_give_is_seen_but_not_touched(sign_in, school):
    invitation = people.invitation("system_administrator", school.municipality)
    client = sign_in(people.actor("consultant", school.municipality))
    assert client.post(reverse("people:withdraw", args=[invitation.pk])).status_code == 403


# The link


@pytest.mark.parametrize(
    ("fields", "state", "says"),
    [
        ({"withdrawn_at": NOW}, InvitationState.WITHDRAWN, "trukket tilbage"),
        ({"accepted_at": NOW}, InvitationState.ACCEPTED, "allerede brugt"),
        ({"expires_at": NOW + timedelta(minutes=1)}, InvitationState.EXPIRED, "udløbet"),
    ],
)
def test_a_link_that_no_longer_works_says_why(client, school, fields, state, says):
    if "accepted_at" in fields:
        fields["accepted_by"] = people.user()
    invitation = people.invitation("contributor", school, token="k-e-y", **fields)
    assert invitation.state_at(timezone.now()) == state
    for answer in (
        client.get(reverse("people:accept", args=["k-e-y"])),
        client.post(reverse("people:accept", args=["k-e-y"]), {"password": WORDS}),
    ):
        assert (answer.status_code, says in answer.content.decode()) == (410, True)
    assert not Role.objects.exists()


def test_the_link_is_kept_from_other_sites_and_the_form_can_still_be_sent(client, school):
    """A page without any referrer makes the browser send `Origin: null`, which the protection against forged forms refuses."""
    answer = client.get(_open("contributor", school))
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-referrer" not in answer.content.decode()


def test_the_link_works_up_to_its_last_moment(school):
    invitation = people.invitation("contributor", school)
    assert invitation.state_at(invitation.expires_at - timedelta(seconds=1)) == InvitationState.OPEN
    assert invitation.state_at(invitation.expires_at) == InvitationState.EXPIRED


def test_a_guess_finds_nothing(client, school):
    people.invitation("contributor", school)
    assert client.get(reverse("people:accept", args=["x" * 43])).status_code == 404


def test_the_page_is_kept_out_of_caches_and_search(client, school):
    answer = client.get(_open("contributor", school))
    assert "no-store" in answer["Cache-Control"]
    assert 'content="noindex"' in answer.content.decode()


# Somebody new


def test_somebody_new_chooses_a_password_and_is_in(client, school):
    page = _open("school_leader", school, email="ny@skolen.example", title="Skoleleder")
    answer = client.post(page, {"name": "Ny Leder", "password": WORDS, "again": WORDS})
    assert answer.url == reverse("home:work")
    user = User.objects.get(email="ny@skolen.example")
    assert (user.name, user.check_password(WORDS), client.session["_auth_user_id"]) == ("Ny Leder", True, str(user.pk))
    assert EmailAddress.objects.get(user=user).verified
    role = Role.objects.get()
    assert (role.user, role.label, role.title, client.session["acting_role"]) == (
        user,
        "Skoleleder, Hasselhegnskolen",
        "Skoleleder",
        role.pk,
    )
    assert [entry.act for entry in LogEntry.objects.about(Invitation.objects.get())] == ["people.accept_invitation"]


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("kort", "kort", "12"),
        (WORDS, "noget andet", "ikke ens"),
        ("password1234", "password1234", "almindelig"),
        ("", "", "Vælg en adgangskode"),
    ],
)
def test_a_weak_password_is_refused_in_words(client, school, password, again, says):
    answer = client.post(_open("contributor", school), {"name": "Ny", "password": password, "again": again})
    assert says in answer.content.decode()
    assert not Role.objects.exists()


# Somebody known


def test_somebody_known_signs_in_and_says_yes(client, school):
    person = people.role("contributor", places.school()).user
    page = _open("contributor", school, email=person.email.upper())
    assert f"{reverse('account_login')}?next={page}" in client.get(page).content.decode()
    client.force_login(person)
    assert not person.roles.filter(school=school).exists(), "looking gives nothing"
    client.get(page)
    assert not person.roles.filter(school=school).exists()
    client.post(page)
    assert person.roles.get(school=school).pk == client.session["acting_role"]


def test_without_signing_in_nothing_is_given_to_somebody_known(client, school):
    person = people.user()
    client.post(_open("contributor", school, email=person.email), {"name": "X", "password": WORDS, "again": WORDS})
    assert not Role.objects.exists()
    assert not person.has_usable_password()


def test_a_further_verified_address_counts(client, school):
    person = people.user()
    EmailAddress.objects.create(user=person, email="andet@skolen.example", verified=True)
    page = _open("contributor", school, email="andet@skolen.example")
    client.force_login(person)
    client.post(page)
    assert person.roles.exists()


def test_somebody_else_signed_in_is_told_so(client, school):
    page = _open("contributor", school, email="ny@skolen.example")
    client.force_login(people.user())
    for answer in (client.get(page), client.post(page)):
        assert "Log af" in answer.content.decode()
    assert not Role.objects.exists()


def test_a_closed_account_is_told_so(client, school):
    person = people.user(is_active=False)
    assert "lukket" in client.get(_open("contributor", school, email=person.email)).content.decode()


def test_a_role_already_held_is_kept(school):
    held = people.role("contributor", school)
    invitation = people.invitation("contributor", school, email=held.user.email)
    assert acts.accept_as_known(invitation=invitation, user=held.user, now=NOW) == held
    assert Role.objects.count() == 1


def test_a_role_that_begins_later_begins_today(school):
    held = people.role("contributor", school, starts_on=people.DAY + timedelta(days=30))
    invitation = people.invitation("contributor", school, email=held.user.email)
    assert acts.accept_as_known(invitation=invitation, user=held.user, now=NOW).starts_on == people.DAY


def test_an_invitation_is_used_once(school):
    invitation = people.invitation("contributor", school)
    for refused in (False, True):
        if refused:
            with pytest.raises(Refused, match="allerede brugt"):
                acts.accept_as_new(invitation=invitation, name="Ny", password=WORDS, language="da", now=NOW)
        else:
            acts.accept_as_new(invitation=invitation, name="Ny", password=WORDS, language="da", now=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [True, False])
def test_four_answers_at_once_give_one_role(school, known):
    person = people.user() if known else None
    invitation = people.invitation("contributor", school, **({"email": person.email} if person else {}))

    def _answer() -> Role:
        if person:
            return acts.accept_as_known(invitation=invitation, user=person, now=NOW)
        return acts.accept_as_new(invitation=invitation, name="Ny", password=WORDS, language="da", now=NOW)

    given = race(*[_answer] * 4)
    assert sorted(type(one).__name__ for one in given) == ["Refused", "Refused", "Refused", "Role"]
    assert Role.objects.filter(school=school).count() == User.objects.filter(email=invitation.email).count() == 1


# The first person at a place


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("system_administrator", "egsted"),
        ("facilitator", "netvaerket"),
        ("school_leader", "egsted/hasselhegnskolen"),
        ("editor", "netvaerket"),
    ],
)
def test_the_first_person_is_invited_from_the_server(kind, place, capsys):
    places.school("Hasselhegnskolen", at=places.municipality("Egsted"))
    places.network(name="Netværket")
    operator = people.user(is_superuser=True)
    call_command("invite", kind, place, "ny@egsted.example", "Ny", "--by", operator.email)
    assert Invitation.objects.get().invited_by == operator
    assert _token() not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("place", "by", "says"), [("findes-ikke", "op@x.example", "no municipality"), ("egsted", "ingen@x.example", "no account")]
)
def test_the_command_says_what_is_missing(place, by, says):
    places.municipality("Egsted")
    people.user(email="op@x.example")
    with pytest.raises(CommandError, match=says):
        call_command("invite", "head", place, "ny@egsted.example", "Ny", "--by", by)
