"""The texts of one trial action that can be compared: as it stands now, as it was named, as it was sent, as it was published."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.models import User
from trials.choices import FROZEN_STATES, OPEN_STATES
from trials.documents import lasting_snapshot
from trials.models import NamedVersion, SentText, Version

NOW = "nu"


@dataclass(frozen=True)
class KeptText:
    """One of them. `key` is part of the page's address; `source` is what can be brought back, if it can."""

    key: str
    label: str
    at: datetime
    by: User | None
    read: Callable[[], dict[str, Any]]
    reason: str = ""
    source: NamedVersion | Version | None = None

    @property
    def snapshot(self) -> dict[str, Any]:
        """What a reader would have seen, in the portal's first language."""
        return self.read()


def kept_texts(version: Version, actor: Actor) -> list[KeptText]:
    """All of them, the newest first. The texts themselves are read only when they are asked for."""
    versions = Version.objects.visible_to(actor).filter(trial=version.trial_id)
    found = [*_named(versions), *_sent(versions), *_published(versions)]
    return [*_now(versions), *sorted(found, key=lambda kept: kept.at, reverse=True)]


def _now(versions: Any) -> Iterator[KeptText]:
    for version in versions.filter(state__in=OPEN_STATES).select_related("trial__municipality", "changed_by"):
        yield KeptText(NOW, _("Teksten, som den står nu"), version.changed_at, version.changed_by, _reading_version(version))


def _named(versions: Any) -> Iterator[KeptText]:
    for named in NamedVersion.objects.filter(version__in=versions).select_related("made_by").defer("text", "snapshot"):
        yield KeptText(f"navn-{named.pk}", named.name, named.made_at, named.made_by, _reading(named), named.reason, named)


def _sent(versions: Any) -> Iterator[KeptText]:
    for sent in SentText.objects.filter(version__in=versions).select_related("version__submitted_by").defer("snapshot"):
        yield KeptText(f"sendt-{sent.pk}", _("Sendt til gennemsyn"), sent.sent_at, None, _reading(sent))


def _reading(row: NamedVersion | SentText) -> Callable[[], dict[str, Any]]:
    return lambda: row.snapshot


def _published(versions: Any) -> Iterator[KeptText]:
    for version in versions.filter(state__in=FROZEN_STATES).select_related("trial__municipality", "published_by").defer("frozen"):
        label = _("Publiceret, version %(number)s") % {"number": version.number}
        yield KeptText(f"version-{version.pk}", label, version.published_at, version.published_by, _reading_version(version), "", version)


def _reading_version(version: Version) -> Callable[[], dict[str, Any]]:
    return lambda: lasting_snapshot(version)
