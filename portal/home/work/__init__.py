"""*Mine opgaver*: what waits for an actor, each with the one next act; then drafts, the place's own and the answers."""

from portal.home.work.page import Work
from portal.home.work.task import Task, Urgency

__all__ = ["Task", "Urgency", "Work"]
