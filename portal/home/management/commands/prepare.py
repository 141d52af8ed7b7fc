from django.core.management import call_command
from django.core.management.base import BaseCommand

from schools.services import load_institution_types, load_municipalities
from trials.finding.services import rebuild_if_missing


class Command(BaseCommand):
    help = (
        "Bring the database up to date: tables, the shared cache's table, municipalities, regions, types of schools, and what is searched. "
        "Can be run again."
    )

    def handle(self, *args, **options) -> None:
        call_command("migrate", verbosity=options["verbosity"], interactive=False)
        call_command("createcachetable", verbosity=options["verbosity"])
        if (new := load_municipalities()) and options["verbosity"]:
            self.stdout.write(f"{new} new municipalities.")
        load_institution_types()
        rebuild_if_missing()
