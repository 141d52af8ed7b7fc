"""A mobility and what belongs to it."""

from partners.mobilities.models.homecoming import Evaluation, Note, NotePhoto, ParticipantReport, PublicResult, ReportReminder
from partners.mobilities.models.mobility import Counter, DeparturePlace, Mobility, Participant, Support
from partners.mobilities.models.papers import Paper, PaperListMark, PaperReminder, Signature
from partners.mobilities.models.reports import Report

__all__ = [
    "Counter",
    "DeparturePlace",
    "Evaluation",
    "Mobility",
    "Note",
    "NotePhoto",
    "Paper",
    "PaperListMark",
    "PaperReminder",
    "Participant",
    "ParticipantReport",
    "PublicResult",
    "Report",
    "ReportReminder",
    "Signature",
    "Support",
]
