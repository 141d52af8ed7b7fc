"""The mails of a demonstration: they land in a folder, and on this page."""

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

MOST = 50
# What Django's file backend writes after each message.
_END = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    body: str
    written_at: datetime


@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """The newest mails first; only in a demonstration, where every address is invented."""
    if not settings.DEMO:
        raise Http404
    return render(request, "home/demo_mail.html", {"letters": newest(Path(settings.MAIL_DIR)), "most": MOST})


def newest(folder: Path) -> list[Letter]:
    """Read the folder that the file backend writes to."""
    files = sorted(folder.glob("*.log"), key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)[:MOST]
    return [letter for file in files for letter in reversed(_letters(file))][:MOST]


def _letters(file: Path) -> list[Letter]:
    written_at = datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone())
    messages = [part for part in file.read_bytes().split(_END) if part.strip()]
    return [_letter(email.message_from_bytes(message, policy=email.policy.default), written_at) for message in messages]


def _letter(message: EmailMessage, written_at: datetime) -> Letter:
    body = message.get_body(("plain",))
    return Letter(str(message["To"]), str(message["Subject"]), body.get_content().strip() if body else "", written_at)
