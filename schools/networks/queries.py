"""Reads about a network: its members, and what has been published from it."""

from datetime import date

from django.db.models import Count, Model, Q, QuerySet

from portal.accounts.actor import Actor
from schools.networks.models import FocusArea, Membership, Network


def members(network: Network, today: date) -> list[Model]:
    """Municipalities and schools that take part now, in Danish order."""
    rows = network.memberships.present_on(today).select_related("municipality", "school__municipality")
    places = [row.municipality or row.school for row in rows]
    return sorted(places, key=lambda place: place.sort_key)


def published(network: Network, actor: Actor) -> QuerySet:
    """What the actor may read of the network's work: under its focus areas, or shared with it. Newest first.

    Trial actions stand above networks, so they are reached through the reverse manager.
    """
    versions = network.versions.model.objects
    under_areas = versions.model.focus_areas.through.objects.filter(focusarea__in=network.focus_areas.values("pk"))
    shared = versions.model.networks.through.objects.filter(network=network)
    ours = Q(pk__in=under_areas.values("version")) | Q(pk__in=shared.values("version"))
    found = versions.filter(ours).published_to(actor)
    return found.for_lists().order_by("-published_at", "-pk")


def focus_areas(network: Network, actor: Actor) -> QuerySet[FocusArea]:
    """The network's focus areas, each with `count`: how many published trial actions the actor may read there."""
    readable = network.versions.model.objects.published_to(actor).values("pk")
    return network.focus_areas.annotate(count=Count("versions", filter=Q(versions__in=readable), distinct=True)).order_by("number")


def with_member_counts(networks: QuerySet[Network], today: date) -> QuerySet[Network]:
    present = Membership.objects.present_on(today).values("pk")
    return networks.annotate(members=Count("memberships", filter=Q(memberships__in=present), distinct=True))
