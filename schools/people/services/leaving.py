"""Leaving for good: all of a person's roles end at once, and all that the person answers for passes on."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.workflow.gate import Refused
from portal.workflow.log import record
from schools.people.choices import GIVES
from schools.people.models import Invitation, Role
from schools.people.queries import Leaving, leaving
from schools.people.services.roles import NeedsSuccessor, hand_over, hold_still


def leave(*, person: User, successors: Mapping[int, User], by: Actor, now: datetime) -> None:
    """End every role today. `successors` says, by role, who takes over what is held at its place.

    Raises NeedsSuccessor when something would be left with nobody, and Refused when a municipality or a network would be left with nobody who
    looks after its people. Asks no rule: whoever closes the account has been asked (portal.home.services.accounts).
    """
    today = localdate(now)
    with transaction.atomic():
        hold_still(person)
        list(Role.objects.select_for_update().filter(user=person).order_by("pk"))
        found = leaving(person, today)
        if left := [one for each in found if each.role.pk not in successors for one in each.left]:
            raise NeedsSuccessor(left)
        _must_not_be_the_last(found, today)
        for each in found:
            hand_over(each.held, each.tasks, each.role, today, successors.get(each.role.pk), by=by, now=now)
        _step_down_elsewhere(person)
        for each in found:
            _end(each.role, today, by=by, now=now)


def forget_invitations(*, person: User, name: str, email: str, now: datetime) -> None:
    """Take back what is still open to the person's address, and leave neither name nor address in what was answered."""
    sent = Invitation.objects.filter(email__iexact=person.email)
    sent.unanswered().update(withdrawn_at=now)
    for invitation in (sent | Invitation.objects.filter(accepted_by=person)).order_by("pk"):
        invitation.name, invitation.email = name, email
        invitation.save(update_fields=["name", "email"])


def _must_not_be_the_last(found: list[Leaving], today: date) -> None:
    """A school's people are looked after by the municipality; a municipality's and a network's by nobody above."""
    for role in (each.role for each in found if not each.role.has_ended_on(today)):
        if role.school_id or role.kind not in GIVES:
            continue
        others = Role.objects.on(today).at_same_place(role).filter(kind__in=GIVES, user__is_active=True)
        if not others.exclude(user=role.user_id).exists():
            words = _("%(place)s står derefter uden nogen, der kan invitere og give roller. Invitér en kollega til rollen først.")
            raise Refused(words % {"place": role.place})


def _step_down_elsewhere(person: User) -> None:
    """What is answered for at a place where the person never had a role: it stays with the others, never with nobody."""
    for row in person.responsibilities.select_related("trial"):
        if not row.trial.people.exclude(pk=row.pk).exists():
            raise Refused(_("Der er en prøvehandling, som ingen andre er ansvarlige for, på et sted uden for rollerne. Skriv til os."))
        row.delete()


def _end(role: Role, today: date, *, by: Actor, now: datetime) -> None:
    """A role that would begin later never does."""
    if role.has_ended_on(today):
        return
    if role.starts_on > today:
        record(act="people.end_role", subject=role.place, by=by, now=now, note=today.isoformat())
        role.delete()
        return
    role.ends_on = today
    role.save(update_fields=["ends_on"])
    record(act="people.end_role", subject=role, by=by, now=now, note=today.isoformat())
