"""A person's own details, and closing an account: what is held about the person lies in every room, so it is done here."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext as _

from partners.exchange.models import MobilityImport
from partners.mobilities.services import forgetting
from partners.models import ConsortiumImport
from portal.accounts import services as accounts
from portal.accounts.actor import VISITOR, Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.notices.models import Mail, Notice, NoticePreference
from portal.workflow.gate import WrongState
from portal.workflow.log import record
from portal.workflow.models import LogEntry
from portal.writing.models import Presence
from schools.people.models import Role
from schools.people.services.leaving import forget_invitations, leave
from trials.catalogue.models import Selection
from trials.imports.models import TrialImport
from trials.services.forgetting import forget_name

# Acts whose note names the one they were about.
NAMING = ("people.hand_over", "people.step_down", "accreditations.hand_over")


def correct_details(*, name: str, phone: str, by: Actor, now: datetime) -> None:
    """Correct one's own name and telephone number, also where the person is named as responsible."""
    if by.user is None:
        return
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).get(pk=by.user.pk)
        person.name, person.phone = name, phone
        person.save(update_fields=["name", "phone"])
        person.responsibilities.update(name=name)
        record(act="people.correct_details", subject=person, by=by, now=now)


def close_account(*, person: User, successors: Mapping[int, User], by: Actor, now: datetime) -> None:
    """Close an account: hand over, end the roles, and leave no name in what must stay. The person does it, or a system administrator.

    `successors` says, by role, who takes over. Raises NeedsSuccessor, or another Refused with words for the page.
    """
    if by.user_id != person.pk:
        require(by, "people.close_account", person)
    _close(person, successors, by, now)


def close_left_account(*, person: User, now: datetime) -> None:
    """The same for somebody who has had no role for longer than the confirmed period; the portal does it."""
    _close(person, {}, VISITOR, now)


def _close(person: User, successors: Mapping[int, User], by: Actor, now: datetime) -> None:
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if person.is_closed:
            raise WrongState(_("Kontoen er allerede lukket."))
        leave(person=person, successors=successors, by=by, now=now)
        record(act="people.close_account", subject=person, by=by, now=now)
        _forget(person, now)
        accounts.close(user=person, now=now)


def _forget(person: User, now: datetime) -> None:
    """What is of no use without the person goes, and what stays names nobody."""
    name, stand_in = person.name, accounts.closed_name(person)
    forget_invitations(person=person, name=stand_in, email=accounts.closed_email(person), now=now)
    Mail.objects.filter(Q(user=person) | Q(email__iexact=person.email)).delete()
    for things in (Notice, NoticePreference, Selection, Presence):
        things.objects.filter(user=person).delete()
    for files in (TrialImport, ConsortiumImport, MobilityImport):
        files.objects.filter(read_by=person, done_at=None).delete()
    forget_name(name=name, municipalities=_municipalities(person))
    forgetting.forget(person=person, stand_in=stand_in)
    if name:
        naming = LogEntry.objects.filter(act__in=NAMING, note__contains=name, municipality_number__in=_municipalities(person))
        naming.update(note=Replace("note", Value(name), Value(stand_in)))


def _municipalities(person: User) -> set[int]:
    """Where the person has had a role; namesakes elsewhere keep their name."""
    roles = Role.objects.filter(user=person).select_related("school")
    return {number for role in roles if (number := role.place_municipality_id)}
