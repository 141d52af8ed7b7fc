from django.core.exceptions import PermissionDenied

from portal.accounts.actor import Actor
from portal.accounts.models import User


def person_and_place(actor: Actor) -> tuple[User, int]:
    """Who acts, and the number of the municipality it is for. Visitors and the roles of networks do nothing here."""
    if actor.user is None or actor.municipality_id is None:
        raise PermissionDenied
    return actor.user, actor.municipality_id
