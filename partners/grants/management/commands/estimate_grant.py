import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partners.grants.calculation import NotCalculable, grant
from partners.grants.checks import refusals
from partners.grants.journeys import BadDescription, Journey, described
from partners.grants.rates import BadTable, RateTable, shipped
from partners.money import written


class Command(BaseCommand):
    help = "Beregner tilskuddet til et ophold, linje for linje, efter en beskrivelse i JSON (docs/erasmus.md)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json", help="beskrivelsen: call, activity, country, participants, days …")

    def handle(self, *args: Any, **options: Any) -> None:
        journey, table = _asked(options["file"])
        problems = refusals(journey, table)
        if problems:
            raise CommandError("Opholdet kan ikke godkendes:\n" + "\n".join(f"  {problem.field}: {problem.words}" for problem in problems))
        try:
            granted = grant(journey, table)
        except NotCalculable as missing:
            raise CommandError(str(missing)) from missing
        self.stdout.write(f"{journey.activity.label}, indkaldelse {table.call}")
        for line in granted.lines:
            self.stdout.write(
                f"  {line.category.label:<38}{line.quantity:>5} × {written(line.unit_amount):>9} = {written(line.amount):>10}   {line.rule}"
            )
            self.stdout.write(f"  {'':<38}Kilde: {line.source.text}{'' if line.source.is_confirmed else ' (ikke bekræftet)'}")
        self.stdout.write(f"  {'I alt, euro':<38}{'':>20}{written(granted.total):>10}")


def _asked(file: Path) -> tuple[Journey, RateTable]:
    try:
        description = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"Filen kan ikke læses: {error.strerror}") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CommandError(f"Filen er ikke gyldig JSON: {error}") from error
    if not isinstance(description, dict) or not isinstance(description.get("call"), int):
        raise CommandError("Beskrivelsen skal være et objekt med feltet call: indkaldelsens år, fx 2026.")
    call = description.pop("call")
    try:
        return described(description), shipped(call)
    except BadTable as missing:
        raise CommandError(str(missing)) from missing
    except BadDescription as bad:
        raise CommandError("Beskrivelsen kan ikke bruges:\n" + "\n".join(f"  {problem}" for problem in bad.problems)) from bad
