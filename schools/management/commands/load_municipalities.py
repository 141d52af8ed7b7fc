from django.core.management.base import BaseCommand

from schools.services import load_municipalities


class Command(BaseCommand):
    help = "Load the 98 municipalities and their regions. Can be run again: what is there is brought up to date."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{load_municipalities()} new municipalities.")
