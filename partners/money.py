"""How amounts (EUR) are written."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

_CENT = Decimal("0.01")


def written(amount: Decimal | int, language: str | None = None) -> str:
    """”7.452”, or ”1.863,50” where there are cents: as the language writes numbers, which is the page's unless another is named."""
    exact = Decimal(amount).quantize(_CENT, ROUND_HALF_UP)
    is_whole = exact == exact.to_integral_value()
    with override(language or get_language()):
        return number_format(exact, decimal_pos=0 if is_whole else 2, use_l10n=True, force_grouping=True)


def in_euro(amount: Decimal | int) -> str:
    """”7.452 euro”."""
    return _("%(amount)s euro") % {"amount": written(amount)}
