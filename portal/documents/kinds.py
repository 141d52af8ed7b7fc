"""The kinds of documents. Each room registers its own; this room knows how to build any of them."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from portal.documents.rendering import Publication

Snapshot = dict[str, Any]


@dataclass(frozen=True)
class VolumePlan:
    """One volume of a large document. `publication` is given the pages on which anchors stand in the volumes before it."""

    title: str
    publication: Callable[[Sequence[Mapping[str, int]]], Publication]


@dataclass(frozen=True)
class DocumentKind:
    """What a room tells about one of its documents."""

    name: str
    snapshot: Callable[[Any, datetime], Snapshot]
    """Everything the document says, as plain data."""
    publication: Callable[[Snapshot], Publication]
    """Template, context and drawings, made from the snapshot alone."""
    file_name: Callable[[Any], str]
    title: Callable[[Any], str]
    page: Callable[[Any], str]
    """The path of the page where it is followed and fetched; mails link to it."""
    may_order: str
    """The permission to order and cancel it."""
    volumes: Callable[[Snapshot], Sequence[VolumePlan]] = field(default=lambda _snapshot: ())
    """The volumes that the snapshot says it is divided into; none for one that is a single file."""
    volatile: frozenset[str] = field(default=frozenset())
    """Keys of the snapshot that say when it was made; two snapshots that differ only in them are the same document."""

    was_set: Callable[[Snapshot, Mapping[str, tuple[int, float]]], None] | None = None
    """Told the pages of each trial action, by anchor, and how much of the last one is taken, when a book has been set."""

    def fingerprint(self, snapshot: Snapshot) -> str:
        """SHA-256 of what the document says."""
        lasting = {key: value for key, value in snapshot.items() if key not in self.volatile}
        return hashlib.sha256(json.dumps(lasting, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


_KINDS: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> None:
    if _KINDS.get(kind.name, kind) is not kind:
        raise ValueError(f"The document kind {kind.name!r} is registered twice.")
    _KINDS[kind.name] = kind


def kind_named(name: str) -> DocumentKind:
    return _KINDS[name]


@lru_cache(maxsize=1)
def template_version() -> str:
    """A fingerprint of the print templates and stylesheets: the same order is set anew when they have changed."""
    digest = hashlib.sha256()
    for folder in (settings.BASE_DIR / "templates" / "print", settings.BASE_DIR / "static" / "print"):
        for path in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
