"""What is left of a project's money, in all and by category, for those who approve."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from partners.grants.calculation import Grant
from partners.grants.choices import Category
from partners.mobilities.choices import COMMITTED_STATES, TRAVELLED_STATES
from partners.mobilities.granting import committed
from partners.mobilities.models import Mobility
from partners.models import Project


@dataclass(frozen=True)
class Row:
    """One category of the budget in EUR: what it has, what is bound, and what this mobility would take."""

    label: str
    has: Decimal
    bound: Decimal
    this: Decimal

    @property
    def left(self) -> Decimal:
        return self.has - self.bound - self.this

    @property
    def is_over(self) -> bool:
        return self.left < 0


@dataclass(frozen=True)
class Budget:
    """`total` stops an approval; a category that is over only warns: the agency lets money be moved between some."""

    total: Row
    categories: list[Row]

    @property
    def over(self) -> list[Row]:
        return [row for row in self.categories if row.is_over]


def budget_for(mobility: Mobility, granted: Grant) -> Budget | None:
    """The budget of the mobility's project with this grant in it. Read in three queries."""
    project = mobility.project
    if project is None:
        return None
    total = Row("", project.grant, committed(project, but=mobility), granted.total)
    return Budget(total, list(_categories(project, mobility, granted)))


def _categories(project: Project, mobility: Mobility, granted: Grant) -> Iterator[Row]:
    has = {line.category: line.amount for line in project.budget.all()}
    bound = bound_by_category([project.pk], but=mobility)
    for category in Category:
        given = bound.get((project.pk, category), Bound()).given
        row = Row(str(category.label), has.get(category, Decimal(0)), given, granted.of(category))
        if row.has or row.bound or row.this:
            yield row


@dataclass(frozen=True)
class Bound:
    """What approved journeys were given in one category (EUR), and how much of it to those that have been made."""

    given: Decimal = Decimal(0)
    made: Decimal = Decimal(0)


# The frozen lines are added up where they lie: a project may have hundreds of journeys. Materialized, since the database otherwise takes
# each journey for a hundred lines and calls a second process for a sum of some milliseconds.
_BY_CATEGORY = """
WITH journey AS MATERIALIZED (
    SELECT project_id, state, "grant" -> 'lines' AS lines
    FROM mobilities_mobility
    WHERE project_id = ANY(%(projects)s) AND state = ANY(%(committed)s) AND id <> %(but)s
)
SELECT project_id, category, sum(quantity * unit_amount), coalesce(sum(quantity * unit_amount) FILTER (WHERE state = ANY(%(made)s)), 0)
FROM journey
CROSS JOIN LATERAL jsonb_to_recordset(lines) AS line(category text, quantity numeric, unit_amount numeric)
GROUP BY 1, 2
"""


def bound_by_category(projects: Collection[int], *, but: Mobility | None = None) -> dict[tuple[int, str], Bound]:
    """By project and category. Read in one query."""
    states = {"committed": list(COMMITTED_STATES), "made": list(TRAVELLED_STATES)}
    with connection.cursor() as cursor:
        cursor.execute(_BY_CATEGORY, {"projects": list(projects), "but": but.pk if but else 0, **states})
        return {(project, category): Bound(given, made) for project, category, given, made in cursor.fetchall()}
