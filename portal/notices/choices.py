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
