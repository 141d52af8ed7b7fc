"""A mobility and what belongs to it."""

from partners.mobilities.models.mobility import Counter, Mobility, Participant, Support
from partners.mobilities.models.papers import Paper, PaperReminder, Signature

__all__ = ["Counter", "Mobility", "Paper", "PaperReminder", "Participant", "Signature", "Support"]
