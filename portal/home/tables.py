"""The municipalities, one's own list and the log as files (portal.ui.spreadsheets): what the pages show, told line by line."""

from collections.abc import Iterator
from itertools import batched

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import Actor
from portal.home.log import Line, lines, with_subjects
from portal.home.work import Work
from portal.home.work.rows import Row
from portal.ui.spreadsheets import Column
from portal.workflow.models import LogEntry

_AT_A_TIME = 500

LOG: list[Column] = [
    (gettext_lazy("Hvornår"), lambda line: line.at),
    (gettext_lazy("Hvem"), lambda line: line.who),
    (gettext_lazy("Som"), lambda line: line.acting_as),
    (gettext_lazy("Hvad"), lambda line: line.words),
    (gettext_lazy("Om"), lambda line: line.about),
    (gettext_lazy("Bemærkning"), lambda line: line.note),
]

MUNICIPALITIES: list[Column] = [
    (gettext_lazy("Kommune"), lambda municipality: municipality.official_name),
    (gettext_lazy("Kommunekode"), lambda municipality: municipality.code),
    (gettext_lazy("Publiceret for alle"), lambda municipality: municipality.published),
    (gettext_lazy("Adresse"), lambda municipality: settings.SITE_URL + reverse("home:municipality", args=[municipality.slug])),
]

OWN: list[Column] = [
    (gettext_lazy("Liste"), lambda row: row[0]),
    (gettext_lazy("Titel"), lambda row: row[1].title),
    (gettext_lazy("Status"), lambda row: row[1].thing.get_state_display()),
    (gettext_lazy("Oplysninger"), lambda row: row[1].sub),
    (gettext_lazy("Kun én ansvarlig"), lambda row: _("ja") if row[1].lone else ""),
]


def log_lines(entries: QuerySet[LogEntry], reader: Actor) -> Iterator[Line]:
    """Every act as the reader may see it, some hundred at a time."""
    for some in batched(with_subjects(entries).iterator(chunk_size=_AT_A_TIME), _AT_A_TIME, strict=False):
        yield from lines(some, reader)


def own_rows(work: Work) -> list[tuple[str, Row]]:
    """The lists of ”Mine opgaver” below the tasks, each row with the name of its list."""
    named = [
        (_("Mine kladder"), work.drafts),
        (_("Mine ophold"), work.journey_rows),
        (_("Kataloger under arbejde"), work.edition_rows),
        (_("Stedets prøvehandlinger"), work.place_rows),
    ]
    return [(name, row) for name, rows in named for row in rows]
