import json
import time
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils import timezone

from portal.home import health

SCHEDULE_MAX_AGE = 80  # seconds; beat writes its schedule whenever it has sent something, at least every 20


class Command(BaseCommand):
    help = "Tell whether the web server, the worker or beat of this installation is well. Exit code 1 when it is not; for containers."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("process", choices=["web", "worker", "beat"])

    def handle(self, process: str, **options: Any) -> None:
        parts = {"web": self.web, "worker": self.worker, "beat": self.beat}[process]()
        words = ", ".join(f"{part}: {state}" for part, state in parts.items())
        if not health.is_well(parts):
            raise CommandError(words)
        self.stdout.write(words)

    def web(self) -> dict[str, str]:
        """Ask the web server, which answers for what it needs itself; the worker's silence is not its fault."""
        address = f"http://127.0.0.1:{settings.PORT}/healthz"
        request = urllib.request.Request(address, headers={"Host": settings.ALLOWED_HOSTS[0]})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own address
                parts = json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise CommandError(f"web: answers {error.code}") from error
            parts = json.load(error)
        except OSError as error:
            raise CommandError(f"web: does not answer ({error})") from error
        return {part: state for part, state in parts.items() if part != "worker"}

    def worker(self) -> dict[str, str]:
        return health.report(timezone.now())

    def beat(self) -> dict[str, str]:
        written = [file.stat().st_mtime for file in settings.DATA_DIR.glob("celerybeat-schedule*")]
        return {"beat": "ok" if written and time.time() - max(written) < SCHEDULE_MAX_AGE else "has sent nothing lately"}
