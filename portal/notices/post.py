"""Handing a mail to the mail server, and telling a refusal from a doubt."""

import smtplib
from contextlib import suppress
from email.utils import make_msgid
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.utils.translation import gettext as _

from portal.notices.models import Mail

PERMANENT = 500


class Refused(Exception):
    """The mail was certainly not taken. `for_good` when trying again cannot help."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Unsure(Exception):
    """The connection broke while the mail was being handed over: it may have been taken."""


def hand_over(mail: Mail, token: UUID) -> None:
    """Give the mail to the server. Returns when it was taken; raises Refused or Unsure."""
    mailer = mailers.default
    try:
        mailer.open()
    except OSError as error:
        raise Refused(_("Mailserveren svarer ikke: %(error)s") % {"error": error}) from error
    try:
        _hand_over(mailer, mail, token)
    finally:
        with suppress(OSError):  # it has been taken or not; a rude goodbye changes nothing
            mailer.close()


def _hand_over(mailer, mail: Mail, token: UUID) -> None:
    try:
        mailer.send_messages([_message(mail, token)])
    except (ValueError, smtplib.SMTPNotSupportedError) as error:
        raise Refused(_("Adressen kan ikke bruges: %(error)s") % {"error": error}, for_good=True) from error
    except smtplib.SMTPRecipientsRefused as error:
        code = max(answer[0] for answer in error.recipients.values())
        raise Refused(_("Mailserveren kender ikke modtageren: %(error)s") % {"error": error}, for_good=code >= PERMANENT) from error
    except smtplib.SMTPResponseException as error:
        raise Refused(_("Mailserveren afviste mailen: %(error)s") % {"error": error}, for_good=error.smtp_code >= PERMANENT) from error
    except OSError as error:
        raise Unsure(_("Forbindelsen blev afbrudt under afsendelsen: %(error)s") % {"error": error}) from error


def _message(mail: Mail, token: UUID) -> EmailMessage:
    """The Message-ID names row and attempt, so that a server's log can settle a doubt."""
    domain = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {"Message-ID": make_msgid(f"mail-{mail.pk}-{token.hex[:12]}", domain=domain), "Auto-Submitted": "auto-generated"}
    return EmailMessage(mail.subject, mail.body, settings.MAIL_FROM, [mail.email], headers=headers)
