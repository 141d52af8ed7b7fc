from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand

from portal.deploy import app_user
from schools.services import load_institution_types, load_municipalities
from trials.finding.services import rebuild_if_missing


class Command(BaseCommand):
    help = (
        "Bring the database up to date: tables, the shared cache's table, municipalities, regions, types of schools, what is searched, "
        "and what the user that the portal runs as may (DATABASE_APP_USER). Can be run again."
    )

    def handle(self, *args, **options) -> None:
        call_command("migrate", verbosity=options["verbosity"], interactive=False)
        call_command("createcachetable", verbosity=options["verbosity"])
        if (new := load_municipalities()) and options["verbosity"]:
            self.stdout.write(f"{new} new municipalities.")
        load_institution_types()
        rebuild_if_missing()
        if settings.DATABASE_APP_USER:
            self.allow_app_user()

    def allow_app_user(self) -> None:
        try:
            app_user.allow(settings.DATABASE_APP_USER, settings.DATABASE_APP_PASSWORD)
        except app_user.AppUserError as error:
            raise CommandError(str(error)) from error
