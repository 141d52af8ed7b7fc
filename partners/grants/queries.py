from collections.abc import Collection, Mapping
from typing import Any

from partners.grants.models import RateYear
from partners.grants.rates import BadTable, RateTable, shipped, shipped_as_written, shipped_years


def table_of(call: int) -> RateTable:
    """The rates of a call year: this installation's own, else those that ship with the portal. Raises BadTable when there are none."""
    own = RateYear.objects.filter(call=call).first()
    return own.as_table() if own else shipped(call)


def tables_of(calls: Collection[int]) -> dict[int, RateTable | None]:
    """The rates of several call years in one query, in their order; None for one that has none."""
    own = {year.call: year for year in RateYear.objects.filter(call__in=calls)}
    return {call: _own_or_shipped(own.get(call), call) for call in sorted(calls)}


def _own_or_shipped(own: RateYear | None, call: int) -> RateTable | None:
    try:
        return own.as_table() if own else shipped(call)
    except BadTable:
        return None


def known_table(call: int) -> Mapping[str, Any] | None:
    """The same as it is written (JSON); None when there is none."""
    own = RateYear.objects.filter(call=call).first()
    if own:
        return own.table
    return shipped_as_written(call) if call in shipped_years() else None


def years() -> list[int]:
    """The call years that have a table, the newest first."""
    return sorted({*shipped_years(), *RateYear.objects.values_list("call", flat=True)}, reverse=True)
