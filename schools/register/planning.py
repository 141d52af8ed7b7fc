"""What bringing a file in would change: the same answer on the page and under the lock, so that nothing else is done than what was shown."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.text.danish import fold, slug
from schools.models import InstitutionType, Municipality, School
from schools.register.choices import Fate
from schools.register.reading import Row, Unread

# What the register decides about a school. The address of its page is the portal's own and stays.
_FIELDS = ("name", "municipality", "address", "postcode", "town", "institution_type", "parent_number", "institution_number", "closed_on")
_MOVES = {"municipality", "address", "postcode", "town"}
_MOST_IN_SLUG = 140


@dataclass(frozen=True)
class Difference:
    """One field of a school: what stands in the portal, and what in the file."""

    field: str
    before: str
    after: str

    @property
    def label(self) -> str:
        return _("Hovedskole") if self.field == "parent_number" else str(School._meta.get_field(self.field).verbose_name).capitalize()  # type: ignore[union-attr]


@dataclass(frozen=True)
class Step:
    """What becomes of one school. `line` is 0 for one that the file does not name; `row` is None then."""

    fate: Fate
    name: str
    number: str
    municipality: Municipality
    line: int = 0
    row: Row | None = None
    school: School | None = None
    differences: tuple[Difference, ...] = ()


@dataclass
class Plan:
    """All that would be done, and what would not, with the reason."""

    steps: list[Step] = field(default_factory=list)
    refused: list[Unread] = field(default_factory=list)
    unchanged: int = 0
    elsewhere: int = 0
    """Lines of other municipalities than the one that is brought in."""
    other_types: Counter = field(default_factory=Counter)
    """Lines of institutions that are no schools here, by the type's number and its name in the file."""
    closes: bool = True
    """False where a line could not be read at all: then it may be one of those that seem to be missing."""
    types: dict[str, InstitutionType] = field(default_factory=dict)

    def skipped(self) -> list[tuple[str, int]]:
        return sorted(self.other_types.items())

    def of(self, fate: Fate) -> list[Step]:
        return [step for step in self.steps if step.fate == fate]

    def by_fate(self) -> list[tuple[Fate, list[Step]]]:
        return [(fate, self.of(fate)) for fate in Fate if self.of(fate)]

    def counts(self) -> dict[str, int]:
        return {**{fate.value: len(self.of(fate)) for fate in Fate}, "unchanged": self.unchanged, "refused": len(self.refused)}

    def fingerprint(self) -> str:
        """The same for two plans that would do the same."""
        told = [(step.fate.value, step.number, step.school and step.school.pk, step.name, step.municipality.pk) for step in self.steps]
        changes = [
            (step.number, difference.field, difference.before, difference.after) for step in self.steps for difference in step.differences
        ]
        return hashlib.sha256(repr((told, changes)).encode()).hexdigest()


@dataclass
class _Known:
    """The schools of the portal that the file may be about, however it names them."""

    municipalities: dict[str, Municipality]
    by_pk: dict[int, Municipality]
    by_number: dict[str, School]
    by_name: dict[tuple[int, str], School]
    numbers: dict[int, str]
    """The institution number of a school by its key: what a parent is called in the file."""

    def school(self, row: Row, here: Municipality) -> School | None:
        """By its number; else one of the same name in the municipality that was made by hand and has no number yet: the first row takes it."""
        return self.by_number.get(row.number) or self.by_name.pop((here.pk, _plain(row.name)), None)


def plan(*, rows: list[Row], unread: Iterable[Unread], only: int | None, municipalities: list[Municipality]) -> Plan:
    """Compare the file with the portal. `only` is the municipality whose rows may be brought in; None means all. Three queries at most."""
    types = {kind.number: kind for kind in InstitutionType.objects.all()}
    made = Plan(types=types, refused=list(unread))
    made.closes = all(line.number for line in made.refused)
    known = _known(rows, municipalities)
    schools = {row.number: row for row in rows if _is_school(row, types)}
    covered: set[int] = set()
    for row in rows:
        _judge(row, made, known, schools, only, covered)
    if made.closes:
        named = {row.number for row in rows} | {line.number for line in made.refused}
        made.steps += _closings(known, covered, named)
    made.refused.sort(key=lambda line: line.line)
    return made


def _known(rows: list[Row], municipalities: list[Municipality]) -> _Known:
    codes = {row.municipality_code for row in rows}
    here = {each.code: each for each in municipalities}
    about = [here[code].pk for code in codes if code in here]
    found = School.objects.filter(Q(municipality__in=about) | Q(institution_number__in=[row.number for row in rows]))
    schools = list(found.select_related("parent", "institution_type"))
    return _Known(
        municipalities=here,
        by_pk={each.pk: each for each in municipalities},
        by_number={school.institution_number: school for school in schools if school.institution_number},
        by_name={(school.municipality_id, _plain(school.name)): school for school in schools if not school.institution_number},
        numbers={school.pk: school.institution_number or "" for school in schools},
    )


