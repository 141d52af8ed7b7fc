from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    QUEUED = "queued", _("I kø")
    SENDING = "sending", _("Sendes")
    SENT = "sent", _("Sendt")
    UNCERTAIN = "uncertain", _("Uvist")
    FAILED = "failed", _("Kunne ikke sendes")


class MailKind(models.TextChoices):
    INVITED = "invited", _("Invitation")
    SUBMITTED = "submitted", _("Sendt til gennemsyn")
    RETURNED = "returned", _("Sendt retur")
    APPROVED = "approved", _("Godkendt")
    PUBLISHED = "published", _("Publiceret")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")
    DOCUMENT_READY = "document_ready", _("Dokument klar")
    DOCUMENT_FAILED = "document_failed", _("Dokument fejlede")
    ACCOUNT = "account", _("Konto")
    PASSED_ON = "passed_on", _("Sendt videre")
    COMMENTED = "commented", _("Kommentar og svar")
    EDITED = "edited", _("Redaktørens forslag")
    EDIT_ANSWERED = "edit_answered", _("Svar på redaktørens forslag")
    RELEASE_ASKED = "release_asked", _("Spørgsmål om at frigive et tal")
    RELEASE_DECIDED = "release_decided", _("Svar om at frigive et tal")
    IMAGE_REMOVED = "image_removed", _("Billede fjernet")
    HANDED_OVER = "handed_over", _("Overdraget ansvar")
    DRAFT_READ = "draft_read", _("Kladde læst af en administrator")
    ROUND_OPENED = "round_opened", _("Ønskerunde åbnet")
    PLACES_GIVEN = "places_given", _("Pladser fordelt")
    REMINDER = "reminder", _("Påmindelse om ventetid")
    STATEMENT = "statement", _("Tilgængelighedserklæringen")
    MOBILITY_WAITS = "mobility_waits", _("Et ophold venter")
    MOBILITY_DECIDED = "mobility_decided", _("Afgørelse om et ophold")
    PAPERS_MISSING = "papers_missing", _("Påmindelse om dokumenter til et ophold")
    PAPER_REJECTED = "paper_rejected", _("Dokument til et ophold afvist")
    REPORT_DUE = "report_due", _("Påmindelse om rapport efter et ophold")
    DIGEST = "digest", _("Dagens samling")


class Delivery(models.TextChoices):
    """How a person wants the mails of one kind. The notice on the site comes in any case."""

    AT_ONCE = "at_once", _("Med det samme")
    DAILY = "daily", _("Samlet én gang om dagen")
    NEVER = "never", _("Ingen mail")


# Somebody must look at these: nothing more happens by itself.
STUCK = (MailState.UNCERTAIN, MailState.FAILED)
MAX_ATTEMPTS = 5
BACKOFF = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30))
# A claim this old belongs to a worker that died: whether the mail went out is not known.
CLAIM_HOLDS = timedelta(minutes=2)
# A queued mail this old has been forgotten by the broker.
LEFT_ALONE = timedelta(seconds=15)
# Roles that look after the mail of their place. The values of schools.people.choices.RoleKind, which portal may not import.
LOOKS_AFTER_MAIL = frozenset({"consultant", "editor", "head", "facilitator", "system_administrator"})

# Which notices reach which roles: what a person may choose the mails of. Kinds that are not here are mails about a person's access.
_WRITES = frozenset({"contributor", "school_leader", "consultant", "editor", "head"})
_REVIEWS = frozenset({"consultant", "head"})
_MAKES_BOOKS = frozenset({"consultant", "editor", "head", "facilitator"})
# Anyone who is signed in orders a PDF of the own selection.
_ORDERS = _WRITES | _MAKES_BOOKS | {"ppr", "system_administrator"}
HEARD_BY: dict[MailKind, frozenset[str]] = {
    MailKind.SUBMITTED: _REVIEWS,
    MailKind.RETURNED: _WRITES,
    MailKind.APPROVED: _WRITES,
    MailKind.PUBLISHED: _WRITES,
    MailKind.WITHDRAWN: _WRITES,
    MailKind.PASSED_ON: _WRITES,
    MailKind.COMMENTED: _WRITES,
    MailKind.EDITED: _WRITES,
    MailKind.EDIT_ANSWERED: _WRITES - {"contributor", "school_leader"},
    MailKind.RELEASE_ASKED: frozenset({"head"}),
    MailKind.RELEASE_DECIDED: _WRITES,
    MailKind.IMAGE_REMOVED: _WRITES | _MAKES_BOOKS,
    MailKind.HANDED_OVER: _WRITES | {"ppr", "system_administrator"},
    MailKind.DRAFT_READ: _WRITES,
    MailKind.ROUND_OPENED: frozenset({"school_leader"}),
    MailKind.PLACES_GIVEN: frozenset({"school_leader", "consultant", "head"}),
    MailKind.REMINDER: _WRITES,
    MailKind.STATEMENT: frozenset({"system_administrator"}),
    MailKind.MOBILITY_WAITS: _REVIEWS | {"school_leader"},
    MailKind.MOBILITY_DECIDED: _WRITES | {"ppr"},
    MailKind.PAPERS_MISSING: _WRITES | {"ppr"},
    MailKind.PAPER_REJECTED: _WRITES | {"ppr"},
    MailKind.REPORT_DUE: _WRITES | {"ppr"},
    MailKind.DOCUMENT_READY: _ORDERS,
    MailKind.DOCUMENT_FAILED: _ORDERS,
}
# What is older is found on the site: a morning's mail is no archive.
DIGEST_REACHES_BACK = timedelta(days=7)
