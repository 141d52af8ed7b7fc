from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from portal.deploy.backup import BackupError, Database, write


class Command(BaseCommand):
    help = "Write database and files into a new folder, with a manifest of sizes and checksums. The portal may go on working meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            manifest = write(folder, database=Database(connection.settings_dict), storage=default_storage, now=timezone.now())
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{sum(manifest['rows'].values())} rows and {len(manifest['files'])} files kept in {folder}.")
        if missing := manifest["missing"]:
            raise CommandError(f"Kept, but rows name {len(missing)} files that are not in the storage, first {missing[0]}.")
