"""Taking a person's name out of the mobilities when the account is closed."""

from django.db.models import OuterRef, Subquery

from partners.mobilities.models import Participant, Signature
from portal.accounts.models import User


def forget(*, person: User, stand_in: str) -> None:
    """Leave the journeys and take the name off them: those who travelled, and those who have signed under it.

    Asks no rule: whoever closes the account has been asked (portal.home.services.accounts). Printed and signed documents stay as they are:
    the grant must be accounted for with them (docs/gdpr.md).
    """
    journeys = Participant.objects.filter(user=person)
    signed = Signature.objects.filter(paper__mobility__in=journeys.values("mobility"))
    own_name = journeys.filter(mobility=OuterRef("paper__mobility")).values("name")[:1]
    signed.filter(name=Subquery(own_name)).update(name=stand_in)
    signed.filter(name=person.name).update(name=stand_in)
    journeys.update(name=stand_in, title="", email="")
