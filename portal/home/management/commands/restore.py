from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from portal.deploy.backup import BackupError, Database, check, restore


class Command(BaseCommand):
    help = "Bring a backup back into an empty database and an empty storage. With --check it is only read and held against its manifest."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--check", action="store_true", dest="only_check")

    def handle(self, *, folder: Path, only_check: bool, **options: Any) -> None:
        try:
            manifest = (
                check(folder) if only_check else restore(folder, database=Database(connection.settings_dict), storage=default_storage)
            )
        except BackupError as error:
            raise CommandError(str(error)) from error
        done = "Whole" if only_check else "Brought back"
        self.stdout.write(f"{done}: {sum(manifest['rows'].values())} rows and {len(manifest['files'])} files of {manifest['made_at']}.")
