"""In whose name a file is read in: one person who writes, and another who approves."""

from collections.abc import Iterable
from datetime import datetime
from itertools import product

from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.models import User
from schools.models import Municipality
from schools.people.choices import ADMINISTRATION, RoleKind
from schools.people.models import Role
from trials.rules import REVIEWERS
from trials.services.import_words import refuse_unless

WRITER, APPROVER = "indlaesning", "godkendelse"
# Accounts that the import makes end in this: a domain that can never receive mail (RFC 2606).
ACCOUNT_DOMAIN = "import.invalid"


def people_of(
    municipality: Municipality, *, writer: User | None, approver: User | None, create: bool, now: datetime
) -> tuple[Actor, Actor]:
    """Who writes and who approves: those named where they have a role, else the municipality's own, else with `create` accounts of the import."""
    roles = list(Role.objects.on(now.date()).filter(municipality=municipality, kind__in=ADMINISTRATION).with_places())
    writers = _in_order(roles, ADMINISTRATION, writer, usual=RoleKind.CONSULTANT)
    approvers = _in_order(roles, REVIEWERS, approver, usual=RoleKind.HEAD)
    for writes, approves in product(writers, approvers):
        if writes.user != approves.user:
            return writes, approves
    refuse_unless(create, _("%(place)s mangler en, der skriver, og en anden, der godkender, i portalen.") % {"place": municipality})
    if approvers:
        return _account(WRITER, municipality, now), approvers[0]
    return writers[0] if writers else _account(WRITER, municipality, now), _account(APPROVER, municipality, now)


def _in_order(roles: list[Role], kinds: Iterable[str], named: User | None, *, usual: str) -> list[Actor]:
    """Those who can: the one named first, people before accounts of the import, and the usual kind of role before the others."""
    fitting = [role for role in roles if role.kind in kinds and (role.user.is_active or is_import_account(role.user))]
    fitting.sort(key=lambda role: (role.user != named, not role.user.is_active, role.kind != usual, role.pk))
    return [Actor(role.user, role) for role in fitting]


def _account(task: str, municipality: Municipality, now: datetime) -> Actor:
    """An account that nobody can sign in to and no mail is sent to; its name says what it is."""
    names = {WRITER: _("Indlæsning fra fil, %(place)s"), APPROVER: _("Godkendelse af indlæste, %(place)s")}
    email = f"{task}.{municipality.slug}@{ACCOUNT_DOMAIN}"
    user = User.objects.filter(email=email).first() or User.objects.create_user(
        email, name=names[task] % {"place": municipality}, is_active=False
    )
    role, _made = Role.objects.get_or_create(
        user=user, kind=RoleKind.CONSULTANT, municipality=municipality, ends_on=None, defaults={"starts_on": now.date()}
    )
    return Actor(user, role)


def is_import_account(user: User | None) -> bool:
    return user is not None and user.email.endswith(f"@{ACCOUNT_DOMAIN}")
