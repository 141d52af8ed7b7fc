"""The cover on the screen, composed as the printed one: drawing above, words below, the title in the size in which it fits."""

from django import template

from trials.catalogue.book.contents import cover_class

register = template.Library()


@register.filter
def title_size(title: str) -> str:
    return f"cover--{cover_class(title) or 'short'}"
