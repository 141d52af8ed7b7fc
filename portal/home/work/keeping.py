"""What waits for a system administrator: periods of retention to confirm, and the accessibility statement to go through."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.home import queries
from portal.home.work.task import Task, Urgency


def to_confirm(now: datetime) -> Iterator[Task]:
    """Kinds of data that nobody has decided on: nothing of them is ever purged."""
    if missing := queries.unconfirmed_kinds():
        words = ngettext("Der mangler én periode.", "Der mangler %(count)d perioder.", len(missing)) % {"count": len(missing)}
        kept = _("Indtil de er bekræftet, bliver intet slettet.")
        yield Task(
            Urgency.WAITING,
            now,
            _("Skal bekræftes"),
            "wait",
            _("Bekræft, hvor længe oplysninger gemmes"),
            f"{words} {kept}",
            _("Se perioderne"),
            reverse("home:retention"),
        )


def to_review(now: datetime) -> Iterator[Task]:
    """Once a year."""
    if queries.statement_is_due(now):
        yield Task(
            Urgency.TO_PUBLISH,
            now,
            _("Én gang om året"),
            "wait",
            _("Gennemgå tilgængelighedserklæringen"),
            _("Der er ikke noteret en gennemgang det sidste år."),
            _("Se hvordan"),
            reverse("home:accessibility"),
        )
