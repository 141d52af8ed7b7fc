"""A running project in the overview: what it aims for and what it may cost, against what has come of it.

Journeys are counted as such; people are counted in one table per project, where figures about fewer than five are withheld (0062).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.grants.choices import Activity, Category
from partners.mobilities.budget import Bound
from partners.models import Project, Target
from partners.money import in_euro
from portal.home.overviews.consortium.counts import ConsortiumCounts
from portal.home.overviews.tables import Row, Table, tracks
from portal.statistics import Shown, withhold
from portal.ui.templatetags.ui import joined

_WHY_NO_FIGURE = gettext_lazy(
    "Tal om færre end fem personer vises ikke, og heller ikke tal, de kan regnes ud af. "
    "Derfor er der ingen figur her. Opholdene står i tabellen."
)


@dataclass(frozen=True)
class ProjectPart:
    """One project that is running: what it aims for and what it may cost, against what has come of it."""

    project: Project
    targets: Table
    budget: Table
    categories: Table


def project_part(project: Project, counts: ConsortiumCounts) -> ProjectPart:
    return ProjectPart(project, _targets(project, counts), _budget(project, counts), _categories(project, counts))


def _targets(project: Project, counts: ConsortiumCounts) -> Table:
    """The places that were granted, against those who are to travel and those who have; small figures about people are withheld."""
    targets = {target.activity: target for target in project.targets.all()}
    activities = _activities(project, targets, counts)
    journeys = {activity: [counts.journeys[project.pk, activity, done] for done in (False, True)] for activity in activities}
    # Where no journey has been sent in, nobody travels: that is no figure about people.
    travelled = [activity for activity in activities if any(journeys[activity])]
    people = withhold([[counts.travellers[project.pk, activity, done] for done in (False, True)] for activity in travelled])
    counted: list[list[Shown]] = people.rows or [[None, None] for _activity in travelled]
    shown = dict(zip(travelled, counted, strict=True))
    rows = [
        Row(activity.label, [_aimed(targets.get(activity)), *shown.get(activity, [0, 0]), *journeys[activity]]) for activity in activities
    ]
    places, coming, made = (sum(row.cells[at] for row in rows) for at in (0, 3, 4))  # type: ignore[misc]
    of_people: list[Shown] = people.column_totals or ([None, None] if travelled else [0, 0])
    totals = [places, *of_people, coming, made]
    drawn = tracks([_activity_track(row) for row in rows])
    is_unseen = bool(travelled) and not any(track.done or track.coming for track in drawn)
    return Table(
        key=f"aktiviteter-{project.pk}",
        title=_("Projekt %(call)d: mål, på vej og gennemført") % {"call": project.call},
        sentence=_("Projektet har plads til %(places)d deltagere. %(made)d ophold er gennemført, og %(coming)d er på vej.")
        % {"places": places, "made": made, "coming": coming},
        head=_("Aktivitet"),
        columns=[_("Mål: deltagere"), _("Deltagere på vej"), _("Deltagere hjemme"), _("Ophold på vej"), _("Ophold gennemført")],
        rows=rows,
        totals=Row(_("Hele projektet"), totals) if rows else None,
        tracks=[] if is_unseen else drawn,
        unseen=_WHY_NO_FIGURE if is_unseen else "",
    )


def _budget(project: Project, counts: ConsortiumCounts) -> Table:
    """What was granted, given to approved journeys, used, and is left to give (EUR, whole)."""
    committed, used = counts.money.get(project.pk, (Decimal(0), Decimal(0)))
    left = project.grant - committed
    amounts = {"left": left, "committed": committed, "grant": project.grant, "used": used}
    said = {name: in_euro(round(amount)) for name, amount in amounts.items()}
    bar = (_("Tilskud"), _("%(used)s brugt, %(committed)s givet") % said, round(project.grant), round(used), round(committed - used))
    return Table(
        key=f"penge-{project.pk}",
        title=_("Projekt %(call)d: penge") % {"call": project.call},
        sentence=_("%(committed)s af %(grant)s er givet til godkendte ophold, og der er %(left)s tilbage at give.") % said,
        head=_("Beløb"),
        columns=[_("Euro")],
        rows=[
            Row(_("Bevilget"), [round(project.grant)]),
            Row(_("Givet til godkendte ophold"), [round(committed)]),
            Row(_("Brugt"), [round(used)]),
            Row(_("Tilbage at give"), [round(left)]),
        ],
        tracks=tracks([bar]),
    )


def _categories(project: Project, counts: ConsortiumCounts) -> Table:
    """Each category's budget, against what approved journeys were given of it, and what of that those that have been made (EUR, whole)."""
    has = {line.category: line.amount for line in project.budget.all()}
    bound = {category: counts.bound.get((project.pk, category), Bound()) for category in Category}
    rows = [
        Row(category.label, [round(amount) for amount in (budget, of.given, of.made, budget - of.given)])
        for category, of in bound.items()
        if (budget := has.get(category, Decimal(0))) or of.given
    ]
    totals = [sum(column) for column in zip(*(row.cells for row in rows), strict=True)]  # type: ignore[arg-type]
    return Table(
        key=f"kategorier-{project.pk}",
        title=_("Projekt %(call)d: budget efter kategori") % {"call": project.call},
        sentence=_categories_sentence([str(row.label) for row in rows if row.cells[3] < 0], len(rows)),  # type: ignore[operator]
        head=_("Kategori"),
        columns=[_("Budget i euro"), _("Givet til godkendte ophold"), _("Heraf til gennemførte ophold"), _("Tilbage at give")],
        rows=rows,
        totals=Row(_("Hele projektet"), totals) if rows else None,
        tracks=tracks([_category_track(row) for row in rows]),
    )


