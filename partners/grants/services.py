"""Confirming a call year's table part by part, and putting another in its place. Every act is logged."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from partners.grants.models import RateYear
from partners.grants.parts import PARTS, changed_parts
from partners.grants.queries import known_table
from partners.grants.rates import BadTable, read
from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.workflow.log import record


def confirm(*, call: int, part: str, by: Actor, now: datetime) -> RateYear:
    """Say that a part of the table has been compared with the agency's own. Raises BadTable for a year or a part that there is none of."""
    require(by, "rates.change")
    if part not in PARTS:
        raise BadTable(part)
    with transaction.atomic():
        table = known_table(call)
        if table is None:
            raise BadTable(f"Der er ingen satser for indkaldelse {call}.")
        kept = _own(call, table, by, now)
        kept.table[part]["confirmed"] = True
        _save(kept, by, now)
        record(act="rates.confirm", subject=kept, by=by, now=now, note=str(PARTS[part]))
    return kept


def replace(*, table: Mapping[str, Any], by: Actor, now: datetime) -> RateYear:
    """Put a table in the place of the one the year has, or add a year. A part that says anything else must be confirmed anew."""
    require(by, "rates.change")
    call = read(table).call
    with transaction.atomic():
        known = known_table(call)
        kept = _own(call, known or table, by, now)
        before = kept.table if known else {}
        other, new = changed_parts(before, table), deepcopy(dict(table))
        for part in PARTS:
            new[part]["confirmed"] = part not in other and bool(before[part]["confirmed"])
        kept.table = new
        _save(kept, by, now)
        record(act="rates.replace", subject=kept, by=by, now=now, note=", ".join(str(PARTS[part]) for part in PARTS if part in other))
    return kept


def _own(call: int, table: Mapping[str, Any], by: Actor, now: datetime) -> RateYear:
    """The installation's own row for the year, locked; made from `table` when there is none."""
    if by.user is None:
        raise PermissionDenied
    RateYear.objects.get_or_create(call=call, defaults={"table": dict(table), "changed_at": now, "changed_by": by.user})
    return RateYear.objects.select_for_update(of=("self",)).get(call=call)


def _save(kept: RateYear, by: Actor, now: datetime) -> None:
    kept.changed_at, kept.changed_by = now, by.user or kept.changed_by
    kept.save()