def _judge(row: Row, made: Plan, known: _Known, schools: dict[str, Row], only: int | None, covered: set[int]) -> None:
    here = known.municipalities.get(row.municipality_code)
    if row.number not in schools:
        made.other_types[f"{row.type_number} {row.type_name}".strip()] += 1
        return
    old = known.by_number.get(row.number)
    if only and (here is None or here.pk != only) and (old is None or old.municipality_id != only):
        made.elsewhere += 1
        return
    if here and only in {None, here.pk}:
        covered.add(here.pk)
    if reason := _obstacle(row, here, old, known, schools, only):
        made.refused.append(Unread(row.line, row.number, row.name, reason))
        return
    assert here is not None  # noqa: S101 - a missing municipality is an obstacle
    school = known.school(row, here)
    differences = tuple(_differences(row, here, school, known, made.types)) if school else ()
    if school and not differences:
        made.unchanged += 1
        return
    made.steps.append(Step(_fate(school, differences), row.name, row.number, here, row.line, row, school, differences))


def _obstacle(row: Row, here: Municipality | None, old: School | None, known: _Known, schools: dict[str, Row], only: int | None) -> str:
    """Why a row that can be read can't be brought in, or nothing."""
    if here is None:
        name = row.municipality_name or row.municipality_code
        return _("Kommunen %(code)s (%(name)s) findes ikke i portalen.") % {"code": row.municipality_code, "name": name}
    if only and old and old.municipality_id != here.pk:
        other = known.by_pk[old.municipality_id]
        return _("Skolen hører i portalen til %(before)s og i filen til %(after)s. Kun systemadministratoren kan flytte den.") % {
            "before": other,
            "after": here,
        }
    return _parent_obstacle(row, known, schools) if row.parent else ""


def _parent_obstacle(row: Row, known: _Known, schools: dict[str, Row]) -> str:
    parent, old = schools.get(row.parent), known.by_number.get(row.parent)
    if parent is None and old is None:
        return _("Hovedskolen %(number)s findes hverken i filen eller i portalen.") % {"number": row.parent}
    if parent.parent if parent else old and old.parent_id:
        return _("Hovedskolen %(number)s er selv en afdeling.") % {"number": row.parent}
    code = parent.municipality_code if parent else known.by_pk[old.municipality_id].code if old else ""
    if code != row.municipality_code:
        return _("Hovedskolen %(number)s ligger i en anden kommune.") % {"number": row.parent}
    return ""


def _differences(row: Row, here: Municipality, school: School, known: _Known, types: dict[str, InstitutionType]) -> Iterator[Difference]:
    before = {
        **{name: getattr(school, name) or "" for name in ("name", "address", "postcode", "town", "institution_number")},
        "municipality": str(known.by_pk[school.municipality_id]),
        "institution_type": str(school.institution_type or ""),
        "parent_number": known.numbers.get(school.parent_id or 0, school.parent.name if school.parent else ""),
        "closed_on": school.closed_on.isoformat() if school.closed_on else "",
    }
    after = {
        **{name: getattr(row, name) for name in ("name", "address", "postcode", "town")},
        "institution_number": row.number,
        "municipality": str(here),
        "institution_type": str(types[row.type_number]),
        "parent_number": row.parent,
        "closed_on": "",
    }
    return (Difference(name, before[name], after[name]) for name in _FIELDS if before[name] != after[name])


def _fate(school: School | None, differences: tuple[Difference, ...]) -> Fate:
    if school is None:
        return Fate.NEW
    return Fate.MOVED if any(each.field in _MOVES and each.before for each in differences) else Fate.CHANGED


def _closings(known: _Known, covered: set[int], named: set[str]) -> Iterator[Step]:
    """Open schools with a number that the file no longer names, in the municipalities that it covers. Those made by hand are left alone."""
    for number, school in known.by_number.items():
        if school.municipality_id in covered and number not in named and school.closed_on is None:
            yield Step(Fate.CLOSED, school.name, number, known.by_pk[school.municipality_id], school=school)


def free_slug(name: str, number: str, taken: set[str]) -> str:
    """The address of a school within its municipality: its name, with the number where another has it."""
    plain = slug(name)
    free = plain if plain not in taken else f"{plain[: _MOST_IN_SLUG - 7]}-{number}"
    taken.add(free)
    return free


def _is_school(row: Row, types: dict[str, InstitutionType]) -> bool:
    return row.type_number in types and types[row.type_number].is_school


def _plain(name: str) -> str:
    return " ".join(fold(name).split())
