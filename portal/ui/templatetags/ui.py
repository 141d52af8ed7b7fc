"""Template tags and filters that every page may use: built in through the settings, so no page loads them.

They know the shapes they draw (a state, a focus area, a place), never the rooms that own them.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from portal.charts import BAR_WIDTH, Bar
from portal.text.dates import span

register = template.Library()

_SIGNS = re.compile(r"(?=[@.])")

# The look of each state in a pill: versions, editions, documents and mails together. An unknown state is drawn neutral.
STATE_LOOKS = {
    "draft": "open",
    "submitted": "wait",
    "returned": "stop",
    "approved": "note",
    "published": "ok",
    "withdrawn": "stop",
    "archived": "open",
    "requested": "wait",
    "building": "note",
    "ready": "ok",
    "failed": "stop",
    "cancelled": "open",
    "queued": "wait",
    "sending": "note",
    "sent": "ok",
    "uncertain": "wait",
    "applied": "wait",
    "valid": "ok",
    "current": "ok",
    "running": "ok",
    "ranking": "note",
    "open": "wait",
    "distributed": "ok",
    "suspended": "stop",
    "declined": "stop",
    "superseded": "open",
    "proposed": "wait",
    "endorsed": "wait",
    "sent_back": "stop",
    "cleared": "ok",
    "under_way": "note",
    "home": "note",
    "reported": "wait",
    "completed": "ok",
    "rejected": "stop",
    "issued": "ok",
}
# A kind of thing in a state looks the same in every page of a language, so its pill is put together once.
_PILLS: dict[tuple[type, str, str | None], SafeString] = {}
# Sign, class and words of an outcome, and of a life without one. Sign and words always stand together.
OUTCOMES = {
    "as_expected": ("som-ventet", "som", gettext_lazy("Gik som ventet")),
    "partly": ("delvist", "del", gettext_lazy("Gik delvist som ventet")),
    "not_as_expected": ("ikke-som-ventet", "ikke", gettext_lazy("Gik ikke som ventet")),
}
LIVES = {
    "idea": ("ikke-set", "uset", gettext_lazy("Idé")),
    "running": ("i-gang", "uset", gettext_lazy("I gang")),
    "paused": ("ikke-set", "uset", gettext_lazy("På pause")),
    "never_started": ("ikke-som-ventet", "uset", gettext_lazy("Kom ikke i gang")),
    "evaluated": ("som-ventet", "uset", gettext_lazy("Evalueret")),
}
NUMBERS = (
    pgettext_lazy("antal", "nul"),
    pgettext_lazy("antal", "en"),
    pgettext_lazy("antal", "to"),
    pgettext_lazy("antal", "tre"),
    pgettext_lazy("antal", "fire"),
    pgettext_lazy("antal", "fem"),
    pgettext_lazy("antal", "seks"),
    pgettext_lazy("antal", "syv"),
    pgettext_lazy("antal", "otte"),
    pgettext_lazy("antal", "ni"),
    pgettext_lazy("antal", "ti"),
    pgettext_lazy("antal", "elleve"),
    pgettext_lazy("antal", "tolv"),
)


# Signs


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """`{% icon "search" %}`: a sign from the design system. It never stands without words."""
    return _sign("dkfds/img/all-svg-icons.svg", name, classes)


@register.simple_tag
def sign(name: str, classes: str = "") -> SafeString:
    """`{% sign "som-ventet" %}`: one of our own signs."""
    return _sign("svg/tegn.svg", name, classes)


@cache
def _sign(sheet: str, name: str, classes: str) -> SafeString:
    """Each looks the same in every page, so it is put together once."""
    return format_html(
        '<svg class="{}" focusable="false" aria-hidden="true"><use href="{}#{}"></use></svg>', f"ico {classes}".strip(), static(sheet), name
    )


@register.simple_tag
def message_icon(level: str) -> SafeString:
    """The sign of a message of a level."""
    return icon({"success": "success", "warning": "warning", "error": "error"}.get(level, "info"), "alert-icon")


@register.simple_tag
def figure_image(number: int, kind: str = "figur") -> str:
    """`{% figure_image 7 %}`: the address of a focus area's figure (`fokus`: small, `figur`: a picture, `baand`: a title band)."""
    return _static(f"svg/{kind}-{number}.svg")


@cache
def _static(path: str) -> str:
    return static(path)


# Parts of a page


@register.simple_tag
def focus_area(area: Any, link: bool = False) -> SafeString:
    """`{% focus_area area link=True %}`: figure and name. Takes a FocusArea, or its dict from a snapshot."""
    number = figure(area)
    image = format_html('<img src="{}" alt="" width="28" height="28">', _static(f"svg/fokus-{number}.svg"))
    if link:
        address = f"{reverse('trials:list')}?fokus={_of(area, 'pk') or _of(area, 'id')}"
        return format_html('<a class="fa fa-{}" href="{}">{}{}</a>', number, address, image, _name(area))
    return format_html('<span class="fa fa-{}">{}{}</span>', number, image, _name(area))


