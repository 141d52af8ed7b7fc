"""One trial action as a PDF of its own: made of the published version when somebody asks for it, and then the same file for every reader."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from portal.documents.kinds import DocumentKind, kind_named, register, template_version
from portal.documents.models import Document
from portal.documents.rendering import Publication
from trials.documents import trial_snapshot
from trials.models import Version
from trials.printing import trial_publication

SINGLE = "trial"


def single_snapshot(version: Version, _now: datetime) -> dict[str, Any]:
    """Return what the page says, in the language that it is read in."""
    return {"kind": SINGLE, "language": get_language() or settings.LANGUAGE_CODE, **trial_snapshot(version)}


def single_publication(snapshot: Mapping[str, Any]) -> Publication:
    return trial_publication(snapshot, language=snapshot["language"])


def current_single(version: Version) -> Document | None:
    """The newest order of exactly what the page says now, as it would be printed now; whether it is ready, under way or failed."""
    snapshot = single_snapshot(version, version.changed_at)
    same = {"kind": SINGLE, "language": snapshot["language"], "snapshot_hash": kind_named(SINGLE).fingerprint(snapshot)}
    return Document.objects.of(version).filter(**same, template_version=template_version()).first()


register(
    DocumentKind(
        name=SINGLE,
        snapshot=single_snapshot,
        publication=single_publication,
        file_name=lambda version: f"{version.trial.slug}.pdf",
        title=lambda version: version.display_title,
        page=lambda version: reverse("trials:pdf", args=[version.trial.slug]),
        may_order="trials.print",
    )
)
