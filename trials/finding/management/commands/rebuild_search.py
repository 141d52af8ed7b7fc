from typing import Any

from django.core.management.base import BaseCommand

from trials.finding.services import rebuild


class Command(BaseCommand):
    help = "Bygger søgningens rækker og ordliste op forfra. Siden kan bruges imens."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} publicerede prøvehandlinger kan findes.")
