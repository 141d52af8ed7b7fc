"""The web server's access log, without what must not be read in a log."""

import re
from typing import Any

from gunicorn.glogging import Logger

# The last part of these addresses is a key to an account.
SECRETS = re.compile(r"^(/invitation/|/konto/password/reset/key/|/konto/confirm-email/)[^/]+")


def without_secrets(path: str) -> str:
    """Return the address with the key of an invitation, a reset or a confirmation left out."""
    return SECRETS.sub(r"\1…", path)


class AccessLog(Logger):
    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        found = super().atoms(resp, req, environ, request_time)
        return {**found, "U": without_secrets(found["U"])}
