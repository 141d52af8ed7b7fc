from datetime import date

import pytest
from django.utils import translation

from portal.text.dates import span

MARCH_1, MARCH_5, APRIL_2, NEXT_YEAR = date(2027, 3, 1), date(2027, 3, 5), date(2027, 4, 2), date(2028, 3, 5)


@pytest.mark.parametrize(
    ("first", "last", "danish", "english"),
    [
        (MARCH_1, MARCH_5, "1.–5. marts 2027", "1–5 March 2027"),
        (MARCH_1, APRIL_2, "1. marts – 2. april 2027", "1 March – 2 April 2027"),
        (MARCH_5, NEXT_YEAR, "5. marts 2027 – 5. marts 2028", "5 March 2027 – 5 March 2028"),
        (MARCH_1, MARCH_1, "1. marts 2027", "1 March 2027"),
        (MARCH_1, None, "1. marts 2027", "1 March 2027"),
        (None, MARCH_5, "5. marts 2027", "5 March 2027"),
        (None, None, "", ""),
    ],
)
def test_what_two_days_share_is_said_once(first, last, danish, english):
    assert span(first, last) == danish
    with translation.override("en"):
        assert span(first, last) == english
