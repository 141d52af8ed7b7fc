from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """Where it was tried. No school does not mean the whole municipality."""

    NAMED = "named", _("En eller flere skoler")
    UNNAMED = "unnamed", _("Enkelte skoler, ikke navngivet")
    MUNICIPALITY = "municipality", _("Hele kommunen")


class Life(models.TextChoices):
    IDEA = "idea", _("Idé")
    RUNNING = "running", _("I gang")
    PAUSED = "paused", _("På pause")
    NEVER_STARTED = "never_started", _("Kom ikke i gang")
    EVALUATED = "evaluated", _("Evalueret")


class Outcome(models.TextChoices):
    AS_EXPECTED = "as_expected", _("Som ventet")
    PARTLY = "partly", _("Delvist som ventet")
    NOT_AS_EXPECTED = "not_as_expected", _("Ikke som ventet")


class NextStep(models.TextChoices):
    CONTINUES = "continues", _("Fortsætter")
    ADJUSTED = "adjusted", _("Justeres")
    SPREAD = "spread", _("Udbredes")
    STOPS = "stops", _("Stopper")


class State(models.TextChoices):
    """The publication state of a version."""

    DRAFT = "draft", _("Kladde")
    SUBMITTED = "submitted", _("Til gennemsyn")
    RETURNED = "returned", _("Sendt retur")
    APPROVED = "approved", _("Godkendt")
    PUBLISHED = "published", _("Publiceret")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")
    ARCHIVED = "archived", _("Arkiveret")


# A trial action has at most one version in these states.
OPEN_STATES = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED)
# The writer may change the text in these states.
WRITABLE_STATES = (State.DRAFT, State.RETURNED)
# A version in these states is frozen, with a content hash.
FROZEN_STATES = (State.PUBLISHED, State.WITHDRAWN, State.ARCHIVED)


class Visibility(models.TextChoices):
    """Who may read it once it is published, from the narrowest to the widest."""

    SCHOOL = "school", _("Kun skolen")
    MUNICIPALITY = "municipality", _("Kommunen")
    NETWORKS = "networks", _("Valgte netværk og partnerskaber")
    EVERYONE = "everyone", _("Alle")


class Perspective(models.TextChoices):
    PUPILS = "pupils", _("Elever")
    STAFF = "staff", _("Medarbejdere")
    LEADERS = "leaders", _("Ledere")
    PARENTS = "parents", _("Forældre")
    PPR = "ppr", _("PPR og ressourcepersoner")
    EXTERNAL = "external", _("Eksterne støttesystemer")
    ADMINISTRATION = "administration", _("Forvaltning")
    POLITICIANS = "politicians", _("Politikere")


class ObservationKind(models.TextChoices):
    SEEN = "seen", _("Det har vi set")
    STRENGTH = "strength", _("Styrke")
    CHALLENGE = "challenge", _("Udfordring")
    NOT_YET = "not_yet", _("Endnu ikke observeret")


class Met(models.TextChoices):
    """How an expectation came out."""

    NOT_YET = "not_yet", _("Endnu ikke observeret")
    AS_EXPECTED = "as_expected", _("Som ventet")
    PARTLY = "partly", _("Delvist som ventet")
    NOT_AS_EXPECTED = "not_as_expected", _("Ikke som ventet")


class MeasureKind(models.TextChoices):
    BASELINE = "baseline", _("Før")
    INTERIM = "interim", _("Undervejs")
    FINAL = "final", _("Efter")


class AttachmentKind(models.TextChoices):
    RECIPE = "recipe", _("Opskrift")
    TEMPLATE = "template", _("Skabelon")
    OTHER = "other", _("Andet")


class Grade(models.TextChoices):
    """Who it was for. Years 0 to 10 first, so that a run of them can be written ”0.–2. klasse”."""

    Y0 = "0", _("0. klasse")
    Y1 = "1", _("1. klasse")
    Y2 = "2", _("2. klasse")
    Y3 = "3", _("3. klasse")
    Y4 = "4", _("4. klasse")
    Y5 = "5", _("5. klasse")
    Y6 = "6", _("6. klasse")
    Y7 = "7", _("7. klasse")
    Y8 = "8", _("8. klasse")
    Y9 = "9", _("9. klasse")
    Y10 = "10", _("10. klasse")
    LOWER = "lower", _("Indskoling")
    MIDDLE = "middle", _("Mellemtrin")
    UPPER = "upper", _("Udskoling")
    SFO = "sfo", _("SFO")
    DAYCARE = "daycare", _("Dagtilbud")
    YOUTH = "youth", _("Ungdomsskole")
    SPECIAL = "special", _("Specialtilbud")


class PrivacyReply(models.TextChoices):
    """What was answered about a finding. The last three are for what looks like a CPR number."""

    NOT_PERSONAL = "not_personal", _("Det handler ikke om en bestemt person")
    AGREED = "agreed", _("Personen er voksen og har sagt ja til at stå her")
    ASKED = "asked", _("Chefen er bedt om at frigive det")
    RELEASED = "released", _("Frigivet af chefen")
    REFUSED = "refused", _("Ikke frigivet")


class EditorialState(models.TextChoices):
    """Where an editor's proposal stands."""

    DRAFT = "draft", _("Redaktørens kladde")
    PROPOSED = "proposed", _("Venter på svar")
    ACCEPTED = "accepted", _("Taget imod")
    ANSWERED = "answered", _("Besvaret")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")


class Section(models.TextChoices):
    """The sections of the writer's task list, in order. The value is part of the address."""

    INTRO = "indledning", _("Titel og indledning")
    DONE = "det-har-vi-gjort", _("Det har vi gjort")
    EXPECTED = "det-venter-vi", _("Det venter vi at se")
    CHANGE = "forandringen", _("Sådan opleves forandringen")
    MEASURES = "maalinger", _("Målinger")
    FUTURE = "fremover", _("Fremover vil vi …")
    LEARNED = "vi-har-laert", _("Vi har lært")
    FACTS = "fakta", _("Fakta og det krævede")
    PEOPLE = "ansvarlige", _("Ansvarlige og læsere")
    FILES = "billeder-og-filer", _("Billeder og filer")


# The answer that a writer is promised when a text is sent.
ANSWER_WITHIN_DAYS = 14
# The act in the log that lets a system administrator read an open version, and how long it does.
READ_DRAFT = "trials.read_draft"
READING_LASTS = timedelta(hours=1)
