"""The web server's access log, without what must not be read in a log."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from gunicorn.glogging import Logger

from portal.deploy.secrecy import without_secrets


class AccessLog(Logger):
    """A line a request; one JSON object a line with LOG_FORMAT=json (portal.deploy.json_log)."""

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        found = super().atoms(resp, req, environ, request_time)
        return {**found, "U": without_secrets(found["U"])}

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        if settings.LOG_FORMAT != "json":
            super().access(resp, req, environ, request_time)
            return
        atoms = self.atoms(resp, req, environ, request_time)
        told = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "logger": "access",
            "method": atoms["m"],
            "path": atoms["U"],
            "status": int(atoms["s"]),
            "bytes": atoms["B"],
            "ms": int(atoms["M"]),
        }
        self.access_log.info(json.dumps(told, ensure_ascii=False))
