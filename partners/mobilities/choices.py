from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a mobility stands on its path (erasmus.md §4)."""

    DRAFT = "draft", _("Kladde")
    PROPOSED = "proposed", _("Hos nærmeste leder")
    ENDORSED = "endorsed", _("Hos forvaltningen")
    SENT_BACK = "sent_back", _("Sendt retur")
    APPROVED = "approved", _("Godkendt")
    CLEARED = "cleared", _("Klar til afrejse")
    UNDER_WAY = "under_way", _("Undervejs")
    HOME = "home", _("Hjemme igen")
    REPORTED = "reported", _("Rapport sendt")
    COMPLETED = "completed", _("Afsluttet")
    REJECTED = "rejected", _("Afvist")
    CANCELLED = "cancelled", _("Aflyst")


# The proposer may change what is written in these states.
WRITABLE_STATES = (State.DRAFT, State.SENT_BACK)
# It waits for somebody's decision.
WAITING_STATES = (State.PROPOSED, State.ENDORSED)
# The grant is frozen and counts against the project's budget.
COMMITTED_STATES = (State.APPROVED, State.CLEARED, State.UNDER_WAY, State.HOME, State.REPORTED, State.COMPLETED)
# People have travelled.
TRAVELLED_STATES = (State.HOME, State.REPORTED, State.COMPLETED)
# It will not happen.
ENDED_STATES = (State.REJECTED, State.CANCELLED)


class Company(models.TextChoices):
    """How people travel (domain.md §4)."""

    ALONE = "alone", _("Alene")
    PAIR = "pair", _("I par")
    WITH_LEADER = "with_leader", _("Sammen med leder")
    PUPILS = "pupils", _("En elevgruppe")


class ParticipantKind(models.TextChoices):
    PARTICIPANT = "participant", _("Deltager")
    ACCOMPANYING = "accompanying", _("Ledsager")


class Section(models.TextChoices):
    """The sections of a proposal, in the order of its task list."""

    ACTIVITY = "aktivitet", _("Aktivitet og projekt")
    HOST = "vaert", _("Vært")
    TIME = "tid", _("Tid og rejse")
    PEOPLE = "deltagere", _("Deltagere")
    PURPOSE = "formaal", _("Mål og læring")
    MONEY = "tilskud", _("Tilskud")
