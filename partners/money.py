"""How amounts are written."""

from decimal import Decimal

from django.utils.formats import number_format


def written(amount: Decimal | int) -> str:
    """”7.452”, or ”1.863,50” where there are cents (EUR), as the language of the page writes numbers."""
    is_whole = Decimal(amount) == Decimal(amount).to_integral_value()
    return number_format(amount, decimal_pos=0 if is_whole else 2, use_l10n=True, force_grouping=True)
