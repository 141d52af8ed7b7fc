"""First and last day in words: what both days share is said once."""

from datetime import date

import pytest
from django.utils.translation import override

from portal.text.days import from_to

FIRST = date(2026, 12, 17)


@pytest.mark.parametrize(
    ("last", "danish", "english"),
    [
        (date(2026, 12, 21), "17.–21. december 2026", "17–21 December 2026"),
        (date(2026, 12, 17), "17. december 2026", "17 December 2026"),
        (date(2027, 1, 3), "17. december 2026 – 3. januar 2027", "17 December 2026 – 3 January 2027"),
        (None, "17. december 2026", "17 December 2026"),
    ],
)
def test_from_the_seventeenth_of_december(last, danish, english):
    assert from_to(FIRST, last) == danish
    with override("en"):
        assert from_to(FIRST, last) == english


def test_two_months_of_one_year():
    assert from_to(date(2026, 10, 28), date(2026, 11, 3)) == "28. oktober – 3. november 2026"


def test_only_the_last_day_is_known():
    assert from_to(None, FIRST) == "17. december 2026"
    assert from_to(None, None) == ""
