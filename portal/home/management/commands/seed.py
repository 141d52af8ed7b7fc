from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from portal.home.seeding.making import MOST_WRITTEN, NETWORK, Seeding, Sizes
from schools.networks.models import Network
from trials.models import TrialAction


class Command(BaseCommand):
    help = "Fylder databasen med opdigtede kommuner, skoler og prøvehandlinger til måling. Kan kun gøres én gang i hver database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--municipalities", type=int, default=98)
        parser.add_argument("--schools", type=int, default=1200)
        parser.add_argument("--trial-actions", type=int, default=20_000)
        parser.add_argument("--beside-real-content", action="store_true", help="også når databasen rummer rigtige prøvehandlinger")

    def handle(self, *args: Any, **options: Any) -> None:
        sizes = Sizes(options["municipalities"], options["schools"], options["trial_actions"])
        if not 1 <= sizes.municipalities <= sizes.schools or sizes.trial_actions < 1:
            raise CommandError("Der skal være mindst én kommune, mindst én skole i hver og mindst én prøvehandling.")
        if sizes.trial_actions > MOST_WRITTEN and sizes.trial_actions % MOST_WRITTEN:
            raise CommandError(f"Over {MOST_WRITTEN} prøvehandlinger skal antallet kunne deles med {MOST_WRITTEN}.")
        self._make_tables()
        if Network.objects.filter(name=NETWORK).exists():
            raise CommandError("Databasen er allerede fyldt til måling.")
        if TrialAction.objects.filter(municipality__is_fictional=False).exists() and not options["beside_real_content"]:
            raise CommandError("Databasen rummer rigtige prøvehandlinger. Brug en anden, eller sig --beside-real-content.")
        found = Seeding(sizes, timezone.now()).run()
        self._settle()
        self.stdout.write(f"{sizes.trial_actions} prøvehandlinger; {found} kan findes i søgningen.")

    def _make_tables(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)

    def _settle(self) -> None:
        """Let the database know what it holds, so that it plans as one that has run for long."""
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
