"""Saving how a file's columns are read, looking a file through, bringing it in, and making a calendar's address."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from partners.exchange.choices import KEPT_FOR, Fate, Item
from partners.exchange.columns import Manner
from partners.exchange.models import CalendarKey, ColumnMapping, MobilityImport
from partners.exchange.planning import Plan, Planned
from partners.exchange.reading import read
from partners.grants.queries import table_of
from partners.mobilities.choices import Survey
from partners.mobilities.homecoming.services.participant_reports import set_survey
from partners.mobilities.models import Mobility
from partners.models import ConsortiumImport, Project
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.accounts.permissions import require
from portal.text.normalise import normalise_line
from portal.workflow.gate import WrongState
from portal.workflow.log import record

_DAYS = ("starts_on", "ends_on")


def save_mapping(
    *, mapping: ColumnMapping | None, name: str, columns: Sequence[tuple[str, str]], manner: Manner, by: Actor, now: datetime
) -> ColumnMapping:
    """Save what each column holds, as a new mapping or over the given one. Refused when another has the name."""
    require(by, "exchange.use")
    saved = mapping or ColumnMapping(municipality_id=_place(by)[1])
    saved.name, saved.columns = normalise_line(name), [list(column) for column in columns]
    saved.date_format, saved.yes_no, saved.changed_at = manner.dates, manner.yes_no, now
    try:
        with transaction.atomic():
            saved.save()
            record(act="exchange.map", subject=saved, by=by, now=now, note=saved.name)
    except IntegrityError:
        raise WrongState(_("I har allerede kolonner med det navn.")) from None
    return saved


def delete_mapping(*, mapping: ColumnMapping, by: Actor, now: datetime) -> None:
    require(by, "exchange.use")
    with transaction.atomic():
        record(act="exchange.unmap", subject=mapping, by=by, now=now, note=mapping.name)
        mapping.delete()


def _place(by: Actor) -> tuple[User, int]:
    """Who acts, and for which municipality."""
    if by.user is None or by.municipality_id is None:
        raise PermissionDenied
    return by.user, by.municipality_id


def manner_of(mapping: ColumnMapping) -> Manner:
    return Manner(mapping.date_format, mapping.yes_no)


def look_through(*, content: bytes, file_name: str, mapping: ColumnMapping, project: Project, by: Actor, now: datetime) -> MobilityImport:
    """Read a file and say what would become of each row. Raises BadFile for what is no table. An earlier one not brought in gives way."""
    require(by, "exchange.use")
    person, municipality = _place(by)
    planned = _plan(project, mapping).rows(read(content))
    with transaction.atomic():
        MobilityImport.objects.filter(read_by=person, done_at=None).delete()
        return MobilityImport.objects.create(
            municipality_id=municipality,
            project=project,
            file_name=normalise_line(file_name)[:150],
            plan=[one.kept() for one in planned],
            read_at=now,
            read_by=person,
        )


def apply(*, reading: MobilityImport, by: Actor, now: datetime) -> MobilityImport:
    """Do what was looked through. A row whose mobility has changed in the meantime is refused alone."""
    require(by, "exchange.use")
    with transaction.atomic():
        locked = MobilityImport.objects.select_for_update().filter(pk=reading.pk).first()
        if locked is None:
            raise WrongState(_("Der er valgt en nyere fil i mellemtiden. Vælg filen igen."))
        if locked.done_at:
            raise WrongState(_("Filen er allerede læst ind."))
        done = [_carried_out(Planned.of(kept), locked, by, now) for kept in locked.plan]
        locked.results, locked.plan, locked.done_at = [one.kept() for one in done], [], now
        locked.save()
        record(act="exchange.apply", subject=locked, by=by, now=now, note=in_words(one.fate for one in done))
    return locked


def _carried_out(planned: Planned, reading: MobilityImport, by: Actor, now: datetime) -> Planned:
    if planned.fate == Fate.NEW:
        return _begun(planned, reading.project, by, now)
    if planned.fate == Fate.CHANGED:
        return _changed(planned, reading.read_at, by, now)
    return planned


def _begun(planned: Planned, project: Project, by: Actor, now: datetime) -> Planned:
    """A draft of the school: the administration does not see it any more until the school sends it.

    Whoever reads it in has written it, and cannot decide on it.
    """
    person, _municipality = _place(by)
    mobility = Mobility.objects.create(
        municipality_id=project.municipality_id,
        school_id=planned.school,
        project=project,
        host_id=planned.host,
        activity=planned.activity,
        created_at=now,
        created_by=person,
        changed_at=now,
        changed_by=person,
        **_values(planned.changes),
    )
    mobility.writers.add(person)
    record(act="exchange.begin", subject=mobility, by=by, now=now)
    return planned


def _changed(planned: Planned, read_at: datetime, by: Actor, now: datetime) -> Planned:
    """Who changes what is proposed becomes one of its writers, and cannot decide on it."""
    mobility = Mobility.objects.select_for_update(of=["self"]).filter(pk__in=[planned.mobility]).first()
    rewrites = not set(planned.changes) <= {"module_number"}
    if mobility is None or (rewrites and (not mobility.is_writable or _was_written_since(mobility, read_at, now))):
        words = _("Opholdet er ændret i mellemtiden. Vælg filen igen.")
        return Planned(planned.row, Fate.REFUSED, planned.name, words, planned.mobility)
    for person in mobility.participants.filter(pk__in=planned.surveys):
        set_survey(participant=person, survey=Survey(planned.surveys[str(person.pk)]), by=by, now=now)
    if not planned.changes:
        return planned
    for name, value in _values(planned.changes).items():
        setattr(mobility, name, value)
    mobility.changed_at, mobility.changed_by = now, _place(by)[0]
    mobility.save()
    if rewrites:
        mobility.writers.add(mobility.changed_by)
    record(act="exchange.change", subject=mobility, by=by, now=now)
    return planned


def _was_written_since(mobility: Mobility, read_at: datetime, now: datetime) -> bool:
    """Somebody has written in it after the file was looked through; an earlier row of the same file is not meant."""
    return read_at < mobility.changed_at != now


def _values(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: date.fromisoformat(value) if name in _DAYS else value for name, value in changes.items()}


def _plan(project: Project, mapping: ColumnMapping) -> Plan:
    columns = {head: Item(item) for head, item in mapping.columns if item}
    return Plan(project, table_of(project.call), columns, manner_of(mapping))


def in_words(fates: Any) -> str:
    """”3 ændret, 1 afvist”: the note of the log."""
    counted = Counter(fates)
    return ", ".join(f"{counted[fate]} {str(fate.label).lower()}" for fate in Fate if counted[fate]) or _("Ingenting")


def forget_old(*, now: datetime) -> int:
    """Delete what was looked through and not brought in within a week, of mobilities and of the consortium's lists."""
    files = (MobilityImport, ConsortiumImport)
    return sum(kind._default_manager.filter(done_at=None, read_at__lt=now - KEPT_FOR).delete()[0] for kind in files)


def make_calendar_key(*, by: Actor, now: datetime) -> str:
    """A new address for the calendar of the actor's role; the one before it stops. The key is given once and only its hash is kept."""
    require(by, "exchange.calendar")
    if by.role is None:
        raise PermissionDenied
    key = secrets.token_urlsafe(32)
    with transaction.atomic():
        made, _new = CalendarKey.objects.update_or_create(role_id=by.role.pk, defaults={"key_hash": hash_of(key), "made_at": now})
        record(act="exchange.calendar", subject=made, by=by, now=now)
    return key


def stop_calendar(*, by: Actor, now: datetime) -> None:
    """The address stops."""
    require(by, "exchange.calendar")
    with transaction.atomic():
        for made in CalendarKey.objects.filter(role_id__in=[by.role.pk] if by.role else []):
            record(act="exchange.stop_calendar", subject=made, by=by, now=now)
            made.delete()


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
