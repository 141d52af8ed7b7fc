"""What pages of other rooms say about one's own selection."""

from django import template
from django.template import Context

from trials.catalogue.selection import selected_trials as trials_of

register = template.Library()


@register.simple_tag(takes_context=True)
def selected_trials(context: Context) -> set[int]:
    """`{% selected_trials as picked %}`: the trial actions in the reader's own selection."""
    return trials_of(context["request"].actor)
