from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.accounts.actor import VISITOR
from portal.workflow.gate import Refused
from schools.models import Municipality
from schools.register.planning import Plan, Step
from schools.register.reading import BadRegister
from schools.register.services import apply, in_words, look_through, plan_of


class Command(BaseCommand):
    help = "Indlæser skoler fra en CSV-fil fra Institutionsregisteret. Uden --apply bliver intet ændret: listen vises kun."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FIL.csv")
        parser.add_argument("--apply", action="store_true", help="gennemfør det, der ellers kun vises")
        parser.add_argument("--municipality", metavar="KODE", help="kun denne kommunes skoler, fx 0657")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            content = options["file"].read_bytes()
            only = _only(options["municipality"])
            reading = look_through(content=content, file_name=options["file"].name, only=only, by=VISITOR, now=now)
        except OSError as error:
            raise CommandError(f"Filen {options['file']} kan ikke læses: {error.strerror}.") from error
        except BadRegister as refusal:
            raise CommandError(str(refusal)) from refusal
        plan = plan_of(reading)
        self.stdout.write(f"Læst som {reading.get_encoding_display()}.")
        self._tell(plan)
        if options["apply"]:
            try:
                apply(reading=reading, seen=plan.fingerprint(), by=VISITOR, now=now)
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write("Gennemført.")
        else:
            reading.delete()
            self.stdout.write("Intet er ændret. Kør igen med --apply for at gennemføre det.")

    def _tell(self, plan: Plan) -> None:
        for step in plan.steps:
            self.stdout.write(_line(step))
        for line in plan.refused:
            self.stderr.write(f"Linje {line.line}: afvist: {line.name or line.number}: {line.reason}")
        if not plan.closes:
            self.stderr.write("Ingen skoler lukkes, før alle linjer kan læses.")
        for name, count in plan.skipped():
            self.stdout.write(f"Sprunget over, fordi typen ikke er en skole i portalen: {name}: {count}")
        self.stdout.write(in_words(plan.counts()))


def _line(step: Step) -> str:
    changes = "; ".join(f"{each.label}: ”{each.before}” → ”{each.after}”" for each in step.differences)
    return f"{step.fate.label}: {step.number} {step.name}, {step.municipality}{f' ({changes})' if changes else ''}"


def _only(code: str | None) -> int | None:
    if not code:
        return None
    municipality = Municipality.objects.filter(code=code.zfill(4)).first()
    if municipality is None:
        raise CommandError(f"Ingen kommune i portalen har koden {code}.")
    return municipality.pk
