import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.accounts.models import User
from trials.services.importing import Fate, RowResult, Terms, import_cases

WORDS = {
    Fate.PUBLISHED: "publiceret",
    Fate.DRAFTED: "indlæst som kladde",
    Fate.SENT: "indlæst og sendt til gennemsyn",
    Fate.ALREADY_THERE: "er der allerede",
    Fate.REFUSED: "afvist",
}


class Command(BaseCommand):
    help = "Indlæser prøvehandlinger fra en JSON-fil: en liste af objekter. Det samme bliver aldrig indlæst to gange."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FIL.json")
        parser.add_argument(
            "--create-places", action="store_true", help="opret kommuner, skoler, fokusområder og indlæsningskonti, der mangler"
        )
        parser.add_argument("--publish", action="store_true", help="send, godkend og publicér; ellers bliver de liggende som kladder")
        parser.add_argument("--as", dest="writer", metavar="E-MAIL", help="den, der skriver, i de kommuner, hvor personen har en rolle")
        parser.add_argument("--approver", metavar="E-MAIL", help="den, der godkender, i de kommuner, hvor personen har en rolle")

    def handle(self, *args: Any, **options: Any) -> None:
        terms = Terms(
            file_name=options["file"].name,
            create_places=options["create_places"],
            publish=options["publish"],
            writer=_person(options["writer"]),
            approver=_person(options["approver"]),
        )
        results = import_cases(cases=_cases(options["file"]), terms=terms, now=timezone.now())
        for result in results:
            self._tell(result)
        counts = Counter(result.fate for result in results)
        self.stdout.write(
            f"{len(results)} rækker: " + ", ".join(f"{counts[fate]} {words}" for fate, words in WORDS.items() if counts[fate]) + "."
        )
        if counts[Fate.REFUSED]:
            raise CommandError("Ret de afviste rækker, og kør igen: det, der er indlæst, bliver sprunget over.")

    def _tell(self, result: RowResult) -> None:
        line = f"{result.row}. {result.title or '(uden titel)'}: {WORDS[result.fate]}"
        told = f"{line}: {result.reason}" if result.reason else line
        (self.stderr if result.fate == Fate.REFUSED else self.stdout).write(told)


def _cases(file: Path) -> list[Any]:
    try:
        cases = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CommandError(f"Filen {file} kan ikke læses: {error.strerror}.") from error
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CommandError(f"Filen {file} er ikke gyldig JSON i UTF-8: {error}.") from error
    if not isinstance(cases, list):
        raise CommandError(f"Filen {file} skal indeholde en liste af prøvehandlinger.")
    return cases


def _person(email: str | None) -> User | None:
    if not email:
        return None
    try:
        return User.objects.get_by_natural_key(email)
    except User.DoesNotExist:
        raise CommandError(f"Ingen i portalen har adressen {email}.") from None
