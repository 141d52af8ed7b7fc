"""One's own notices, and the mails of a place, as files (portal.ui.spreadsheets): what the pages say."""

from collections.abc import Container

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notices.models import Mail
from portal.ui.spreadsheets import Column

NOTICES: list[Column] = [
    (gettext_lazy("Hvornår"), lambda notice: notice.created_at),
    (gettext_lazy("Besked"), lambda notice: notice.text),
    (gettext_lazy("Ny"), lambda notice: "" if notice.read_at else _("ja")),
    (gettext_lazy("Adresse"), lambda notice: settings.SITE_URL + notice.url if notice.url else ""),
]


def mail_columns(closed: Container[int]) -> list[Column]:
    """`closed` are the mails whose subject line would tell what the reader may not see: of these only the kind is told."""

    def about(mail: Mail) -> str:
        return str(mail.get_kind_display()) if mail.pk in closed else mail.subject

    return [
        (gettext_lazy("Skrevet"), lambda mail: mail.created_at),
        (gettext_lazy("Til"), lambda mail: mail.user or ""),
        (gettext_lazy("E-mail"), lambda mail: mail.email),
        (gettext_lazy("Emne"), about),
        (gettext_lazy("Status"), lambda mail: mail.get_state_display()),
        (gettext_lazy("Fejl"), lambda mail: mail.error),
    ]
