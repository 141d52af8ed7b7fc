from decimal import Decimal

import pytest
from django.utils.translation import override

from partners.money import in_euro, written


@pytest.mark.parametrize(
    ("amount", "danish", "english"),
    [
        (0, "0", "0"),
        (7452, "7.452", "7,452"),
        (Decimal("7452.00"), "7.452", "7,452"),
        (Decimal("1863.50"), "1.863,50", "1,863.50"),
        (Decimal("0.05"), "0,05", "0.05"),
        (Decimal("-344.5"), "-344,50", "-344.50"),
        (Decimal(1000) / 3, "333,33", "333.33"),
        (Decimal("1234567.895"), "1.234.567,90", "1,234,567.90"),
        (Decimal("99.999"), "100", "100"),
    ],
)
def test_an_amount_is_written_as_each_language_writes_it(amount, danish, english):
    for page in ("da", "en"):
        with override(page):
            assert written(amount) == {"da": danish, "en": english}[page]
            assert (written(amount, "da"), written(amount, "en")) == (danish, english)


def test_euro_is_said_in_the_language_of_the_page():
    said = {}
    for page in ("da", "en"):
        with override(page):
            said[page] = in_euro(Decimal("1863.5"))
    assert said == {"da": "1.863,50 euro", "en": "1,863.50 euro"}
