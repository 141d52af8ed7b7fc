"""A system administrator's reading of a text that is not public: with a reason, logged, told and shown."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.permissions import require
from portal.notices.choices import MailKind
from portal.notices.services import tell
from portal.workflow.gate import NoteMissing
from portal.workflow.log import record
from portal.workflow.models import LogEntry
from trials.addresses import writing_page
from trials.choices import READ_DRAFT
from trials.models import Version
from trials.services.review import writers_of


def read_draft(*, version: Version, reason: str, by: Actor, now: datetime) -> LogEntry:
    """Let a system administrator read one open version for an hour (READING_LASTS), and tell those who write it why.

    The log is what opens it: the sight of versions reads it there (trials.models.version).
    """
    require(by, "trials.read_draft", version)
    if not reason.strip():
        raise NoteMissing(_("Skriv, hvorfor du har brug for at læse teksten. De, der har skrevet den, får begrundelsen at se."))
    with transaction.atomic():
        entry = record(act=READ_DRAFT, subject=version, by=by, now=now, note=reason.strip())
        page_of = writing_page(version, localdate(now))
        for person in writers_of(version, now):
            if person.pk != by.user_id:
                context = {"version": version, "note": entry.note, "by": by}
                tell(kind=MailKind.DRAFT_READ, user=person, about=version, url=page_of(person), context=context, now=now)
    return entry
