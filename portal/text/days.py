"""Days in words, as a page of the portal says them."""

from datetime import date

from django.utils.formats import date_format, get_format


def from_to(first: date | None, last: date | None) -> str:
    """”17.–21. december 2026”, ”28. november – 3. december 2026”: month and year stand once when both days share them."""
    if not first or not last or first == last:
        return date_format(day) if (day := first or last) else ""
    return f"{_without_what_is_shared(first, last)}{date_format(last)}"


def _without_what_is_shared(first: date, last: date) -> str:
    whole = get_format("DATE_FORMAT")
    if first.year != last.year:
        return f"{date_format(first)} – "
    if first.month != last.month:
        return f"{date_format(first, whole.removesuffix(' Y'))} – "
    return f"{date_format(first, whole.removesuffix(' F Y'))}–"
