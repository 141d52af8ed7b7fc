"""What a template offers to choose from."""

from datetime import date

from portal.accounts.actor import Actor
from schools.models import School
from schools.networks.models import FocusArea


def areas_offered(actor: Actor) -> list[str]:
    """The names of the focus areas that the actor's municipality can choose, its own and its networks'."""
    if actor.municipality_id is None:
        return []
    return list(dict.fromkeys(FocusArea.objects.offered_to(actor.municipality_id).values_list("name", flat=True)))


def schools_offered(actor: Actor, today: date) -> list[str]:
    """The open schools of the actor's municipality in Danish order; for a school's people their own with its departments."""
    schools = School.objects.open_on(today).filter(municipality=actor.municipality_id)
    return list((schools.of(actor.school_id) if actor.school_id else schools).values_list("name", flat=True))
