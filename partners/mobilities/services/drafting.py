"""Saving what is written in a proposal, one section at a time: the same act for the button and for a save by itself."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from partners.mobilities.choices import Section
from partners.mobilities.granting import support_of
from partners.mobilities.models import Mobility, Participant, Support
from partners.mobilities.sections import FIELDS, PERSON, contents
from partners.mobilities.services.proposing import locked
from partners.models import PartnerOrganisation
from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.files.checks import Checked
from portal.files.services import remove_if_unused, store
from portal.text.normalise import normalise, normalise_line
from portal.workflow.gate import Refused, WrongState
from portal.writing.contents import Conflict, Contents, fingerprint

SUPPORT = ("fewer_opportunities", "inclusion_costs", "exceptional_costs")


def save_section(*, mobility: Mobility, section: str, data: Contents, seen: str, by: Actor, now: datetime) -> tuple[Mobility, Contents]:
    """Save one section; returns the mobility and what stands there now. `seen` is the fingerprint of what the writer started from.

    Raises Conflict when somebody else has saved the section meanwhile, WrongState when it can no longer be changed. Who changes something
    becomes one of the writers; a save that changes nothing leaves no trace. Each row of `data` carries its number afterwards.
    """
    with transaction.atomic():
        mobility = writable(mobility, by)
        before = contents(mobility, section)
        if fingerprint(before) != seen:
            raise Conflict(before)
        has_more = _write(mobility, section, data, by, now)
        after = contents(mobility, section)
        if has_more or fingerprint(after) != seen:
            _stamp(mobility, by, now)
    return mobility, after


def not_writable(mobility: Mobility) -> WrongState:
    """Why the proposal cannot be changed now, for the page."""
    return WrongState(_("Forslaget kan ikke ændres nu: det står som ”%(state)s”.") % {"state": mobility.get_state_display()})


def writable(mobility: Mobility, by: Actor) -> Mobility:
    """The mobility fresh and locked, once the actor may write it now."""
    found = locked(mobility)
    if not found.is_writable:
        raise not_writable(found)
    require(by, "mobilities.write", found)
    return found


def _write(mobility: Mobility, section: str, data: Contents, by: Actor, now: datetime) -> bool:
    """Write the section's fields and rows. Returns whether something beside its contents has changed."""
    has_more = False
    if section == Section.HOST and data.get("new_host"):
        data["host_id"] = _new_host(mobility, data["new_host"], by, now).pk
    if section == Section.TIME and data.get("new_evidence"):
        has_more = _keep_evidence(mobility, data["new_evidence"], by, now)
    for name in FIELDS[section]:
        if name in data:
            setattr(mobility, name, _clean(mobility, name, data[name]))
    mobility.save(update_fields=FIELDS[section])
    if section == Section.PEOPLE:
        _write_people(mobility, data["people"])
    if section == Section.MONEY:
        has_more = _report_support(mobility, data)
    return has_more


def _clean(thing: models.Model, name: str, value: Any) -> Any:
    """Texts as they are kept: of one line or of several."""
    if not isinstance(value, str):
        return value
    is_long = isinstance(thing._meta.get_field(name), models.TextField)
    return normalise(value) if is_long else normalise_line(value)


def _new_host(mobility: Mobility, words: Contents, by: Actor, now: datetime) -> PartnerOrganisation:
    """A partner written in the proposal; the administration mends and merges it later."""
    return PartnerOrganisation.objects.create(
        municipality_id=mobility.municipality_id,
        created_by=by.user,  # type: ignore[misc]  # nobody writes without being signed in
        created_at=now,
        changed_at=now,
        **{name: _clean(PartnerOrganisation(), name, value) for name, value in words.items()},
    )


def _keep_evidence(mobility: Mobility, new: tuple[Checked, str], by: Actor, now: datetime) -> bool:
    """Store the Commission's calculation in place of the one before."""
    before = mobility.km_evidence
    mobility.km_evidence = store(checked=new[0], original_name=new[1], by=by, now=now)
    mobility.save(update_fields=["km_evidence"])
    if before:
        remove_if_unused(stored=before)
    return True


def _write_people(mobility: Mobility, rows: list[Contents]) -> None:
    """Rows that the writer didn't have on the page stay as they are; a colleague travels once."""
    known = {person.pk: person for person in mobility.participants.all()}
    on_page = {row["row"] for row in rows if row["row"] in known}
    chosen = {row["user_id"] for row in rows if not row.get("remove")} - {None}
    if mobility.participants.filter(user__in=chosen).exclude(pk__in=on_page).exists():
        raise Refused(_("En af personerne står der allerede. Genindlæs siden, og se efter."))
    mobility.participants.filter(pk__in=on_page).update(user=None)  # two rows may have changed places
    for position, row in enumerate(rows):
        _write_person(mobility, known.get(row["row"]), row, position)


def _write_person(mobility: Mobility, person: Participant | None, row: Contents, position: int) -> None:
    if row.get("remove"):
        if person:
            person.delete()
        return
    if person is None and row["row"]:
        raise Refused(_("En anden har fjernet en af personerne. Genindlæs siden, og se efter."))
    person = person or Participant(mobility=mobility)
    person.position = position
    for name in PERSON:
        setattr(person, name, _clean(person, name, row[name]) if name != "user_id" else row[name])
    person.save()
    row["row"] = person.pk


def _report_support(mobility: Mobility, data: Contents) -> bool:
    """Keep the amounts that were written; those left empty stay as they are, for nobody at the place reads them back."""
    written = {name: data[name] for name in SUPPORT if data.get(name) is not None}
    if not written:
        return False
    support = support_of(mobility)
    before = [getattr(support, name) for name in SUPPORT]
    Support.objects.update_or_create(mobility=mobility, defaults=written)
    return before != [written.get(name, was) for name, was in zip(SUPPORT, before, strict=True)]


def _stamp(mobility: Mobility, by: Actor, now: datetime) -> None:
    """Note that the actor has changed it: it makes him or her one of the writers, who cannot decide on it."""
    mobility.changed_at = now
    mobility.changed_by = by.user  # type: ignore[assignment]  # `require` has let nobody in who is not signed in
    mobility.save(update_fields=["changed_at", "changed_by"])
    mobility.writers.add(mobility.changed_by)
