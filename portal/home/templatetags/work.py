"""The lists of *Mine opgaver*: `{% load work %}{% work_rows work.drafts %}`."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.home.work.rows import Row
from portal.ui.templatetags.ui import state_pill

register = template.Library()


@register.simple_tag
def work_rows(rows: Iterable[Row]) -> SafeString:
    """Put together here: somebody can have hundreds of rows, and a template takes its time for each."""
    each = ((row.url, row.title, row.sub, _alone(row) if row.lone else "", state_pill(row.thing)) for row in rows)
    return format_html(
        '<ul class="rows no-max-width">{}</ul>',
        format_html_join("\n", '<li><a href="{}">{}</a><span class="sub">{}{}</span>{}</li>', each),
    )


def _alone(row: Row) -> SafeString:
    """What stands after the words about the row, which may be a sentence or not."""
    between = ("" if row.sub.endswith(".") else ".") + " " if row.sub else ""
    return format_html('{}<strong class="whole">{}</strong>', between, _("Kun én ansvarlig."))