@register.filter
def figure(area: Any) -> int:
    """The number, 1 to 8, that picks a focus area's figure and colours; 1 where there is none."""
    return _of(area, "figure") or _of(area, "number") or 1


def _name(area: Any) -> str:
    return area["name"] if isinstance(area, dict) else str(area)


def _of(thing: Any, name: str) -> Any:
    """Read an attribute of a model or a key of its snapshot."""
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


@register.simple_tag
def outcome(trial: Any) -> SafeString:
    """`{% outcome trial %}`: how it went, else where it stands. Takes a TrialAction or its snapshot."""
    sign_name, look, words = OUTCOMES.get(_of(trial, "outcome")) or LIVES.get(_of(trial, "life"), LIVES["idea"])
    if not _of(trial, "outcome") and _of(trial, "life") == "running":
        words = _running_since(_of(trial, "starts_on")) or words
    return format_html('<span class="outcome outcome--{}">{}{}</span>', look, sign(sign_name), words)


def _running_since(start: date | None) -> str:
    if not start or start > timezone.localdate():
        return ""
    return _("I gang siden %(month)s") % {"month": date_format(start, "F Y")}


@register.simple_tag
def state_pill(thing: Any) -> SafeString:
    """`{% state_pill version %}`: the state's words in a pill. Takes anything with a `state` that has choices."""
    key = type(thing), thing.state, get_language()
    if key not in _PILLS:
        look, words = STATE_LOOKS.get(thing.state, "open"), thing.get_state_display()
        _PILLS[key] = format_html('<span class="state state--{}">{}</span>', look, words)
    return _PILLS[key]


@register.simple_tag
def bars(drawn: Sequence[Bar], title: str) -> SafeString:
    """`{% bars table.bars table.title %}`: one picture of the bars of a chart (portal.charts), each a drawing of its own.

    On a phone, where the words are larger beside the bars, the style sheet can then move the rows apart.
    """
    rows = format_html_join(
        "\n",
        '<svg viewBox="0 {} {} {}"><text class="bar__label" x="0" y="{}">{}</text><rect class="bar" x="0" y="{}" width="{}" height="20"/>'
        '<text class="bar__number" x="{}" y="{}">{}</text></svg>',
        (
            (bar.top, BAR_WIDTH, bar.height, bar.text_y, bar.label, bar.y, bar.width, bar.number_x, bar.number_y, bar.number)
            for bar in drawn
        ),
    )
    words = _("Søjler. Alle tal står i tabellen under figuren.")
    return format_html('<div class="bars" role="img" aria-label="{} – {}">{}</div>', title, words, rows)


@register.simple_tag
def place(trial: Any) -> str:
    """`{% place trial %}`: ”Egsted Kommune – Hasselhegnskolen”; never a school where none is named."""
    municipality = str(trial.municipality)
    unnamed = {"municipality": _("hele kommunen"), "unnamed": _("enkelte skoler, ikke navngivet")}
    where = unnamed.get(trial.scope) or joined(trial.schools.all())
    return f"{municipality} – {where}" if where else municipality


@register.simple_tag
def crumbs(*parts: str) -> SafeString:
    """`{% crumbs "Forside" "home:front" "Prøvehandlinger" "trials:list" "Klippekortet" %}`.

    Pairs of a label and a URL name or path; the last label, without one, is the page itself.
    """
    steps = [(parts[at], _address(parts[at + 1])) for at in range(0, len(parts) - 1, 2)]
    items = format_html_join("", '<li><a href="{1}">{0}</a></li>', steps)
    if len(parts) % 2:
        items += format_html('<li aria-current="page">{}</li>', parts[-1])
    return format_html('<nav class="crumbs" aria-label="{}"><ol class="no-max-width">{}</ol></nav>', _("Brødkrumme"), items)


def _address(name_or_path: str) -> str:
    return name_or_path if name_or_path.startswith("/") else reverse(name_or_path)


@register.inclusion_tag("components/card.html")
def card(version: Any, level: int = 3) -> dict[str, Any]:
    """`{% card version %}`: an item for `<ul class="cards no-max-width">`. Load the versions with `for_lists()`."""
    return _listed(version, level)


@register.inclusion_tag("components/lead_card.html")
def lead_card(version: Any, level: int = 3) -> dict[str, Any]:
    """`{% lead_card version %}`: the one that leads a page, across its whole width."""
    return _listed(version, level)


def _listed(version: Any, level: int) -> dict[str, Any]:
    areas = version.areas
    return {"version": version, "trial": version.trial, "areas": areas, "number": figure(areas[0]) if areas else 1, "level": level}


@register.simple_block_tag(takes_context=True)
def main_menu(context: Context, content: str) -> str:
    """Draw the main menu with the section that the page names in its `section` block marked as the current one."""
    items = [
        {
            "label": label,
            "url": reverse(name),
            "current": _current(context["request"].path, reverse(name), section == content.strip()),
        }
        for section, label, name in _menu(context["actor"])
    ]
    return template.loader.get_template("components/menu.html").render({**context.flatten(), "items": items}, context["request"])


