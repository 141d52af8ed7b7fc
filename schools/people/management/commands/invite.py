"""The first person at a place: nobody there can invite them yet."""

from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.workflow.gate import Refused
from schools.people.choices import PLACES, PlaceKind, RoleKind
from schools.people.models import Invitation
from schools.people.services.invitations import invite_from_the_server


@dataclass
class Operator:
    """Whoever runs the server, as the log and the mail name them; no role of the portal."""

    pk: int = 0
    kind: str = ""
    school_id: int | None = None
    network_id: int | None = None
    place_municipality_id: int | None = None

    @property
    def label(self) -> str:
        return _("portalens drift")


class Command(BaseCommand):
    help = "Invite the first person to a municipality, a school or a network; everybody else is invited from the page Personer og roller."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=RoleKind.values)
        parser.add_argument("place", help="slug of the municipality or network; for a school municipality/school")
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument(
            "--by", required=True, metavar="EMAIL", help="account that stands as the one who invites (manage.py createsuperuser)"
        )

    def handle(self, *args, kind: str, place: str, email: str, name: str, by: str, **options) -> None:
        sender = User.objects.filter(email__iexact=by, is_active=True).first()
        if sender is None:
            raise CommandError(f"There is no account with the e-mail {by}.")
        invitation = Invitation(kind=kind, email=email, name=name, **_place(kind, place))
        try:
            invite_from_the_server(invitation=invitation, by=Actor(sender, Operator()), now=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Invited {email}: {invitation.label}. The link is in the mail.")


def _place(kind: str, slug: str) -> dict:
    """The place named by its slug, of a sort that the kind of role can be held at."""
    for sort in PLACES[kind]:
        lookup = {"slug": slug}
        if sort == PlaceKind.SCHOOL:
            lookup = dict(zip(("municipality__slug", "slug"), slug.split("/"), strict=False))
        model: Any = Invitation._meta.get_field(sort).related_model
        if found := model.objects.filter(**lookup).first():
            return {str(sort): found}
    raise CommandError(f"There is no {' or '.join(PLACES[kind])} with the slug {slug}.")
