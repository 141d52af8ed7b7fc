"""What must not be read in a log."""

import re

# The last part of these addresses is a key to an account.
SECRETS = re.compile(r"(/invitation/|/konto/password/reset/key/|/konto/confirm-email/)[^/\s]+")


def without_secrets(words: str) -> str:
    """Return an address, or words that name one, with the key of an invitation, a reset or a confirmation left out."""
    return SECRETS.sub(r"\1…", words)
