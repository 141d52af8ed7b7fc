"""What a file would do, row by row: the same judgement for the rehearsal and for the act. Nothing is written here."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from partners.exchange.choices import TAKEN_IN, Fate, Item
from partners.exchange.columns import Manner, Unreadable, email_of, read_back
from partners.exchange.reading import Table
from partners.grants.choices import Activity
from partners.grants.rates import RateTable
from partners.mobilities.choices import Survey
from partners.mobilities.models import Mobility
from partners.models import PartnerOrganisation, Project
from portal.text.personal_data import holds_cpr
from schools.models import School

# What Mobility calls each item that a file can change.
FIELDS = {
    Item.MODULE_NUMBER: "module_number",
    Item.TITLE: "title",
    Item.STARTS_ON: "starts_on",
    Item.ENDS_ON: "ends_on",
    Item.DAYS: "days",
    Item.TRAVEL_DAYS: "travel_days",
    Item.GREEN: "is_green",
    Item.KM: "km",
}


@dataclass(frozen=True)
class Planned:
    """One row and what becomes of it. `changes` are fields of the mobility with what they would hold, as JSON can keep it; `surveys` are
    participants (by their number) with how far they have come with the Commission's survey."""

    row: int
    fate: str
    name: str = ""
    reason: str = ""
    mobility: int | None = None
    school: int | None = None
    host: int | None = None
    activity: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    surveys: dict[str, str] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        return cls(**kept)


@dataclass
class Plan:
    """Everything that rows are judged by, read once."""

    project: Project
    rates: RateTable
    columns: dict[str, Item]
    manner: Manner

    def __post_init__(self) -> None:
        mobilities = list(
            Mobility.objects.filter(project=self.project)
            .exclude(number=None)
            .select_related("host", "school")
            .prefetch_related("participants__user")
        )
        self.by_number = {mobility.number: mobility for mobility in mobilities}
        self.by_module = {mobility.module_number: mobility for mobility in mobilities if mobility.module_number}
        members = list(self.project.memberships.select_related("school"))
        self.schools = {member.oid: member.school for member in members if member.oid}
        self.schools |= {member.school.name.casefold(): member.school for member in members}
        partners = PartnerOrganisation.objects.standing().filter(municipality=self.project.municipality_id)
        self.hosts = {name: host for host in partners for name in (host.oid, host.name.casefold()) if name}
        self.activities = {rule.code: activity for activity, rule in self.rates.activities.items()}

    def rows(self, table: Table) -> list[Planned]:
        """Every row of the file; one that is wrong is refused alone."""
        seen: dict[int, tuple[Planned, set[str]]] = {}
        return [self._once(self._row(number, cells), self._emails(cells), seen) for number, cells in table.rows]

    def _emails(self, cells: dict[str, Any]) -> set[str]:
        """Whose row it is, where the file has one for each participant."""
        cell = next((cells[head] for head, item in self.columns.items() if item == Item.EMAILS and head in cells), None)
        return set(split_emails(str(cell or "")))

    @staticmethod
    def _once(one: Planned, emails: set[str], seen: dict[int, tuple[Planned, set[str]]]) -> Planned:
        """A mobility stands once, or in a row for each participant that says the same of everything else."""
        if one.mobility is None:
            return one
        if one.mobility not in seen:
            seen[one.mobility] = one, set(emails)
            return one
        first, told = seen[one.mobility]
        if emails and told and not emails & told and one.changes == first.changes:
            told |= emails
            return one
        reason = _("Opholdet står også i række %(row)d.") % {"row": first.row}
        return replace(one, fate=Fate.REFUSED, changes={}, surveys={}, reason=reason)

    def _row(self, number: int, cells: dict[str, Any]) -> Planned:
        values, problems = self._values(cells)
        name = str(values.get(Item.NUMBER) or values.get(Item.MODULE_NUMBER) or values.get(Item.TITLE) or "")
        if problems:
            return Planned(number, Fate.REFUSED, name, " ".join(problems))
        found = self.by_number.get(values.get(Item.NUMBER)) or self.by_module.get(values.get(Item.MODULE_NUMBER) or "")
        wrong = list(self._wrong(values, found))
        if wrong:
            return Planned(number, Fate.REFUSED, name, " ".join(wrong))
        return self._known(number, found, values) if found else self._new(number, name, values)

    def _values(self, cells: dict[str, Any]) -> tuple[dict[Item, Any], list[str]]:
        """What the row says, and what of it cannot be read."""
        values: dict[Item, Any] = {}
        problems = []
        for head, cell in cells.items():
            if isinstance(cell, str) and holds_cpr(cell):
                problems.append(_("”%(head)s” ser ud til at rumme et CPR-nummer. Det må ikke stå i portalen.") % {"head": head})
            elif item := self.columns.get(head):
                try:
                    values[item] = read_back(item, cell, self.manner)
                    _fits(item, values[item])
                except Unreadable as why:
                    problems.append(f"”{head}” {why}.")
                except ValidationError as why:
                    problems.append(f"”{head}”: {' '.join(why.messages)}")
        return values, problems

    def _wrong(self, values: dict[Item, Any], found: Mobility | None) -> Iterator[str]:
        """The rules of the Commission's import (erasmus.md §5), of what the row says or else of what is stored."""
        starts, ends = self._now(Item.STARTS_ON, values, found), self._now(Item.ENDS_ON, values, found)
        if values.get(Item.PROJECT) and values[Item.PROJECT] != self.project.code:
            yield _("Rækken hører til projektet %(code)s.") % {"code": values[Item.PROJECT]}
        if starts and ends and ends < starts:
            yield _("Opholdet slutter, før det begynder.")
        if starts and starts < self.project.starts_on:
            yield _("Opholdet begynder før projektet.")
        if ends and ends > self.project.ends_on:
            yield _("Opholdet slutter efter projektet.")
        most = self.rates.travel.funded_days(is_green=bool(self._now(Item.GREEN, values, found)))
        if (self._now(Item.TRAVEL_DAYS, values, found) or 0) > most:
            yield _("Der kan højst være %(most)d rejsedage.") % {"most": most}
        if values.get(Item.SENDER_OID) and values[Item.SENDER_OID] == values.get(Item.HOST_OID):
            yield _("Skole og vært er den samme organisation.")
        if found and values.get(Item.SURVEY):
            try:
                asked_surveys(found, values[Item.SURVEY], values.get(Item.EMAILS) or "")
            except Unreadable as why:
                yield str(why)

    def _now(self, item: Item, values: dict[Item, Any], found: Mobility | None) -> Any:
        value = values.get(item)
        return getattr(found, FIELDS[item]) if value is None and found else value

    def _known(self, number: int, found: Mobility, values: dict[Item, Any]) -> Planned:
        """What the row changes. A proposal that is decided on keeps what was decided: there only the tool's own number is taken in."""
        differing = {item: values[item] for item in TAKEN_IN if values.get(item) is not None and self._differs(item, found, values[item])}
        taken = {item: value for item, value in differing.items() if found.is_writable or item == Item.MODULE_NUMBER}
        left = [str(item.label) for item in differing if item not in taken]
        reason = _("Står anderledes i portalen, hvor opholdet er sendt: %(items)s. Ret det på opholdets side.") % {"items": ", ".join(left)}
        surveys = asked_surveys(found, values.get(Item.SURVEY) or [], values.get(Item.EMAILS) or "")
        fate = Fate.CHANGED if taken or surveys else Fate.DIFFERS if left else Fate.SAME
        changes = {FIELDS[item]: value.isoformat() if isinstance(value, date) else value for item, value in taken.items()}
        return Planned(number, fate, found.number or "", reason if left else "", found.pk, changes=changes, surveys=surveys)

    @staticmethod
    def _differs(item: Item, found: Mobility, value: Any) -> bool:
        return getattr(found, FIELDS[item]) != value

    def _new(self, number: int, name: str, values: dict[Item, Any]) -> Planned:
        """A row that the portal does not know becomes a draft of its school, which goes on from there."""
        school = self._school(values)
        activity = self.activities.get(str(values.get(Item.ACTIVITY) or "").upper())
        problems = []
        if school is None:
            problems.append(_("Skolen er ikke medlem af projektet. Skriv dens OID eller navn, som det står på medlemmets side."))
        if activity is None:
            codes = ", ".join(sorted(self.activities))
            problems.append(_("Aktiviteten kendes ikke. Koden er en af: %(codes)s.") % {"codes": codes})
        if problems or school is None or activity is None:
            return Planned(number, Fate.REFUSED, name, " ".join(problems))
        host = self._host(values)
        changes = {FIELDS[item]: values[item] for item in TAKEN_IN if values.get(item) is not None}
        changes = {key: value.isoformat() if isinstance(value, date) else value for key, value in changes.items()}
        reason = _("Bliver en kladde hos %(school)s.") % {"school": school}
        if host is None:
            reason += " " + _("Værten kendes ikke og skal vælges i kladden.")
        return Planned(number, Fate.NEW, name, reason, None, school.pk, host.pk if host else None, Activity(activity).value, changes)

    def _school(self, values: dict[Item, Any]) -> School | None:
        return self.schools.get(values.get(Item.SENDER_OID) or "") or self.schools.get(str(values.get(Item.SENDER) or "").casefold())

    def _host(self, values: dict[Item, Any]) -> PartnerOrganisation | None:
        return self.hosts.get(values.get(Item.HOST_OID) or "") or self.hosts.get(str(values.get(Item.HOST) or "").casefold())


