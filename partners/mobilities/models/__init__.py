"""A mobility and what belongs to it."""

from partners.mobilities.models.mobility import Counter, DeparturePlace, Mobility, Participant, Support
from partners.mobilities.models.papers import Paper, PaperReminder, Signature

__all__ = ["Counter", "DeparturePlace", "Mobility", "Paper", "PaperReminder", "Participant", "Signature", "Support"]
