"""What a mail says: a template in the receiver's language, with links that land on the thing."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from portal.notices.choices import HEARD_BY, MailKind

SUBJECT_LENGTH = 200
_GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Text:
    subject: str
    body: str


def write(kind: str, language: str, context: dict[str, Any]) -> Text:
    """Render `templates/mail/<kind>.txt`: its first line is the subject, the rest the body. Links are absolute (SITE_URL)."""
    values = {
        "SITE_URL": settings.SITE_URL,
        "SITE_NAME": settings.SITE_NAME,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "preferences": reverse("notices:preferences") if kind in HEARD_BY or kind == MailKind.DIGEST else "",
        **context,
    }
    with translation.override(language):
        text = get_template(f"mail/{kind}.txt").template.render(Context(values, autoescape=False))  # type: ignore[attr-defined]
    subject, _newline, body = text.strip().partition("\n")
    return Text(" ".join(subject.split())[:SUBJECT_LENGTH], _GAP.sub("\n\n", body.strip()) + "\n")
