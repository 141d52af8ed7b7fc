"""How the consortium's pages write countries and money."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from partners.countries import country_name
from partners.grants.choices import Activity, Rate
from partners.grants.parts import single_figures
from partners.money import in_euro
from portal.text import danish

register = template.Library()


@register.filter
def country(code: str) -> str:
    """”Cypern” for CY."""
    return country_name(code)


@register.filter
def euro(amount: Decimal | int | None) -> str:
    """”7.452 euro”; whole euro unless there are cents."""
    return "" if amount is None else in_euro(amount)


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """What a mapping holds under a key."""
    return mapping.get(key)


@register.simple_tag
def activity_name(value: str) -> str:
    """”Jobskygning” for shadowing."""
    return str(dict(Activity.choices).get(value, value))


@register.simple_tag
def rate_name(value: str) -> str:
    """Who a daily rate is for."""
    return str(dict(Rate.choices).get(value, value)).capitalize()


@register.simple_tag
def country_names(codes: list[str]) -> str:
    """The countries of a group in alphabetical order."""
    return ", ".join(sorted(map(country_name, codes), key=danish.sort_key))


@register.simple_tag
def figures(part: Any) -> list[tuple[str, str]]:
    """The single figures of a part of the rates, each with its words; a rule that is off says so."""
    return [(label, _as_figure(value)) for label, value in single_figures(part)]


def _as_figure(value: str) -> str:
    if value == "None":
        return _("bruges ikke")
    return number_format(value, use_l10n=True, force_grouping=True) if value.replace(".", "", 1).isdecimal() else value


@register.filter
def percent(share: Decimal) -> str:
    """”70 %” for 0.70."""
    return _("%(number)s %%") % {"number": number_format(share * 100, decimal_pos=0)}