def _menu(actor: Any) -> list[tuple[str, str, str]]:
    """Erasmus+ is for those who act in a municipality's schools or administration; the last word is that of the page."""
    public = [
        ("trials", _("Prøvehandlinger"), "trials:list"),
        ("catalogues", _("Kataloger"), "catalogue:list"),
        ("networks", _("Netværk"), "networks:list"),
    ]
    if not (actor and actor.is_signed_in):
        return public
    travels = actor.municipality_id is not None and actor.kind != "system_administrator"
    own = [("erasmus", "Erasmus+", "home:consortium")] if travels else []
    return [("work", _("Mine opgaver"), "home:work"), *public, *own]


def _current(path: str, url: str, in_section: bool) -> str:
    """`page` on the page itself, `true` on a page below it."""
    if path == url:
        return "page"
    return "true" if in_section else ""


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """The site's languages, each by its own name."""
    own_names = {"da": "Dansk", "en": "English"}
    return [(code, own_names[code]) for code, _label in settings.LANGUAGES]


@register.simple_tag
def written_in(language: str = settings.LANGUAGE_CODE) -> str:
    """`<p{% written_in %}>`: names the language of words that people wrote, where the page around them is in another one."""
    return format_html(' lang="{}"', language) if language != get_language() else ""


# Words


@register.filter
def what_was_kept(form: Any) -> str:
    """What stands in a form (or in rows without one) that comes back with errors: a browser is never handed a password or a file again."""
    widgets = {type(field.field.widget) for field in getattr(form, "visible_fields", list)()}
    if any(issubclass(widget, forms.PasswordInput) for widget in widgets):
        return _("Skriv adgangskoden igen. Resten står der stadig.")
    if any(issubclass(widget, forms.FileInput) for widget in widgets):
        return _("Det, du har skrevet, står der stadig. Har du valgt en fil, så vælg den igen.")
    return _("Det, du har skrevet, står der stadig.")


@register.filter
def day(value: date | datetime | None) -> str:
    """”i dag”, ”i går”, ”i morgen”, else ”3. marts 2026”, which stays on one line."""
    if value is None:
        return ""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return unbroken(_near(local) or date_format(local, "DATE_FORMAT"))


@register.filter
def grouped(number: int) -> str:
    """”1.020”."""
    return number_format(number, force_grouping=True)


@register.filter
def moment(value: datetime | None) -> str:
    """”i dag kl. 10.42”, else ”3. marts 2026 kl. 10.42”, in Danish time, on one line."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return unbroken(_("%(day)s kl. %(time)s") % {"day": day(local.date()), "time": date_format(local, "TIME_FORMAT")})


@register.filter
def unbroken(words: str) -> str:
    """`{{ starts_on|date|unbroken }}`: a few words that stay on one line, where ”19.” would else stand alone at its end."""
    return words.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def until(first: date | None, last: date | None) -> str:
    """`{{ starts_on|until:ends_on }}`: ”24.–28. november 2026”. Two whole dates may part after the dash."""
    return unbroken(span(first, last)).replace("–\N{NO-BREAK SPACE}", "– ")


def _near(value: date) -> str:
    today = timezone.localdate()
    near = {today: _("i dag"), today - timedelta(days=1): _("i går"), today + timedelta(days=1): _("i morgen")}
    return near.get(value, "")


@register.filter
def told(value: Any) -> Any:
    """A value of whatever kind as a page tells it: a day and a moment in words, nothing as nothing."""
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else ("" if value is None else value)


@register.filter
def filesize_da(size: int | None) -> str:
    """”310 kB”, ”6,2 MB”: in thousands, as the shops and the file managers count."""
    size = size or 0
    if size < 1000:
        return f"{size} byte"
    if size < 1_000_000:
        return f"{round(size / 1000)} kB"
    return f"{number_format(size / 1_000_000, decimal_pos=1)} MB"


@register.filter
def spelled(number: int) -> str:
    """”fire” for 0 to 12, else digits."""
    return str(NUMBERS[number]) if 0 <= number < len(NUMBERS) else number_format(number, force_grouping=True)


@register.filter
def joined(things: Sequence[Any]) -> str:
    """”a, b og c”."""
    words, word = [str(thing) for thing in things], _("og")
    return f" {word} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


@register.filter
def initials(person: Any) -> str:
    """Two letters that stand for a person, or for a name."""
    words = (person if isinstance(person, str) else getattr(person, "name", "") or str(person)).split()
    return (words[0][:1] + words[-1][:1]).upper() if len(words) > 1 else "".join(words)[:2].upper()


@register.filter
def breakable(mail: str) -> SafeString:
    """`{{ contact_email|breakable }}`: an address that goes on the next line at its signs, where there is no room for it, and not inside a word."""
    name, *more = _SIGNS.split(mail)
    return format_html("{}{}", name, format_html_join("", "<wbr>{}", ((piece,) for piece in more)))
