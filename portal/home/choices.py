from django.db import models
from django.utils.translation import gettext_lazy as _


class RetentionKind(models.TextChoices):
    """What is kept for a period and then goes (portal.home.retention)."""

    DRAFTS = "drafts", _("Kladder, der aldrig blev sendt")
    MAILS = "mails", _("Mails")
    NOTICES = "notices", _("Beskeder på portalen")
    LOG = "log", _("Log")
    SESSIONS = "sessions", _("Udløbne sessioner")
    LOGINS = "logins", _("Steder, man har været logget ind")
    INVITATIONS = "invitations", _("Invitationer")
    IMPORTS = "imports", _("Resultater af indlæste filer")
    MOBILITY_IMPORTS = "mobility_imports", _("Resultater af indlæste ophold")
    CONSORTIUM_IMPORTS = "consortium_imports", _("Resultater af konsortiets indlæste lister")
    SCHOOL_IMPORTS = "school_imports", _("Indlæsninger fra Institutionsregisteret")
    UPLOADS = "uploads", _("Filer, som intet bruger")
    LEFT_ACCOUNTS = "left_accounts", _("Konti uden rolle")
    CLOSED_ACCOUNTS = "closed_accounts", _("Lukkede konti")


LONGEST_DAYS = 3650
# A municipality goes through its accessibility statement once a year (lov om tilgængelighed af offentlige organers websteder).
STATEMENT_HOLDS_DAYS = 365
REMINDED_AGAIN_DAYS = 30
# The act by which somebody says that it has been done. The log is the record.
STATEMENT_REVIEWED = "accessibility.review"
