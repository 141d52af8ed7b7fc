"""Secrets of second factors at rest."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def encrypt(text: str) -> str:
    """Encrypt with the newest key, the first of MFA_SECRETS_KEY."""
    return _box().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Decrypt with whichever of the keys fits; a key may leave the list once nothing is encrypted with it."""
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken as error:
        raise ImproperlyConfigured(
            "MFA_SECRETS_KEY holds no key that opens a stored second factor. Put the former key back, last in the list."
        ) from error


def rotate(text: str) -> str:
    """Encrypt anew with the newest key what one of the former keys encrypted."""
    return _box().rotate(text.encode()).decode()


def _box() -> MultiFernet:
    keys = [key.strip() for key in settings.MFA_SECRETS_KEY.split(",") if key.strip()]
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise ImproperlyConfigured(
            "MFA_SECRETS_KEY must be one or more keys of 32 bytes in base64, divided by commas, the newest first."
        ) from error
