import shutil
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.accounts.actor import Actor
from portal.accounts.permissions import may
from portal.documents.choices import DocumentState
from portal.documents.models import Document, Volume
from portal.workflow.gate import Refused
from schools.people.models import Role
from trials.catalogue.following import NoWorker, TooSlow, follow
from trials.catalogue.models import Catalogue, Edition
from trials.catalogue.queries import filtered, in_book_order
from trials.catalogue.services import editions
from trials.models import Version
from trials.services.import_people import is_import_account

FILTERS = {"q": "q", "fokus": "area", "kommune": "municipality"}


class Command(BaseCommand):
    help = "Bestiller et katalog af publicerede prøvehandlinger, venter på arbejderen og gemmer PDF-filen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--title", required=True, help="katalogets titel")
        parser.add_argument("--output", required=True, type=Path, help="hvor PDF-filen gemmes")
        parser.add_argument(
            "--filter", default="", metavar="QUERY", help='hvilke prøvehandlinger, som i listen: "fokus=trivsel&kommune=Egsted&q=fravær"'
        )
        parser.add_argument("--as", default="", dest="email", metavar="E-MAIL", help="den, der bestiller; ellers den første, der må")
        parser.add_argument("--timeout", type=int, default=600, metavar="SEKUNDER", help="hvor længe der ventes (600)")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = orderer(options["email"])
        versions = in_book_order(chosen(actor, options["filter"]).for_lists())
        if not versions:
            raise CommandError("Ingen publiceret prøvehandling, som bestilleren må læse, passer til filteret.")
        self.stdout.write(f"{actor.user} ({actor.role_label}) bestiller ”{options['title']}” med {len(versions)} prøvehandlinger.")
        try:
            document = self._ordered(options["title"], versions, actor)
            document = follow(document, say=self.stdout.write, deadline=timedelta(seconds=options["timeout"]))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        except NoWorker as nobody:
            raise CommandError(
                "Ingen arbejder tager bestillingen. Start en (`make demo` eller `celery -A portal worker -B`). Bestillingen bliver stående i køen."
            ) from nobody
        except TooSlow as slow:
            raise CommandError(
                "Tiden er gået. Bestillingen fortsætter: kør kommandoen igen for at hente den, eller giv en længere --timeout."
            ) from slow
        self._save(document, options["output"])

    def _ordered(self, title: str, versions: list[Version], actor: Actor) -> Document:
        now = timezone.now()
        edition = under_way(title, actor) or editions.start(title=title, by=actor, now=now)
        editions.fill(edition=edition, versions=versions, by=actor, now=now)
        return editions.order(edition=edition, by=actor, now=now)

    def _save(self, document: Document, output: Path) -> None:
        if document.state != DocumentState.READY:
            raise CommandError(document.error or "Bestillingen blev afbrudt.")
        for made, target in self._files(document, output):
            try:
                with made.file.open("rb") as stored, target.open("wb") as saved:
                    shutil.copyfileobj(stored, saved)
            except OSError as error:
                raise CommandError(f"Kataloget er klar, men {target} kunne ikke skrives: {error}") from error
            self.stdout.write(self.style.SUCCESS(f"{target}: {made.pages} sider, {made.size} byte."))

    def _files(self, document: Document, output: Path) -> list[tuple[Document | Volume, Path]]:
        """The file and where it is saved; a divided catalogue is saved volume by volume beside it."""
        if not document.is_divided:
            return [(document, output)]
        return [(volume, output.with_stem(f"{output.stem}-bind-{volume.number}")) for volume in document.volumes.all()]


def orderer(email: str) -> Actor:
    """The person with the e-mail, in the first role that may make catalogues; without one, the first of all.

    People go before the accounts of an import, and a network before a municipality.
    """
    roles = Role.objects.on(timezone.localdate()).with_places().order_by("-user__is_active", "network_id", "pk")
    if email:
        roles = roles.filter(user__email__iexact=email)
    for role in roles:
        if not role.user.is_active and not is_import_account(role.user):
            continue
        actor = Actor(role.user, role)
        if may(actor, "catalogue.create"):
            return actor
    raise CommandError(
        f"{email} har ingen rolle, der må lave kataloger."
        if email
        else "Ingen har en rolle, der må lave kataloger: invitér først en redaktør."
    )


def chosen(actor: Actor, query: str) -> Any:
    """The published versions that fit the filter; an unknown name in it is an error, never silently everything."""
    given = parse_qs(query.lstrip("?"), keep_blank_values=True)
    if unknown := set(given) - set(FILTERS):
        raise CommandError(f"Filteret kender {', '.join(FILTERS)}, ikke {', '.join(sorted(unknown))}.")
    words = {FILTERS[name]: values[-1] for name, values in given.items()}
    return filtered(Version.objects.published_to(actor), **words)


def under_way(title: str, actor: Actor) -> Edition | None:
    """The catalogue that an earlier run began, or the next edition of the one that was published under this title."""
    for catalogue in Catalogue.objects.visible_to(actor).filter(title=title):
        if may(actor, "catalogue.make", catalogue):
            return editions.start_next(catalogue=catalogue, by=actor, now=timezone.now())
    return None
