from collections.abc import Iterable, Mapping

from django import template
from django.utils.safestring import SafeString

from portal.text import notation as text_notation
from portal.text.passages import Mark

register = template.Library()


@register.filter
def notation(text: str, level: int = 3) -> SafeString:
    """`{{ version.done|notation:3 }}`: stored text as safe HTML with subheadings at the level."""
    return text_notation.to_html(text, int(level))


@register.simple_tag
def passages(text: str, marks: Mapping[str, Iterable[Mark]] | str, *place: str | int) -> SafeString:
    """`{% passages seen.text marks "observation" 2 %}`: the same, with the passages marked that `marks` has for the place."""
    return text_notation.to_html(text, 3, _of(marks, place))


@register.simple_tag
def passages_line(text: str, marks: Mapping[str, Iterable[Mark]] | str, *place: str | int) -> SafeString:
    """The same for a text without notation."""
    return text_notation.line_to_html(text, _of(marks, place))


def _of(marks: Mapping[str, Iterable[Mark]] | str, place: Iterable[str | int]) -> Iterable[Mark]:
    """The marks of one place; a page that marks nothing has none."""
    return marks.get("-".join(map(str, place)), ()) if isinstance(marks, Mapping) else ()
