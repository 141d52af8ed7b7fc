"""The checkboxes beside the list: a page has up to two hundred, so they are put together without a template for each."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portal.ui.facets import Choice

register = template.Library()
_CHOICE = (
    '<li><label class="check"><input type="checkbox" id="{}" name="{}" value="{}"{}><span>{}</span><span class="n">{}</span></label></li>\n'
)
_GROUPED_FROM = 1000


@register.simple_tag
def checkboxes(choices: Iterable[Choice]) -> SafeString:
    """`{% checkboxes facet.first %}`: each with how many it would show."""
    return format_html_join("", _CHOICE, map(_parts, choices))


def _parts(choice: Choice) -> tuple[Any, ...]:
    checked = " checked" if choice.is_chosen else ""
    count = number_format(choice.count) if choice.count >= _GROUPED_FROM else choice.count
    return choice.html_id, choice.name, choice.value, checked, choice.label, count
