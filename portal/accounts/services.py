"""The acts on a person's own account."""

from datetime import datetime
from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.models import User


def choose_language(*, user: User, language: str) -> None:
    """Mails and documents to the person follow this language from now on."""
    user.language = language
    user.save(update_fields=["language"])


def closed_name(user: User) -> str:
    """What stands in a person's place from now on: the same words for all, with the number that keeps two of them apart."""
    with override(settings.LANGUAGE_CODE):
        return _("Lukket konto %(number)s") % {"number": user.pk}


def closed_email(user: User) -> str:
    """An address at which nobody can be reached (RFC 2606)."""
    return f"lukket-{user.pk}@lukket.invalid"


def close(*, user: User, now: datetime) -> None:
    """Take the person out of the account: name, addresses, second factors and sessions. The row stays, as what was done refers to it."""
    end_sessions(user=user)
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    user.name, user.email, user.phone = closed_name(user), closed_email(user), ""
    for right in ("is_active", "is_staff", "is_superuser"):
        setattr(user, right, False)
    user.closed_at, user.last_login = now, None
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()


def end_sessions(*, user: User) -> None:
    """Sign the person out everywhere."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in UserSession.objects.filter(user=user):
        store.delete(session.session_key)
        session.delete()