def _fits(item: Item, value: Any) -> None:
    """Raises ValidationError for a text or a number that is more than the mobility can hold."""
    if item in FIELDS and value is not None:
        field: Any = Mobility._meta.get_field(FIELDS[item])
        field.run_validators(value)


def split_emails(cell: str) -> list[str]:
    return [word.strip().casefold() for word in cell.split(";") if word.strip()]


def asked_surveys(found: Mobility, said: Sequence[Survey], emails: str) -> dict[str, str]:
    """Which participants have come further or less far with the survey than the portal knows.

    One word is about everybody, or about those whose e-mail stands in the row; several go to the e-mails in their order, else to the people in
    theirs. Raises Unreadable when it cannot be told who is meant.
    """
    people = list(found.participants.all())
    asked = split_emails(emails)
    if asked and len(said) in {1, len(asked)}:
        known = {email_of(person).casefold(): person for person in people if email_of(person)}
        if strangers := [email for email in asked if email not in known]:
            raise Unreadable(_("Ingen på opholdet har mailadressen %(email)s.") % {"email": ", ".join(strangers)})
        people = [known[email] for email in asked]
    words = list(said) * len(people) if len(said) == 1 else list(said)
    if words and len(words) != len(people):
        raise Unreadable(
            _("Spørgeskemaets status står for %(words)d, men %(people)d rejser.") % {"words": len(words), "people": len(people)}
        )
    return {str(person.pk): word.value for person, word in zip(people, words, strict=False) if person.survey != word}
