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


class Survey(models.TextChoices):
    """How far a participant has come with the Commission's own survey, which is answered in its tool."""

    NOT_SENT = "not_sent", _("Ikke sendt endnu")
    SENT = "sent", _("Sendt")
    ANSWERED = "answered", _("Besvaret")


class WouldReturn(models.TextChoices):
    """Whether the sender would travel to the same host again."""

    YES = "yes", _("Ja")
    WITH_CHANGES = "with_changes", _("Ja, hvis noget bliver anderledes")
    NO = "no", _("Nej")


class HomeSection(models.TextChoices):
    """The sections of a participant report, in the order in which they are written."""

    LEARNED = "laering", _("Mål og læring")
    REFLECTED = "refleksion", _("Refleksion og undren")
    SHARED = "hjemme", _("Hjemme igen")
    TOLD = "fortalt", _("Tilfredshed og resumé")
    EVALUATED = "evaluering", _("Intern evaluering")


class ReportPart(models.TextChoices):
    """What is written in a report: its title and its texts, on one page."""

    TEXTS = "tekster", _("Rapportens tekster")


class ReportKind(models.TextChoices):
    MOBILITY = "mobility", _("Mobilitetsrapport")
    SCHOOL_YEAR = "school_year", _("Skolens årsrapport")
    PROJECT = "project", _("Projektrapport")
    PROGRESS = "progress", _("Akkrediteringens fremskridtsrapport")


class ReportState(models.TextChoices):
    """A report is written on until it is issued; then it is frozen and has its number."""

    DRAFT = "draft", _("Udkast")
    ISSUED = "issued", _("Udstedt")


class ResultState(models.TextChoices):
    """The public page of a mobility."""

    DRAFT = "draft", _("Ikke offentliggjort")
    PUBLISHED = "published", _("Offentliggjort")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")


# Notes are written from when people are ready to leave until the report is sent.
NOTE_STATES = (State.CLEARED, State.UNDER_WAY, State.HOME)
# The report may be begun on the way, and is sent after the return.
REPORT_STATES = (State.UNDER_WAY, State.HOME)
# The report has been sent, and is not written on any more.
REPORTED_STATES = (State.REPORTED, State.COMPLETED)
# Days after the return on which those who travelled are reminded of the report, once each.
REMINDED_AFTER = (7, 21, 30)


class Section(models.TextChoices):
    """The sections of a proposal, in the order of its task list."""

    ACTIVITY = "aktivitet", _("Aktivitet og projekt")
    HOST = "vaert", _("Vært")
    TIME = "tid", _("Tid og rejse")
    PEOPLE = "deltagere", _("Deltagere")
    PURPOSE = "formaal", _("Mål og læring")
    MONEY = "tilskud", _("Tilskud")


class PaperKind(models.TextChoices):
    """The documents of a mobility (erasmus.md §4). The values stand in addresses."""

    GRANT_AGREEMENT = "modelkontrakt", _("Modelkontrakt")
    LEARNING_AGREEMENT = "laeringsaftale", _("Læringsaftale")
    LEARNING_PROGRAMME = "laeringsprogram", _("Læringsprogram med deltagerliste")
    INSURANCE = "forsikring", _("Forsikring")
    PROGRAMME = "program", _("Program fra værten")
    INVITATION = "invitation", _("Invitation")
    COMPLEMENT = "laeringsaftale-tillaeg", _("Tillæg til læringsaftalen")
    CERTIFICATE = "deltagerbevis", _("Deltagerbevis")
    GREEN_TRAVEL = "groen-rejse", _("Erklæring om grøn rejse")


# Others write these; the portal takes a copy.
UPLOADED_KINDS = frozenset({PaperKind.INSURANCE, PaperKind.PROGRAMME, PaperKind.INVITATION})


class Phase(models.TextChoices):
    """When a document is due, in the order of a journey."""

    BEFORE = "foer", _("Før afrejse")
    DURING = "under", _("Under opholdet")
    LAST_DAY = "sidste-dag", _("Sidste dag")
    AFTER = "efter", _("Efter hjemkomst")


class Signer(models.TextChoices):
    """Who signs. The sender is the school, or the municipality that coordinates the consortium."""

    SENDER = "sender", _("Afsender")
    HOST = "host", _("Vært")
    PARTICIPANT = "participant", _("Deltager")


class PaperState(models.TextChoices):
    """Where a document stands. A document that others write goes from missing to handed in."""

    MISSING = "missing", _("Mangler")
    DRAFTED = "drafted", _("Udkast")
    SENT = "sent_to_sign", _("Sendt til underskrift")
    SIGNED = "signed", _("Afleveret")
    APPROVED = "approved", _("Godkendt")
    REJECTED = "rejected", _("Afvist")
    SUPERSEDED = "superseded", _("Afløst")


class PaperLanguage(models.TextChoices):
    DANISH = "da", _("Dansk")
    ENGLISH = "en", _("Engelsk")
    BOTH = "da-en", _("Dansk og engelsk")


# Days before departure on which those who can act are reminded of what is missing.
REMINDED_DAYS = (45, 14, 3)
