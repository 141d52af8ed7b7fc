"""School years as people write them: 2025/26."""

import re
from datetime import date

_WRITTEN = re.compile(r"(20\d\d)\s*[/–-]\s*(?:20)?(\d\d)")
_FIRST_MONTH = 8


def read_school_year(written: str) -> str:
    """”2025/26” for 2025/26, 2025-26 and 2025/2026; empty for anything else."""
    found = _WRITTEN.fullmatch(written.strip())
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        return ""
    return f"{found[1]}/{found[2]}"


def school_year_on(day: date) -> str:
    """The school year that a day lies in; it begins in August."""
    first = day.year if day.month >= _FIRST_MONTH else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"
