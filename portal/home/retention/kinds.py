"""The table of retention: per kind what it is, why it is kept, the period that is proposed, what is due, and how it is removed.

What the law on archives may want kept (`archive`) is written to the storage before it goes: one JSON object a line.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, ForeignKey, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from partners.exchange.models import MobilityImport
from partners.mobilities.models import Mobility
from partners.models import ConsortiumImport
from portal.accounts.models import User
from portal.files.models import StoredFile
from portal.files.services import is_named, remove_if_unused
from portal.home.choices import RetentionKind
from portal.home.mine.holdings import references
from portal.home.services.accounts import close_left_account
from portal.notices.choices import MailState
from portal.notices.models import Mail, Notice
from portal.workflow.gate import Refused
from portal.workflow.models import LogEntry
from schools.people.models import Invitation, Role
from schools.register.models import SchoolImport
from trials.choices import State
from trials.imports.models import TrialImport
from trials.models import Version
from trials.services.discarding import forget

type Due = Callable[[datetime], QuerySet[Any]]
type Remove = Callable[[Sequence[Any], datetime], int]


@dataclass(frozen=True)
class Kind:
    """One row of the table. `due` gives what is older than a moment; `remove` takes some of it and says how many went."""

    key: RetentionKind
    why: str | Promise
    counts_from: str | Promise
    proposed_days: int
    due: Due
    remove: Remove
    archive: Callable[[Any], dict[str, Any]] | None = None

    @property
    def label(self) -> str | Promise:
        return self.key.label

    def due_at(self, now: datetime, days: int) -> QuerySet[Any]:
        """What has been kept for that many days."""
        return self.due(now - timedelta(days=days))


# What is due


def _drafts(before: datetime) -> QuerySet[Version]:
    return Version.objects.filter(state=State.DRAFT, submitted_at=None, changed_at__lt=before)


def _mails(before: datetime) -> QuerySet[Mail]:
    """Not those that are still to be sent."""
    return Mail.objects.filter(state__in=[MailState.SENT, MailState.UNCERTAIN, MailState.FAILED], created_at__lt=before)


def _notices(before: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(created_at__lt=before)


def _log(before: datetime) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(at__lt=before)


def _sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)


def _logins(before: datetime) -> QuerySet[UserSession]:
    return UserSession.objects.filter(last_seen_at__lt=before)


def _invitations(before: datetime) -> QuerySet[Invitation]:
    """Answered, withdrawn or expired before that."""
    return Invitation.objects.annotate(over_at=Coalesce("accepted_at", "withdrawn_at", "expires_at")).filter(over_at__lt=before)


def _imports(before: datetime) -> QuerySet[TrialImport]:
    """Those that were brought in; the others go after a week (trials.imports)."""
    return TrialImport.objects.filter(done_at__lt=before)


def _mobility_imports(before: datetime) -> QuerySet[MobilityImport]:
    """The same, of mobilities (partners.exchange)."""
    return MobilityImport.objects.filter(done_at__lt=before)


def _consortium_imports(before: datetime) -> QuerySet[ConsortiumImport]:
    """The same, of partners and exclusion rates."""
    return ConsortiumImport.objects.filter(done_at__lt=before)


def _school_imports(before: datetime) -> QuerySet[SchoolImport]:
    return SchoolImport.objects.filter(read_at__lt=before)


def _uploads(before: datetime) -> QuerySet[StoredFile]:
    """Stored files that no row and no snapshot names."""
    old = StoredFile.objects.filter(uploaded_at__lt=before)
    for field in StoredFile._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete and isinstance(field.field, ForeignKey):  # type: ignore[union-attr]
            old = old.exclude(Exists(field.related_model._base_manager.filter(**{field.field.name: OuterRef("pk")})))  # type: ignore[union-attr]
    return old.exclude(pk__in=[stored.pk for stored in old if is_named(stored)])


def _left_accounts(before: datetime) -> QuerySet[User]:
    """People without a role since then, who have not signed in since then either. Those who keep reference data have no role."""
    kept = Role.objects.filter(Q(ends_on=None) | Q(ends_on__gte=localdate(before)), user=OuterRef("pk"))
    silent = Q(last_login__lt=before) | Q(last_login=None)
    people = User.objects.filter(silent, closed_at=None, is_staff=False, date_joined__lt=before)
    return people.exclude(Exists(kept))


def _closed_accounts(before: datetime) -> QuerySet[User]:
    """Closed accounts that nothing refers to any more."""
    closed = User.objects.filter(closed_at__lt=before)
    for model, field in references():
        closed = closed.exclude(Exists(model._base_manager.filter(**{field: OuterRef("pk")})))
    for writings in (Version.writers.through, Mobility.writers.through):
        closed = closed.exclude(Exists(writings._base_manager.filter(user=OuterRef("pk"))))
    return closed


# How it goes


def _delete(rows: Sequence[Model], _now: datetime) -> int:
    type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _delete_drafts(rows: Sequence[Version], now: datetime) -> int:
    return sum(forget(version=version, unchanged_since=version.changed_at, now=now) for version in rows)


def _delete_uploads(rows: Sequence[StoredFile], _now: datetime) -> int:
    return sum(remove_if_unused(stored=stored) for stored in rows)


def _close(rows: Sequence[User], now: datetime) -> int:
    """Somebody who alone answers for something stays until a colleague has taken over."""
    return sum(_closed(person, now) for person in rows)


def _closed(person: User, now: datetime) -> bool:
    try:
        close_left_account(person=person, now=now)
    except Refused:
        return False
    return True


# What is written down before it goes


def _log_line(entry: LogEntry) -> dict[str, Any]:
    names = ("pk", "at", "user_id", "role_label", "act", "note", "subject_id", "municipality_number")
    return {name: getattr(entry, name) for name in names} | {"subject": entry.subject_type.model, "user": str(entry.user or "")}


def _mail_line(mail: Mail) -> dict[str, Any]:
    """Mails that held a key to an account are told without their text."""
    names = ("pk", "kind", "email", "subject", "state", "created_at", "sent_at", "municipality_number", "network_number")
    return {name: getattr(mail, name) for name in names} | {"body": "" if mail.holds_secret else mail.body}


KINDS: tuple[Kind, ...] = (
    Kind(
        RetentionKind.DRAFTS,
        _("Så man kan komme tilbage til en tekst, man er begyndt på."),
        _("den dag, teksten sidst blev ændret"),
        730,
        _drafts,
        _delete_drafts,
    ),
    Kind(
        RetentionKind.MAILS,
        _("Så man kan se, hvad der er sendt, og sende igen. Gemmes som fil, før de slettes."),
        _("den dag, de blev skrevet"),
        365,
        _mails,
        _delete,
        _mail_line,
    ),
    Kind(RetentionKind.NOTICES, _("Så man kan finde det, man har fået at vide."), _("den dag, de blev skrevet"), 365, _notices, _delete),
    Kind(
        RetentionKind.LOG,
        _("Så kommunen kan vise, hvem der har besluttet hvad. Gemmes som fil, før den slettes."),
        _("den dag, de blev skrevet"),
        1825,
        _log,
        _delete,
        _log_line,
    ),
    Kind(RetentionKind.SESSIONS, _("De åbner ikke noget mere."), _("den dag, de udløb"), 7, _sessions, _delete),
    Kind(
        RetentionKind.LOGINS,
        _("Så man kan opdage, at en anden har brugt ens konto. Rummer IP-adresser."),
        _("den dag, de sidst blev brugt"),
        90,
        _logins,
        _delete,
    ),
    Kind(
        RetentionKind.INVITATIONS,
        _("Så man kan se, hvem der gav hvem adgang."),
        _("den dag, de blev besvaret, blev trukket tilbage eller udløb"),
        180,
        _invitations,
        _delete,
    ),
    Kind(
        RetentionKind.IMPORTS,
        _("Så den, der læste en fil ind, kan se, hvad der skete med hver række."),
        _("den dag, de blev læst ind"),
        90,
        _imports,
        _delete,
    ),
    Kind(
        RetentionKind.MOBILITY_IMPORTS,
        _("Så forvaltningen kan se, hvad der skete med hvert ophold i filen."),
        _("den dag, de blev læst ind"),
        90,
        _mobility_imports,
        _delete,
    ),
    Kind(
        RetentionKind.CONSORTIUM_IMPORTS,
        _("Så den, der læste partnere eller tal ind, kan se, hvad der skete med hver række."),
        _("den dag, de blev læst ind"),
        90,
        _consortium_imports,
        _delete,
    ),
    Kind(
        RetentionKind.SCHOOL_IMPORTS,
        _("Så man kan se, hvilken fil skolerne kom fra."),
        _("den dag, filen blev læst"),
        365,
        _school_imports,
        _delete,
    ),
    Kind(
        RetentionKind.UPLOADS,
        _("De er blevet til overs, fx fordi siden blev lukket, før den blev gemt."),
        _("den dag, de blev lagt op"),
        30,
        _uploads,
        _delete_uploads,
    ),
    Kind(
        RetentionKind.LEFT_ACCOUNTS,
        _("Så en kollega, der kommer igen, kan fortsætte. Derefter lukkes kontoen, og navnet fjernes."),
        _("den sidste rolle og det sidste login"),
        365,
        _left_accounts,
        _close,
    ),
    Kind(
        RetentionKind.CLOSED_ACCOUNTS,
        _("Så længe noget henviser til kontoen, bliver den stående uden navn."),
        _("den dag, kontoen blev lukket"),
        365,
        _closed_accounts,
        _delete,
    ),
)
