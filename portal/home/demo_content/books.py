"""The published catalogue, ordered, built and published through the same services as the pages use."""

from functools import partial

from portal.documents.building import build
from portal.documents.choices import DocumentState
from portal.documents.models import Document
from portal.home.demo_content.content import Data
from portal.home.demo_content.lives import at
from portal.home.demo_content.places import World
from portal.text.normalise import normalise
from trials.catalogue.models import Edition
from trials.catalogue.services import editions
from trials.choices import State
from trials.models import Version

_TEXTS = ("foreword", "introduction", "thanks")
_LINES = ("title", "subtitle", "place", "foreword_name", "foreword_title")


def make_catalogue(data: Data, world: World, versions: dict[str, Version]) -> Edition:
    """Write the edition, order it, build it here as a worker would, and publish it. It stays a draft when it could not be built."""
    editor, begun, ordered = world.actor(data["editor"]), at(data["begun"]), at(data["ordered"])
    edition = editions.start(title=data["title"], by=editor, now=begun)
    Edition.objects.filter(pk=edition.pk).update(number=data["number"])  # the first one came out before the portal
    edition.refresh_from_db()
    frame = {name: data[name] for name in _LINES} | {name: normalise(data[name]) for name in _TEXTS}
    editions.save_frame(edition=edition, values=frame, by=editor, now=begun)
    editions.add(edition=edition, versions=_published(data["trials"], versions), by=editor, now=begun)
    edition.refresh_from_db()
    document = editions.order(edition=edition, by=editor, now=ordered)
    build(document_id=document.pk, clock=partial(at, data["ordered"], 10))
    if Document.objects.filter(pk=document.pk, state=DocumentState.READY).exists():
        edition = editions.publish(edition=edition, by=editor, now=at(data["ordered"], 12))
    return edition


def _published(keys: list[str], versions: dict[str, Version]) -> list[Version]:
    """The public version of each, also where the latest one is still being written."""
    public = {version.trial_id: version for version in Version.objects.filter(state=State.PUBLISHED)}
    return [public[versions[key].trial_id] for key in keys]
