"""Reads about partners abroad. Mobilities stand in a room above and are reached through the host's relation."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from partners.models import PartnerOrganisation
from portal.accounts.actor import Actor


def mobilities() -> Any:
    """The mobilities' model, which belongs to the room above."""
    return PartnerOrganisation._meta.get_field("mobilities").related_model


def visits(partner: PartnerOrganisation, actor: Actor) -> QuerySet:
    """The journeys to a partner that the actor may see, newest first, those to entries that were merged into it too."""
    found = mobilities().objects.visible_to(actor).filter(_to(partner))
    return found.for_lists().order_by("-starts_on", "-pk")


def visited(partner: PartnerOrganisation) -> int:
    """How many journeys there have been to it, whoever travelled."""
    return mobilities().objects.travelled().filter(_to(partner)).count()


def with_familiarity(partners: QuerySet) -> QuerySet:
    """Each partner with `is_familiar`: ticked as known, or somebody has been there."""
    journeys = mobilities().objects.travelled().filter(host=OuterRef("pk"))
    return partners.annotate(is_familiar=Q(is_known=True) | Exists(journeys))


def for_rows(partners: QuerySet) -> QuerySet:
    """With what a row of the list shows: journeys that have been proposed, for a draft is its writers' own and has no ID yet."""
    proposed = Q(mobilities__number__isnull=False)
    return with_familiarity(partners).annotate(journeys=Count("mobilities", filter=proposed, distinct=True))


def merging_candidates(partner: PartnerOrganisation, actor: Actor) -> QuerySet:
    """Entries that may be the same partner: those of the same country first come to mind, so they come first."""
    others = PartnerOrganisation.objects.visible_to(actor).standing().exclude(pk=partner.pk)
    return others.annotate(is_near=Q(country=partner.country)).order_by("-is_near", "sort_key", "pk")


def _to(partner: PartnerOrganisation) -> Q:
    return Q(host=partner) | Q(host__merged_into=partner)
