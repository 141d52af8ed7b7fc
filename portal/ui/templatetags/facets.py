"""The checkboxes beside the list: a page has up to two hundred, so they are put together without a template for each."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString

from portal.text.filling import filled
from portal.ui.facets import Choice

register = template.Library()
_CHOICE = (
    '<li><label class="check"><input type="checkbox" id="{0}" name="{1}" value="{2}"{3}>'
    '<span>{4}</span><span class="n">{5}</span></label></li>\n'
)
_GROUPED_FROM = 1000


@register.simple_tag
def checkboxes(choices: Iterable[Choice]) -> SafeString:
    """`{% checkboxes facet.first %}`: each with how many it would show."""
    return filled(_CHOICE, map(_values, choices))


def _values(choice: Choice) -> tuple[Any, ...]:
    count = number_format(choice.count) if choice.count >= _GROUPED_FROM else choice.count
    return choice.html_id, choice.name, choice.value, " checked" if choice.is_chosen else "", choice.label, count
