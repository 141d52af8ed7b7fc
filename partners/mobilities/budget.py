"""What is left of a project's money, in all and by category, for those who approve."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from partners.grants.calculation import Grant
from partners.grants.choices import Category
from partners.mobilities.granting import committed, thawed
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
    bound: dict[str, Decimal] = defaultdict(Decimal)
    for frozen in project.mobilities.committed().exclude(pk=mobility.pk).values_list("grant", flat=True):
        for line in thawed(frozen).lines:
            bound[line.category] += line.amount
    for category in Category:
        row = Row(str(category.label), has.get(category, Decimal(0)), bound[category], granted.of(category))
        if row.has or row.bound or row.this:
            yield row
