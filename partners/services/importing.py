"""Rehearsing a list from a file and bringing it in. What is there already is changed, never doubled; one bad row never loses the others."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from partners.acting import person_and_place
from partners.choices import ImportKind
from partners.models import ConsortiumImport, ExclusionRate, PartnerOrganisation
from partners.services.partners import change, suggest
from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.text.danish import fold
from portal.text.normalise import normalise_line
from portal.workflow.gate import Refused, WrongState
from portal.workflow.log import record

KEPT_FOR = timedelta(days=7)


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


class Row(Protocol):
    """A row that a form has checked (partners.forms.importing)."""

    number: int
    title: str
    values: dict[str, Any] | None
    reason: str
    column: str


def look_through(*, kind: ImportKind, rows: Iterable[Row], file_name: str, by: Actor, now: datetime) -> ConsortiumImport:
    """Keep what can be brought in, and what will become of each row. The person's earlier file of that kind gives way, and what is a week old."""
    require(by, "partners.run")
    person, municipality = person_and_place(by)
    keeper = _KEEPERS[kind](by)
    looked, usable = [], []
    for row in rows:
        fate = keeper.fate(row.values) if row.values is not None else Fate.REFUSED
        looked.append({"row": row.number, "title": row.title, "fate": fate.value, "reason": row.reason, "column": row.column})
        if fate in {Fate.NEW, Fate.CHANGED}:
            usable.append([row.number, row.title, row.values])
    with transaction.atomic():
        ConsortiumImport.objects.filter(done_at=None, kind=kind, read_by=by.user).delete()
        ConsortiumImport.objects.filter(done_at=None, read_at__lt=now - KEPT_FOR).delete()
        return ConsortiumImport.objects.create(
            kind=kind,
            municipality_id=municipality,
            file_name=normalise_line(file_name)[:150],
            rows=usable,
            looked=looked,
            read_at=now,
            read_by=person,
        )


def apply(*, reading: ConsortiumImport, by: Actor, now: datetime) -> ConsortiumImport:
    """Bring in what was rehearsed, once. What became of each row is kept, the rows themselves are not."""
    require(by, "partners.run", reading)
    with transaction.atomic():
        locked = ConsortiumImport.objects.select_for_update().filter(pk=reading.pk).first()
        if locked is None:
            raise WrongState(_("Der er valgt en nyere fil i mellemtiden. Vælg filen igen."))
        if locked.done_at:
            raise WrongState(_("Filen er allerede læst ind."))
        keeper = _KEEPERS[ImportKind(locked.kind)](by)
        done = {number: _brought_in(keeper, number, title, values, now) for number, title, values in locked.rows}
        locked.results = [done.get(line["row"], line) for line in locked.looked]
        locked.rows, locked.looked, locked.done_at = [], [], now
        locked.save()
        record(act="partners.import", subject=locked, by=by, now=now, note=in_words(locked.results))
    return locked


def in_words(lines: list[dict[str, Any]]) -> str:
    """”3 nye, 1 afvist”: the note of the log."""
    fates = [line["fate"] for line in lines]
    words = {
        Fate.NEW: _("%(count)d nye"),
        Fate.CHANGED: _("%(count)d rettet"),
        Fate.SAME: _("%(count)d uændret"),
        Fate.REFUSED: _("%(count)d afvist"),
    }
    return ", ".join(text % {"count": fates.count(fate)} for fate, text in words.items() if fates.count(fate))


def _brought_in(keeper: "_Keeper", number: int, title: str, values: dict[str, Any], now: datetime) -> dict[str, Any]:
    line = {"row": number, "title": title, "reason": "", "column": ""}
    fate = keeper.fate(values)
    try:
        with transaction.atomic():
            if fate in {Fate.NEW, Fate.CHANGED}:
                keeper.keep(values, now)
    except Refused as refusal:
        return {**line, "fate": Fate.REFUSED.value, "reason": str(refusal)}
    return {**line, "fate": fate.value}


class _Keeper(Protocol):
    """How rows of one kind are told apart and kept."""

    def fate(self, values: Mapping[str, Any]) -> Fate: ...

    def keep(self, values: Mapping[str, Any], now: datetime) -> None: ...


class _Partners:
    """The same partner has the same OID, else the same name in the same country."""

    def __init__(self, by: Actor) -> None:
        self.by = by

    def fate(self, values: Mapping[str, Any]) -> Fate:
        known = self._known(values)
        if known is None:
            return Fate.NEW
        return Fate.CHANGED if self._changes(known, values) or self._new_contacts(known, values) else Fate.SAME

    def keep(self, values: Mapping[str, Any], now: datetime) -> None:
        contacts = values["contacts"]
        fields = {name: value for name, value in values.items() if name != "contacts"}
        known = self._known(values)
        if known is None:
            suggest(values=fields, contacts=contacts, by=self.by, now=now)
            return
        there = [{name: getattr(one, name) for name in ("name", "title", "email", "phone")} for one in known.contacts.all()]
        both = [*there, *self._new_contacts(known, values)]
        change(partner=known, values=self._changes(known, values), contacts=both, by=self.by, now=now)

    def _known(self, values: Mapping[str, Any]) -> PartnerOrganisation | None:
        standing = PartnerOrganisation.objects.standing().filter(municipality=self.by.municipality_id)
        if values["oid"] and (found := standing.filter(oid=values["oid"]).first()):
            return found
        return next((one for one in standing.filter(country=values["country"]) if fold(one.name) == fold(values["name"])), None)

    @staticmethod
    def _changes(known: PartnerOrganisation, values: Mapping[str, Any]) -> dict[str, Any]:
        """What the row says otherwise. An empty cell takes nothing away."""
        said = {name: value for name, value in values.items() if name != "contacts" and value not in ("", None, [], False)}
        return {name: value for name, value in said.items() if getattr(known, name) != _stored(name, value)}

    @staticmethod
    def _new_contacts(known: PartnerOrganisation, values: Mapping[str, Any]) -> list[Mapping[str, str]]:
        there = {fold(contact.name) for contact in known.contacts.all()}
        return [contact for contact in values["contacts"] if fold(contact["name"]) not in there]


def _stored(name: str, value: Any) -> Any:
    """The value as the row would hold it: what was kept between rehearsal and act is written as JSON writes it."""
    field: Any = PartnerOrganisation._meta.get_field(name)
    return field.to_python(value)


class _Rates:
    """One number for each school, school year and source."""

    def __init__(self, by: Actor) -> None:
        self.by = by

    def fate(self, values: Mapping[str, Any]) -> Fate:
        known = self._known(values)
        if known is None:
            return Fate.NEW
        is_same = (str(known.percent), known.pupils) == (str(values["percent"]), values["pupils"])
        return Fate.SAME if is_same else Fate.CHANGED

    def keep(self, values: Mapping[str, Any], now: datetime) -> None:
        rate = self._known(values) or ExclusionRate(school_id=values["school"], school_year=values["school_year"], source=values["source"])
        rate.percent, rate.pupils = values["percent"], values["pupils"]
        rate.save()

    def _known(self, values: Mapping[str, Any]) -> ExclusionRate | None:
        rates = ExclusionRate.objects.filter(school__municipality=self.by.municipality_id, school=values["school"])
        return rates.filter(school_year=values["school_year"], source__iexact=values["source"]).first()


_KEEPERS: Mapping[ImportKind, type[_Partners] | type[_Rates]] = {ImportKind.PARTNERS: _Partners, ImportKind.RATES: _Rates}
