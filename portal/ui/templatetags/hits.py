"""The rows of a result list: a page has twenty, so they are put together without a template for each."""

from collections.abc import Container, Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.ui.templatetags.ui import figure, figure_image, focus_area, icon, outcome, place, written_in

register = template.Library()
_HIT = """<li class="hit fa-{number}">
<div class="hit__fig"><img src="{figure}" alt="" width="480" height="320" loading="lazy"></div>
<div class="hit__body">
<p class="small soft">{place}{years}</p>
<h{level} class="h3"><a href="{address}"{language}>{headline}</a></h{level}>
{standfirst}{passage}{areas}<div class="hit__end">{outcome}{spark}{pick}</div>
</div>
</li>
"""
_SPARK = (
    '<span class="spark"><svg viewBox="0 0 96 28" role="img" aria-label="{}"><polyline points="{}" fill="none" stroke="currentColor" stroke-width="2"/>'
    '<circle cx="{}" cy="{}" r="3.5" fill="currentColor"/></svg><span aria-hidden="true">{} → {}{}</span></span>'
)
_LONGEST_UNIT = 25


@register.simple_tag
def hit(version: Any, level: int = 3, picking: str = "", picked: Container[int] = ()) -> SafeString:
    """`{% hit version %}`: a row of a result list. Where the page has looked for them, `version.marked` holds the words found in it and `version.line` its small chart.

    `picking` is the id of the form that gathers trial actions, `picked` those that it has gathered.
    """
    trial, areas, marked = version.trial, version.areas, getattr(version, "marked", None)
    number = figure(areas[0]) if areas else 1
    return format_html(
        _HIT,
        number=number,
        figure=figure_image(number),
        place=place(trial),
        years=format_html("&nbsp;· {}", trial.years) if trial.years else "",
        level=level,
        address=reverse("trials:detail", args=[trial.slug]),
        language=written_in(),
        headline=marked.headline if marked else _headline(version),
        standfirst=_standfirst(marked or version),
        passage=_passage(marked),
        areas=_areas(areas),
        outcome=outcome(trial),
        spark=_spark(getattr(version, "line", None)),
        pick=_pick(version, picking, version.trial_id in picked),
    )


def _headline(version: Any) -> str:
    return version.headline or version.display_title


def _standfirst(said: Any) -> str:
    return format_html("<p{}>{}</p>\n", written_in(), said.standfirst) if said.standfirst else ""


def _passage(marked: Any) -> str:
    """Where else the words were found."""
    if not (marked and marked.passage):
        return ""
    return format_html(
        '<p class="small hit__from"><span class="soft">{}:</span> <span{}>{}</span></p>\n', marked.where, written_in(), marked.passage
    )


def _areas(areas: list[Any]) -> str:
    return format_html('<p class="fas">{}</p>\n', format_html_join("", "{}", ((focus_area(area),) for area in areas))) if areas else ""


def _spark(line: Mapping[str, str] | None) -> str:
    """A small chart with its words."""
    if line is None:
        return ""
    unit = f" {line['unit']}" if len(line["unit"]) <= _LONGEST_UNIT else ""
    words = _("%(name)s: fra %(first)s til %(last)s") % line
    return format_html(_SPARK, words, line["points"], line["end_x"], line["end_y"], line["first"], line["last"], unit)


def _pick(version: Any, picking: str, is_picked: bool) -> str:
    """The button that puts it in the reader's own catalogue, or that it is there."""
    if is_picked:
        return format_html('<span class="small soft">{} {}</span>', icon("check", "ico--s"), _("I dit katalog"))
    if not picking:
        return ""
    return format_html(
        '<button type="submit" class="textbtn hit__pick" form="{}" name="trial" value="{}">{}<span class="sr-only"{}>: {}</span></button>',
        picking,
        version.trial.slug,
        _("Føj til mit katalog"),
        written_in(),
        _headline(version),
    )
