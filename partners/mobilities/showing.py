"""The money of a mobility as one reader may see it."""

from dataclasses import dataclass
from decimal import Decimal

from partners.grants.calculation import Grant, Line
from partners.grants.choices import Category
from partners.mobilities.granting import SUPPORT_CATEGORIES, Estimate, grant_of, thawed, without_support
from partners.mobilities.models import Mobility
from portal.accounts.actor import Actor
from portal.accounts.permissions import may


@dataclass(frozen=True)
class Shown:
    """A grant line by line. `hides_support`: lines of support are left out, and out of the total, whether there are any or not."""

    lines: tuple[Line, ...]
    total: Decimal
    is_confirmed: bool
    hides_support: bool
    is_frozen: bool = False


@dataclass(frozen=True)
class Difference:
    """One category as it was approved and as it would be now (EUR)."""

    label: str
    approved: Decimal
    now: Decimal

    @property
    def change(self) -> Decimal:
        return self.now - self.approved


def shown(grant: Grant, reader: Actor, mobility: Mobility, *, is_confirmed: bool, is_frozen: bool = False) -> Shown:
    """A grant for one reader: amounts of support are the administration's alone."""
    sees = may(reader, "mobilities.see_support", mobility)
    visible = grant if sees else without_support(grant)
    return Shown(visible.lines, visible.total, is_confirmed, not sees, is_frozen)


def shown_estimate(estimate: Estimate, reader: Actor, mobility: Mobility) -> Shown | None:
    """The same for what is calculated while somebody writes."""
    return shown(estimate.grant, reader, mobility, is_confirmed=estimate.is_confirmed) if estimate.grant else None


def shown_frozen(mobility: Mobility, reader: Actor) -> Shown | None:
    """The grant as it was approved."""
    if mobility.grant is None:
        return None
    return shown(thawed(mobility.grant), reader, mobility, is_confirmed=mobility.grant.get("is_confirmed", False), is_frozen=True)


def shown_total(mobility: Mobility, reader: Actor) -> Decimal | None:
    """The frozen total as the reader may see it (EUR); None before approval."""
    frozen = shown_frozen(mobility, reader)
    return frozen.total if frozen else None


def differences(mobility: Mobility, reader: Actor) -> list[Difference]:
    """By category, where the mobility as it stands now would be granted something else than was approved."""
    if mobility.grant is None or not mobility.grant["lines"]:
        return []
    before, now = thawed(mobility.grant), grant_of(mobility)
    hidden = frozenset() if may(reader, "mobilities.see_support", mobility) else SUPPORT_CATEGORIES
    found = [Difference(str(category.label), before.of(category), now.of(category)) for category in Category if category not in hidden]
    return [one for one in found if one.change]
