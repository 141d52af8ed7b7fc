from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.home.services.retention import Outcome, purge


class Command(BaseCommand):
    help = (
        "Remove what has been kept for its confirmed period (docs/gdpr.md). Kinds without a confirmed period are left alone. "
        "With --dry-run nothing is removed: it says what would be."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, **options: Any) -> None:
        for outcome in purge(now=timezone.now(), dry_run=options["dry_run"]):
            self.stdout.write(_words(outcome, dry_run=options["dry_run"]))


def _words(outcome: Outcome, *, dry_run: bool) -> str:
    what = f"{outcome.kind.key.value} ({outcome.days} days)"
    if not outcome.is_confirmed:
        return f"{what}: not confirmed, so nothing goes; {outcome.due} would be due"
    if dry_run:
        return f"{what}: {outcome.due} would go"
    archived = f", written to {outcome.archived_to}" if outcome.archived_to else ""
    return f"{what}: {outcome.removed} of {outcome.due} removed{archived}"
