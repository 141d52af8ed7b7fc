from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import translation

from portal.home.demo_content.loading import load, loaded


class Command(BaseCommand):
    help = "Load the demonstration's content: invented municipalities, schools, people, trial actions and a catalogue."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration (DEMO is off), so nothing was loaded.")
        if loaded():
            self.stdout.write("The demonstration's content is already loaded.")
            return
        with translation.override("da"):
            counts = load(password=settings.DEMO_PASSWORD)
        self.stdout.write(", ".join(f"{number} {what}" for what, number in counts.items()) + " loaded.")
