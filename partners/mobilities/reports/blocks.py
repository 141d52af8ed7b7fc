"""The parts of a report: texts, tables, answers and trial actions, in the order in which it is read.

Each part is a block with a `type` that the page, the PDF and the spreadsheet know how to show. Cells are texts; what is withheld
(portal.statistics) says so in words.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.formats import date_format, number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.countries import country_name
from partners.grants.choices import Activity, Category
from partners.mobilities.choices import ReportKind, Survey
from partners.mobilities.granting import SUPPORT_CATEGORIES
from partners.mobilities.homecoming.outcomes import Outcome
from partners.mobilities.homecoming.queries import reflections, wordings
from partners.mobilities.models import Mobility, Report
from partners.mobilities.reports import figures
from partners.mobilities.reports.figures import grant_lines, persons, shown
from partners.mobilities.reports.texts import INTRO, sections_of
from partners.money import written as euro
from portal.statistics import Shown
from portal.text import danish

type Block = dict[str, Any]

# Of each question so many answers, none longer than that: all of them stand in the shared reflection.
ANSWERS_SHOWN, LETTERS_SHOWN = 5, 420
LEAST_BARS, MOST_BARS = 2, 12


class Blocks:
    """The parts of one report in the order in which it is read."""

    def __init__(self, report: Report, mobilities: Sequence[Mobility], outcomes: Sequence[Outcome]) -> None:
        self.report, self.mobilities, self.outcomes = report, mobilities, outcomes
        self.persons = persons(mobilities)

    def all(self) -> list[Block]:
        first, *rest = self._texts()
        blocks = [first, *self._numbers(), *rest, *self._answers(), *self._actions(), *self._last()]
        return [block for block in blocks if block]

    def _texts(self) -> list[Block]:
        said = self.report.texts
        return [
            {"type": "text", "key": section.key, "heading": str(section.heading), "text": said.get(section.key, "")}
            for section in sections_of(self.report.kind)
            if section.key != INTRO
        ]

    def _numbers(self) -> list[Block]:
        match self.report.kind:
            case ReportKind.MOBILITY:
                return []
            case ReportKind.SCHOOL_YEAR:
                return [self._people(), self._satisfaction()]
            case ReportKind.PROJECT:
                return [self._people(), self._money(), self._objectives(), self._satisfaction(), self._surveys()]
        return [self._projects(), self._people(), self._objectives(), self._schools()]

    def _last(self) -> list[Block]:
        if self.report.kind == ReportKind.MOBILITY:
            return [self._grant()]
        return [self._list()] if self.report.kind != ReportKind.PROGRESS else []

    def _people(self) -> Block:
        """Who has travelled, by activity, beside what the project aimed for."""
        found = self.persons
        aims = {target.activity: target.participants for target in self.report.project.targets.all()} if self.report.project else {}
        rows = [
            [str(Activity(activity).label), shown(count), *([shown(aims.get(activity, 0))] if aims else []), *self._counted(at)]
            for at, (activity, count) in enumerate(zip(found.activities, found.mobilities, strict=True))
        ]
        sums = self._sums()
        totals = [_("I alt"), shown(sum(found.mobilities)), *([shown(sum(aims.values()))] if aims else []), *sums]
        people = [_("Deltagere"), _("Ledsagere"), _("I alt")] if found.has_accompanying else [_("Deltagere")]
        columns = [_("Aktivitet"), _("Ophold"), *([_("Mål for deltagere")] if aims else []), *people]
        return _table(
            "people",
            _("Hvem har rejst"),
            _("Ophold og personer efter aktivitet"),
            1,
            columns,
            rows,
            totals=totals,
            bars=_bars(rows, found.mobilities),
            note=_withheld(found.counts.withholds),
        )

    def _counted(self, at: int) -> list[str]:
        counts, is_wide = self.persons.counts, self.persons.has_accompanying
        if not counts.rows:
            return [shown(0)] * (3 if is_wide else 1)
        return [*map(shown, counts.rows[at]), *([shown(counts.row_totals[at])] if is_wide else [])]

    def _sums(self) -> list[str]:
        counts, is_wide = self.persons.counts, self.persons.has_accompanying
        if not counts.rows:
            return [shown(0)] * (3 if is_wide else 1)
        return [*map(shown, counts.column_totals), *([shown(counts.total)] if is_wide else [])]

    def _money(self) -> Block:
        """Budget and what approved mobilities bind (EUR). Where persons are withheld the amounts are too: they could be counted from them."""
        spent, lines = figures.bound(self.mobilities), self.report.project.budget.all() if self.report.project else ()
        hides = self.persons.counts.withholds
        budget = {line.category: line.amount for line in lines if line.category not in SUPPORT_CATEGORIES}
        used = [category for category in Category if category in budget or category in spent]
        rows = [
            [
                str(category.label),
                euro(budget.get(category, Decimal(0))),
                _("ikke vist") if hides else euro(spent.get(category, Decimal(0))),
            ]
            for category in used
        ]
        note = _("Støtte til inklusion og ekstraordinære udgifter er ikke med.")
        columns = [_("Post"), _("Budget i euro"), _("Brugt på gennemførte ophold i euro")]
        return _table("money", _("Økonomi"), _("Budget og forbrug efter post"), 1, columns, rows, note=f"{note} {_withheld(hides)}".strip())

    def _objectives(self) -> Block:
        titles = wordings(mobility.objective_id for mobility in self.mobilities if mobility.objective_id)
        actions = {mobility.pk: 0 for mobility in self.mobilities}
        for outcome in self.outcomes:
            actions[outcome.mobility_id] += 1
        rows, counted = [], []
        for number, title in sorted(titles.items(), key=lambda item: item[1]):
            served = [mobility for mobility in self.mobilities if mobility.objective_id == number]
            counted.append(len(served))
            rows.append([title, shown(len(served)), shown(sum(actions[mobility.pk] for mobility in served))])
        columns = [_("Erasmus-mål"), _("Ophold"), _("Prøvehandlinger")]
        return _table("objectives", _("Målene"), _("Ophold og prøvehandlinger efter mål"), 1, columns, rows, bars=_bars(rows, counted))

    def _satisfaction(self) -> Block:
        numbers, mean = figures.satisfaction(self.mobilities)
        if not any(number is not None for number in numbers):
            return {}
        rows = [[_("%(mark)s af 5") % {"mark": mark}, shown(number)] for mark, number in enumerate(numbers, start=1)]
        note = _("Gennemsnit: %(mean)s.") % {"mean": number_format(mean, 1)} if mean is not None else _withheld(True)
        return _table(
            "satisfaction",
            _("Tilfredshed"),
            _("Svar på, hvor tilfredse deltagerne er med opholdet"),
            1,
            [_("Svar"), _("Rapporter")],
            rows,
            bars=_bars(rows, numbers),
            note=note,
        )

    def _surveys(self) -> Block:
        numbers = figures.surveys(self.mobilities)
        if not any(number is not None for number in numbers):
            return {}
        rows = [[str(state.label), shown(number)] for state, number in zip(Survey, numbers, strict=True)]
        hides = any(number is None for number in numbers)
        return _table(
            "survey",
            _("Kommissionens spørgeskema"),
            _("Deltagere efter status"),
            1,
            [_("Status"), _("Deltagere")],
            rows,
            note=_withheld(hides),
        )

    def _projects(self) -> Block:
        held = self.report.accreditation
        projects = held.projects.order_by("call", "pk") if held else ()
        counted = [mobility.project_id for mobility in self.mobilities]
        rows = [
            [project.code, str(project.get_state_display()), shown(counted.count(project.pk)), euro(project.grant)] for project in projects
        ]
        columns = [_("Projekt"), _("Status"), _("Ophold"), _("Tilskud i euro")]
        return _table("projects", _("Projekterne"), _("Ophold og tilskud efter projekt"), 2, columns, rows)

    def _schools(self) -> Block:
        senders = [mobility.sender for mobility in self.mobilities]
        counted = [(sender, senders.count(sender)) for sender in sorted(set(senders), key=danish.sort_key)]
        rows = [[sender, shown(number)] for sender, number in counted]
        bars = _bars(rows, [number for _sender, number in counted])
        columns = [_("Afsender"), _("Ophold")]
        return _table("senders", _("Hvem har sendt nogen af sted"), _("Ophold efter afsender"), 1, columns, rows, bars=bars)

    def _answers(self) -> list[Block]:
        """Some of the answers to each question; a mobility's own report has them as its texts."""
        if self.report.kind in {ReportKind.MOBILITY, ReportKind.PROGRESS}:
            return []
        groups = [
            {
                "heading": under.question,
                "answers": [
                    {"text": Truncator(answer.text).chars(LETTERS_SHOWN), "place": answer.place} for answer in under.answers[:ANSWERS_SHOWN]
                ],
            }
            for under in reflections(self.mobilities)
        ]
        return [{"type": "answers", "heading": _("Fra deltagernes rapporter"), "groups": groups}] if groups else []

    def _actions(self) -> list[Block]:
        items = [
            {"title": outcome.title, "headline": outcome.headline, "place": outcome.place, "url": settings.SITE_URL + outcome.url}
            for outcome in self.outcomes
        ]
        one = ngettext("Prøvehandling, der kom ud af det", "Prøvehandlinger, der kom ud af det", len(items))
        return [{"type": "actions", "heading": one, "items": items}] if items else []

    def _grant(self) -> Block:
        lines = grant_lines(self.mobilities[0])
        amounts = [line["quantity"] * Decimal(line["unit_amount"]) for line in lines]
        rows = [
            [str(Category(line["category"]).label), line["rule"], shown(line["quantity"]), euro(Decimal(line["unit_amount"])), euro(amount)]
            for line, amount in zip(lines, amounts, strict=True)
        ]
        columns = [_("Post"), _("Sådan er det regnet ud"), _("Antal"), _("Sats"), _("Euro")]
        totals = [_("I alt"), "", "", "", euro(sum(amounts, Decimal(0)))]
        unconfirmed = not all(line.get("is_confirmed", False) for line in lines)
        note = _("Satserne er endnu ikke bekræftet af forvaltningen.") if unconfirmed else ""
        return _table("grant", _("Tilskud"), _("Tilskud post for post"), 2, columns, rows, totals=totals, note=note)

    def _list(self) -> Block:
        rows = [
            [
                str(mobility),
                mobility.sender,
                f"{mobility.host.name}, {country_name(mobility.host.country)}" if mobility.host else "",
                str(mobility.get_activity_display()),
                date_format(mobility.starts_on, "F Y") if mobility.starts_on else "",
            ]
            for mobility in self.mobilities
        ]
        columns = [_("Ophold"), _("Sendt af"), _("Vært"), _("Aktivitet"), _("Tidspunkt")]
        return _table("list", _("Alle ophold"), _("Ophold efter dato"), 9, columns, rows)


def _table(
    key: str,
    heading: str,
    caption: str,
    first_number: int,
    columns: list[str],
    rows: list[list[str]],
    *,
    totals: list[str] | None = None,
    bars: list[list[Any]] | None = None,
    note: str = "",
) -> Block:
    """One without rows is none. `first_number`: the first of the columns that hold numbers. `bars`: labels and numbers of the table that are drawn too, so that nothing is only in the picture."""
    if not rows:
        return {}
    return {
        "type": "table",
        "key": key,
        "heading": heading,
        "caption": caption,
        "first_number": first_number,
        "columns": columns,
        "rows": rows,
        "totals": totals or [],
        "bars": bars or [],
        "note": note,
    }


def _bars(rows: list[list[str]], numbers: Sequence[Shown]) -> list[list[Any]]:
    """The rows' own numbers as bars; what is withheld has none, and so many that nobody could take them in have none either."""
    drawn = [[row[0], number] for row, number in zip(rows, numbers, strict=True) if number is not None]
    return drawn if LEAST_BARS <= len(drawn) <= MOST_BARS else []


def _withheld(hides: bool) -> str:
    return _("Tal om færre end fem personer vises ikke, og heller ikke det, de kunne regnes ud af.") if hides else ""
