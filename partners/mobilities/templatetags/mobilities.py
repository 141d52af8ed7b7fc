from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from partners.countries import country_name
from partners.money import written
from portal.ui.templatetags.ui import joined

register = template.Library()


@register.filter
def euro(amount: Decimal | None) -> str:
    """”1.863”, or ”1.863,50” where there are cents."""
    return "" if amount is None else written(amount)


@register.filter
def change_in_euro(amount: Decimal) -> str:
    """With its sign: ”+172”, ”−344”."""
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    return f"{sign}{euro(abs(amount))}"


register.filter("country", country_name)


@register.filter
def deciding_names(roles: list[Any]) -> str:
    """”Birgit Ravn (Skoleleder, Hasselhegnskolen) eller Mette Holt (Chef, Egsted)”."""
    names = [f"{role.user.name} ({role.label})" for role in roles]
    either = _("eller")
    return f" {either} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


@register.filter
def category_names(rows: list[Any]) -> str:
    """”rejse og opholdsstøtte”: the labels of budget rows in a sentence."""
    return joined([row.label.lower() for row in rows])
