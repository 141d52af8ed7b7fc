"""How the consortium's pages write countries and money."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from partners.countries import country_name

register = template.Library()


@register.filter
def country(code: str) -> str:
    """”Cypern” for CY."""
    return country_name(code)


@register.filter
def euro(amount: Decimal | int | None) -> str:
    """”7.452 euro”; whole euro unless there are cents."""
    if amount is None:
        return ""
    whole = Decimal(amount) == Decimal(amount).to_integral_value()
    return _("%(amount)s euro") % {"amount": number_format(amount, decimal_pos=0 if whole else 2, force_grouping=True)}


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """What a mapping holds under a key."""
    return mapping.get(key)
