"""Looking a file of Institutionsregisteret through, and bringing it in exactly as it was shown."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.text.normalise import normalise_line
from portal.workflow.gate import Refused, WrongState
from portal.workflow.log import record
from schools.models import Municipality, School
from schools.register.choices import Fate
from schools.register.models import SchoolImport
from schools.register.planning import Plan, Step, free_slug, plan
from schools.register.reading import Row, Unread, read
from schools.register.signals import schools_written

_AT_ONCE = 500
_WRITTEN = [
    "name",
    "sort_key",
    "slug",
    "municipality",
    "parent",
    "institution_number",
    "institution_type",
    "address",
    "postcode",
    "town",
    "closed_on",
]


class Changed(Refused):
    """Something has changed since it was shown, so nothing was done."""

    def __init__(self) -> None:
        super().__init__(_("Noget er ændret i portalen, siden du så listen, så intet er gennemført. Her er den, som den ser ud nu."))


def look_through(*, content: bytes, file_name: str, only: int | None, by: Actor, now: datetime) -> SchoolImport:
    """Read a file and keep what it says about schools until it is brought in. A file that the same place has not brought in gives way."""
    register = read(content)
    with transaction.atomic():
        SchoolImport.objects.filter(municipality=only, read_by=by.user, applied_at=None).delete()
        return SchoolImport.objects.create(
            municipality_id=only,
            file_name=normalise_line(file_name)[:150],
            encoding=register.encoding,
            read_at=now,
            read_by=by.user,
            **register.kept(),
        )


def plan_of(reading: SchoolImport) -> Plan:
    """What bringing it in would do now."""
    return _plan(reading, list(Municipality.objects.all()))


def apply(*, reading: SchoolImport, seen: str, by: Actor, now: datetime) -> SchoolImport:
    """Do what was shown: `seen` is the fingerprint of that plan. Raises Changed when it would be something else by now.

    Schools are never deleted: one that the file no longer names gets the day it closed, and its trial actions stay.
    """
    with transaction.atomic():
        locked = SchoolImport.objects.select_for_update().filter(pk=reading.pk).first()
        if locked is None:
            raise WrongState(_("Der er valgt en nyere fil i mellemtiden. Se den igennem, eller vælg filen igen."))
        if locked.applied_at:
            raise WrongState(_("Filen er allerede indlæst."))
        # One at a time: two files at once would each miss what the other does.
        agreed = _plan(locked, list(Municipality.objects.select_for_update(no_key=True).order_by("pk")))
        if agreed.fingerprint() != seen:
            raise Changed
        _carry_out(agreed, by, now)
        locked.counts = agreed.counts()
        locked.rows, locked.unread = [], []
        locked.applied_at, locked.applied_by = now, by.user
        locked.save()
        record(act="register.apply", subject=locked, by=by, now=now, note=in_words(locked.counts))
    return locked


def in_words(counts: dict[str, int]) -> str:
    """”3 nye, 2 ændrede …”: the note of the log, without any school's name."""
    return (
        _("%(new)d nye, %(changed)d ændrede, %(moved)d flyttede, %(closed)d lukkede, %(unchanged)d uændrede, %(refused)d afviste.") % counts
    )


def _plan(reading: SchoolImport, municipalities: list[Municipality]) -> Plan:
    rows, unread = [Row.of(row) for row in reading.rows], [Unread(**line) for line in reading.unread]
    return plan(rows=rows, unread=unread, only=reading.municipality_id, municipalities=municipalities)


def _carry_out(agreed: Plan, by: Actor, now: datetime) -> None:
    """Main schools first, so that their departments find them."""
    taken = _taken_slugs(agreed)
    named = [step for step in agreed.steps if step.row]
    parents: dict[str, School] = {}
    for group in ([step for step in named if not _parent(step)], [step for step in named if _parent(step)]):
        written = [_filled(step, agreed, parents, taken) for step in group]
        _write(written)
        schools_written.send(sender=School, schools=[school.pk for school in written], by=by, now=now)
        parents = _by_number({_parent(step) for step in named} - {""})
    for step in agreed.of(Fate.CLOSED):
        step.school.closed_on = localdate(now)  # type: ignore[union-attr]
    School.objects.bulk_update([step.school for step in agreed.of(Fate.CLOSED) if step.school], ["closed_on"], batch_size=_AT_ONCE)


def _parent(step: Step) -> str:
    return step.row.parent if step.row else ""


def _by_number(numbers: set[str]) -> dict[str, School]:
    return {str(school.institution_number): school for school in School.objects.filter(institution_number__in=numbers)}


def _taken_slugs(agreed: Plan) -> dict[int, set[str]]:
    taken: dict[int, set[str]] = defaultdict(set)
    places = {step.municipality.pk for step in agreed.steps}
    for place, slug in School.objects.filter(municipality__in=places).values_list("municipality", "slug"):
        taken[place].add(slug)
    return taken


def _filled(step: Step, agreed: Plan, parents: dict[str, School], taken: dict[int, set[str]]) -> School:
    """The school as the file has it. The address of its page is its own: it changes only where the new municipality has one like it."""
    school, row = step.school or School(), step.row
    assert row is not None  # noqa: S101 - only named schools come here
    if school.municipality_id != step.municipality.pk:
        wanted = school.slug if school.slug and school.slug not in taken[step.municipality.pk] else ""
        school.slug = wanted or free_slug(row.name, row.number, taken[step.municipality.pk])
        taken[step.municipality.pk].add(school.slug)
    for name in ("name", "address", "postcode", "town"):
        setattr(school, name, getattr(row, name))
    school.municipality, school.institution_number, school.closed_on = step.municipality, row.number, None
    school.institution_type = agreed.types[row.type_number]
    school.parent = parents[row.parent] if row.parent else None
    school.set_keys()
    return school


def _write(schools: list[School]) -> None:
    School.objects.bulk_create([school for school in schools if school.pk is None], batch_size=_AT_ONCE)
    School.objects.bulk_update([school for school in schools if school.pk], _WRITTEN, batch_size=_AT_ONCE)
