import signal
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import OperationalError, connections
from django.utils import timezone, translation

from portal.home import demo
from portal.home.demo_content.loading import loaded
from portal.home.models import Heartbeat
from portal.home.processes import ProcessDiedError, Processes


class Command(BaseCommand):
    help = "Run the portal as a demonstration: the web server, a worker and beat, on demonstration content. Ctrl-C stops everything."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        # A script that starts the demonstration in the background hands down a SIGINT that is ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: sys.exit(0))
        try:
            with demo.only_one(settings.DATA_DIR):
                self.run()
        except (demo.DemoError, ProcessDiedError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("\nThe demonstration has stopped. The data is kept: `make demo` goes on from here.")

    def run(self) -> None:
        port = int(settings.PORT)
        addresses = demo.free_addresses(port)
        demo.remember(settings.DATA_DIR, port)
        self.prepare()
        with Processes(settings.DATA_DIR / "log", demo.environment()) as processes:
            self.stdout.write("Starting the web server, the worker and beat …")
            demo.start_all(processes, port, addresses)
            demo.wait_until_well(processes, f"http://{demo.bind(addresses[0], port)}")
            self.welcome(port)
            while True:
                processes.check()
                time.sleep(1)

    def prepare(self) -> None:
        """Bring the database up to date, and fill it when it is empty."""
        try:
            call_command("prepare", verbosity=0, stdout=self.stdout)
        except OperationalError as error:
            raise demo.DemoError(f"The database does not answer: {error}") from error
        if not loaded():
            self.stdout.write("Loading demonstration content (about a minute, once) …")
            call_command("load_demo", stdout=self.stdout)
        # Well means that this worker works, not that an earlier one did.
        Heartbeat.objects.all().delete()
        connections.close_all()

    def welcome(self, port: int) -> None:
        with translation.override("da"):
            accounts = demo.sign_ins(timezone.localdate())
        width = max((len(email) for _, email in accounts), default=0)
        lines = [f"  {email:<{width}}  {label}" for label, email in accounts]
        self.stdout.write(
            "\n".join(
                [
                    "",
                    f"  {settings.SITE_NAME} runs on http://localhost:{port}",
                    "",
                    f"  Sign in with the password {settings.DEMO_PASSWORD} as one of:",
                    *lines,
                    "",
                    f"  Logs: {settings.DATA_DIR / 'log'}   Stop: Ctrl-C",
                    "",
                ]
            )
        )
        self.stdout.flush()
