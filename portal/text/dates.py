"""Days as they are written on a page."""

from datetime import date

from django.utils.formats import date_format, get_format


def span(first: date | None, last: date | None) -> str:
    """”24.–28. november 2026”, ”30. november – 4. december 2026”: what the two days share is said once. One day where only one is known."""
    days = sorted({day for day in (first, last) if day})
    if len(days) < 2:
        return "".join(date_format(day, "DATE_FORMAT") for day in days)
    parts = get_format("DATE_FORMAT").split()
    same_year = days[0].year == days[1].year
    same_month = same_year and days[0].month == days[1].month
    begun = date_format(days[0], " ".join(parts[: 3 - same_year - same_month]))
    return f"{begun}{'–' if same_month else ' – '}{date_format(days[1], 'DATE_FORMAT')}"