def _activities(project: Project, targets: dict[str, Target], counts: ConsortiumCounts) -> list[Activity]:
    """Those that the project aims for or that somebody has sent in."""
    return [a for a in Activity if a in targets or counts.journeys[project.pk, a, False] or counts.journeys[project.pk, a, True]]


def _aimed(target: Target | None) -> int:
    return target.participants if target else 0


def _activity_track(row: Row) -> tuple[Any, Any, int, int, int]:
    """Target, home and on the way in participants; a withheld figure has no length, and the words say so."""
    places, coming, home, *journeys = row.cells
    if not any(journeys):
        return row.label, _("plads til %(places)s") % {"places": places}, _number(places), 0, 0
    if not isinstance(coming, int) and not isinstance(home, int):
        return row.label, _("plads til %(places)s, tal under fem personer vises ikke") % {"places": places}, _number(places), 0, 0
    said = {"places": places, "home": _shown(home), "coming": _shown(coming)}
    words = _("plads til %(places)s, %(home)s hjemme, %(coming)s på vej") % said
    return row.label, words, _number(places), _number(home), _number(coming)


def _category_track(row: Row) -> tuple[Any, Any, int, int, int]:
    """Budget, what was given to journeys that have been made, and what else is given; amounts are no figures about people."""
    budget, given, made, _left = map(_number, row.cells)
    said = {"budget": in_euro(Decimal(budget)), "given": in_euro(Decimal(given)), "made": in_euro(Decimal(made))}
    return row.label, _("%(budget)s, %(given)s givet, %(made)s til gennemførte ophold") % said, budget, made, given - made


def _categories_sentence(over: list[str], number: int) -> str:
    if not number:
        return _("Der er hverken budget eller godkendte ophold endnu.")
    if not over:
        return _("Der er ikke givet mere end budgettet i nogen kategori.")
    return _("Der er givet mere end budgettet til %(categories)s. Flyt penge, eller ret budgettet.") % {"categories": joined(over)}


def _number(cell: Any) -> int:
    return cell if isinstance(cell, int) else 0


def _shown(cell: Any) -> str:
    return str(cell) if isinstance(cell, int) else _("ikke vist")
