"""A mobility and what belongs to it."""

from partners.mobilities.models.mobility import Counter, DeparturePlace, Mobility, Participant, Support

__all__ = ["Counter", "DeparturePlace", "Mobility", "Participant", "Support"]
