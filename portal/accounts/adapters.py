"""How sign-in (django-allauth) meets the portal. Its mails are written by portal.notices.adapters, which builds on this."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.accounts import crypto
from portal.accounts.language import remember_language
from portal.accounts.models import User
from portal.accounts.words import ACCOUNT_ERRORS, MFA_ERRORS


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Nobody signs up unasked."""

    error_messages = DefaultAccountAdapter.error_messages | ACCOUNT_ERRORS

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """An account begins with an invitation (schools.people)."""
        return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Bring the person's language along to a browser that has none chosen."""
        response = super().post_login(request, user, **kwargs)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            remember_language(response, user.language)
        return response


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of TOTP and the seeds of recovery codes are stored encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | MFA_ERRORS

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text)

    def _get_site_name(self) -> str:
        return settings.SITE_NAME
