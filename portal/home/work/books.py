"""What waits for those who make catalogues."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.documents.choices import DocumentState
from portal.documents.models import Document
from portal.home.work.task import Task, Urgency
from portal.ui.templatetags.ui import day
from trials.catalogue.models import Edition


def to_finish(editions: list[Edition], documents: dict[int, Document]) -> Iterator[Task]:
    """Builds that failed, and books that are ready to be read through and published."""
    for edition in editions:
        document = documents.get(edition.pk)
        if document and document.state == DocumentState.FAILED:
            yield _failed(edition, document)
        elif document and document.state == DocumentState.READY:
            yield _to_issue(edition, document)


def edition_url(edition: Edition) -> str:
    return reverse("catalogue:build", args=[edition.catalogue.slug, edition.number])


def _failed(edition: Edition, document: Document) -> Task:
    return Task(
        Urgency.FAILED,
        document.finished_at or document.requested_at,
        _("Kunne ikke bygges"),
        "stop",
        _("Byg ”%(title)s” igen") % {"title": edition.title},
        document.error,
        _("Se, hvad der gik galt"),
        edition_url(edition),
    )


def _to_issue(edition: Edition, document: Document) -> Task:
    return Task(
        Urgency.TO_ISSUE,
        document.finished_at or document.requested_at,
        _("PDF’en er klar"),
        "ok",
        _("Se ”%(title)s” igennem og udgiv") % {"title": edition.title},
        _("%(pages)d sider, bygget %(day)s.") % {"pages": document.pages, "day": day(document.finished_at or document.requested_at)},
        _("Gå til kataloget"),
        edition_url(edition),
    )
