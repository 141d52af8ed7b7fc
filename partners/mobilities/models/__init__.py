"""A mobility and what belongs to it."""

from partners.mobilities.models.mobility import Counter, Mobility, Participant, Support

__all__ = ["Counter", "Mobility", "Participant", "Support"]
