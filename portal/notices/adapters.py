"""Mails about accounts (django-allauth) become rows like all others. Named in settings.ACCOUNT_ADAPTER."""

from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, override

from portal.accounts.adapters import ClosedAccountAdapter
from portal.accounts.models import User
from portal.notices.choices import MailKind
from portal.notices.services import queue_mail


class AccountAdapter(ClosedAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail in the receiver's language. It may hold a link that opens the account, so its text is wiped once it is sent."""
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        language = user.language if user else get_language() or settings.LANGUAGE_CODE
        site = SimpleNamespace(name=settings.SITE_NAME, domain=settings.SITE_URL)
        with override(language):
            message = self.render_mail(
                template_prefix, email, {**context, "email": email, "user": user, "current_site": site, "site_name": site.name}
            )
        queue_mail(
            kind=MailKind.ACCOUNT,
            user=user,
            email=email,
            language=language,
            context={"subject": message.subject, "text": message.body},
            now=timezone.now(),
            secret=True,
        )
