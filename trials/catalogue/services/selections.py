"""The acts on one's own selection. They are not in the log: what a person gathers for own use is told to nobody. The order of a PDF is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.documents import services as documents
from portal.documents.models import Document
from portal.workflow.gate import Incomplete, Refused
from trials.catalogue.choices import MOST_SELECTED, SELECTION
from trials.catalogue.models import Selection, SelectionItem
from trials.catalogue.selection import Reading
from trials.models import Version


def put(*, version: Version, by: Actor, now: datetime) -> bool:
    """Put a published trial action that the actor may read last in the own selection. Returns whether it is new there."""
    require(by, "selection.make")
    if not Version.objects.published_to(by).filter(pk=version.pk).exists():
        raise Refused(_("Kun prøvehandlinger, der er publiceret, kan føjes til dit katalog."))
    with _changing(by, now) as selection:
        there = list(selection.items.values_list("trial", flat=True))
        if version.trial_id in there:
            return False
        if len(there) >= MOST_SELECTED:
            raise Refused(_("Der er plads til %(most)s prøvehandlinger i dit katalog. Tag nogen ud først.") % {"most": MOST_SELECTED})
        SelectionItem.objects.create(selection=selection, trial=version.trial, position=len(there) + 1)
        return True


def take_out(*, item_id: int, by: Actor, now: datetime) -> None:
    """Take one out; one that is already gone is no error."""
    with _changing(by, now) as selection:
        selection.items.filter(pk=item_id).delete()
        _number(list(selection.items.all()))


def move(*, item_id: int, steps: int, by: Actor, now: datetime) -> None:
    """Move one up (negative) or down, as far as there is room. Those that the actor may not read now are passed over unseen."""
    with _changing(by, now) as selection:
        items = list(selection.items.all())
        seen = set(Version.objects.published_to(by).filter(trial__selection_items__selection=selection).values_list("trial", flat=True))
        shown = [item for item in items if item.trial_id in seen]
        place = next((place for place, item in enumerate(shown) if item.pk == item_id), None)
        if place is None or not 0 <= place + steps < len(shown):
            return
        moved, other = shown[place], shown[place + steps]
        items.remove(moved)
        items.insert(items.index(other) + (1 if steps > 0 else 0), moved)
        _number(items)


def empty(*, by: Actor, now: datetime) -> None:
    """Take everything out, and do away with the PDF that was made of it."""
    with _changing(by, now) as selection:
        selection.items.all().delete()
        documents.discard(holding=_documents_of(selection), keep=[], now=now)


def order(*, by: Actor, now: datetime) -> Document:
    """Order a PDF of what the actor may read of the selection now, in the language that is read in; the one before it goes."""
    with _changing(by, None) as selection:
        selection.reading = Reading(selection, by)  # type: ignore[attr-defined]
        if not selection.reading.versions():  # type: ignore[attr-defined]
            raise Incomplete([_("Føj mindst én prøvehandling til dit katalog")])
        language = get_language() or settings.LANGUAGE_CODE
        document = documents.request(kind=SELECTION, subject=selection, language=language, by=by, now=now)
        documents.discard(holding=_documents_of(selection), keep=[document.pk], now=now)
    return document


def _documents_of(selection: Selection) -> Q:
    return Q(subject_type=ContentType.objects.get_for_model(Selection), subject_id=selection.pk)


@contextmanager
def _changing(by: Actor, now: datetime | None) -> Iterator[Selection]:
    """Hold the actor's own selection locked, made when it is needed first; `now` is noted when it is changed."""
    require(by, "selection.make")
    with transaction.atomic():
        if now:
            Selection.objects.get_or_create(user=by.user, defaults={"changed_at": now})
        selection = Selection.objects.select_for_update().filter(user=by.user).first()
        if selection is None:
            raise Incomplete([_("Føj mindst én prøvehandling til dit katalog")])
        yield selection
        if now:
            selection.changed_at = now
            selection.save(update_fields=["changed_at"])


def _number(items: list[SelectionItem]) -> None:
    for place, item in enumerate(items, 1):
        item.position = place
    SelectionItem.objects.bulk_update(items, ["position"])
