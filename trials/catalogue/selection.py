"""*Mit katalog*: what one person has gathered, and how it becomes a document.

What is gathered is trial actions; which of their versions may be read is asked each time, on the page and when the PDF is ordered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.documents.kinds import DocumentKind, register
from portal.documents.models import Document
from portal.documents.rendering import Publication
from trials.catalogue.choices import SELECTION
from trials.catalogue.models import Selection, SelectionItem
from trials.documents import trial_snapshot
from trials.models import Version
from trials.printing import opening, prepared


@dataclass(frozen=True)
class Chosen:
    """One line of the page."""

    item: SelectionItem
    version: Version
    is_first: bool = False
    is_last: bool = False


def selection_of(actor: Actor) -> Selection | None:
    return Selection.objects.visible_to(actor).first()


def chosen(selection: Selection | None, actor: Actor) -> list[Chosen]:
    """What the actor may read of the selection, in its order, loaded for a list."""
    if selection is None:
        return []
    readable = {version.trial_id: version for version in _readable(selection, actor).for_lists()}
    lines = [(item, readable[item.trial_id]) for item in selection.items.all() if item.trial_id in readable]
    return [Chosen(item, version, place == 1, place == len(lines)) for place, (item, version) in enumerate(lines, 1)]


def selected_trials(actor: Actor) -> set[int]:
    """The trial actions in the actor's own selection."""
    return set(SelectionItem.objects.filter(selection__user=actor.user).values_list("trial", flat=True)) if actor.is_signed_in else set()


def newest_document(selection: Selection | None) -> Document | None:
    return Document.objects.of(selection).first() if selection else None


@dataclass(frozen=True)
class Reading:
    """A selection as one person reads it, in one role: what is ordered must never hold more than that."""

    selection: Selection
    actor: Actor

    def versions(self) -> list[Version]:
        places = dict(self.selection.items.values_list("trial", "position"))
        return sorted(_readable(self.selection, self.actor).for_story(), key=lambda version: places[version.trial_id])


def _readable(selection: Selection, actor: Actor):
    return Version.objects.published_to(actor).filter(trial__selection_items__selection=selection)


def selection_snapshot(selection: Selection, now: datetime) -> dict[str, Any]:
    """Return everything that the PDF says. The service has set whose reading it is (`Selection.reading`)."""
    local = timezone.localtime(now)
    return {
        "kind": SELECTION,
        "language": get_language() or settings.LANGUAGE_CODE,
        "title": _("Mit katalog"),
        "made_on": date_format(local, "DATE_FORMAT"),
        "publisher": settings.SITE_OPERATOR,
        "address": settings.SITE_URL,
        "trials": [trial_snapshot(version) for version in selection.reading.versions()],
        "demo": settings.DEMO,
    }


def selection_publication(snapshot: Mapping[str, Any]) -> Publication:
    """Return the plain book: a list of contents, and the openings one after another. Reads the snapshot only."""
    with translation.override(snapshot["language"]):
        selection = prepared(snapshot)
        openings = [opening(trial) for trial in selection["trials"]]
        drawings = {name: drawing for shown in openings for name, drawing in shown["drawings"].items()}
    return Publication("print/selection.html", {"selection": selection, "openings": openings}, snapshot["language"], drawings)


register(
    DocumentKind(
        name=SELECTION,
        snapshot=selection_snapshot,
        publication=selection_publication,
        file_name=lambda _selection: "mit-katalog.pdf",
        title=str,
        page=lambda _selection: reverse("catalogue:selection"),
        may_order="selection.order",
        volatile=frozenset({"made_on"}),
    )
)
