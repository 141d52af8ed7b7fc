from django import template
from django.utils.safestring import SafeString

from portal.text import notation as text_notation

register = template.Library()


@register.filter
def notation(text: str, level: int = 3) -> SafeString:
    """`{{ version.done|notation:3 }}`: stored text as safe HTML with subheadings at the level."""
    return text_notation.to_html(text, int(level))
