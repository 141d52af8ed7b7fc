"""Periods of whole months, as projects have them."""

from calendar import monthrange
from datetime import date, timedelta


def last_day_after(first: date, months: int) -> date:
    """The last day of a period of whole months: 15 months from 1 June 2026 end on 31 August 2027."""
    at = first.year * 12 + first.month - 1 + months
    year, month = divmod(at, 12)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1])) - timedelta(days=1)
