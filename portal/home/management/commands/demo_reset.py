import shutil
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection

from portal import localdb
from portal.home import demo

OURS = ["broker", "files", "log", "mail", "celerybeat-schedule*", "demo.env"]


class Command(BaseCommand):
    help = "Delete the demonstration's data: its database, files, mails and queue."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration (DEMO is off), so nothing was deleted.")
        try:
            with demo.only_one(settings.DATA_DIR):
                self.empty_database()
                for pattern in OURS:
                    for path in settings.DATA_DIR.glob(pattern):
                        shutil.rmtree(path) if path.is_dir() else path.unlink()
        except (demo.DemoError, localdb.LocalDatabaseError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The demonstration's data is deleted.")

    def empty_database(self) -> None:
        if not settings.DATABASE_URL:
            localdb.remove(settings.DATA_DIR)
            return
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
