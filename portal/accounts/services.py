"""The acts on a person's own account."""

from portal.accounts.models import User


def choose_language(*, user: User, language: str) -> None:
    """Mails and documents to the person follow this language from now on."""
    user.language = language
    user.save(update_fields=["language"])
