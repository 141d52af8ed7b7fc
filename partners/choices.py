from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.people.choices import ADMINISTRATION, RoleKind

# Those who run the accreditation and decide; the editor reads with them (domain.md §1).
RUN_THE_CONSORTIUM = frozenset({RoleKind.CONSULTANT, RoleKind.HEAD})
# Those who travel and propose: schools, PPR and the administration itself.
TAKE_PART = ADMINISTRATION | {RoleKind.CONTRIBUTOR, RoleKind.SCHOOL_LEADER, RoleKind.PPR}
# Fewer people than this, and a task depends on one person (*personafhængig*).
LEAST_RESPONSIBLE = 2
valid_oid = RegexValidator(r"^E\d{8}$", _("Et OID er et E og otte cifre, fx E10123456."))
valid_project_code = RegexValidator(
    r"^20\d\d-\d-[A-Z]{2}\d\d-KA1\d\d-SCH-\d{9}$", _("Projektets kode ser sådan ud: 2026-1-DK01-KA121-SCH-000123456.")
)


class AccreditationState(models.TextChoices):
    APPLIED = "applied", _("Søgt")
    VALID = "valid", _("Gælder")
    SUSPENDED = "suspended", _("Sat i bero")
    ENDED = "ended", _("Ophørt")


class PlanState(models.TextChoices):
    """A version of the Erasmus plan. One at most is written on, one at most holds."""

    DRAFT = "draft", _("Udkast")
    CURRENT = "current", _("Gælder")
    SUPERSEDED = "superseded", _("Afløst")


class PartnerKind(models.TextChoices):
    MINISTRY = "ministry", _("Ministerium")
    REGION = "region", _("Regional myndighed")
    SCHOOL = "school", _("Skole")
    COURSE_PROVIDER = "course_provider", _("Kursusudbyder")
    OTHER = "other", _("Anden organisation")


class ProjectState(models.TextChoices):
    APPLIED = "applied", _("Søgt")
    RUNNING = "running", _("I gang")
    REPORTED = "reported", _("Slutrapport sendt")
    CLOSED = "closed", _("Afsluttet")
    DECLINED = "declined", _("Fik ikke tilskud")


# Nothing more is done in a project in these states.
OVER = (ProjectState.CLOSED, ProjectState.DECLINED)


class AccessionState(models.TextChoices):
    """How far a member's accession form (*tiltrædelseserklæring*, Annex 4) has come."""

    MISSING = "missing", _("Mangler")
    SENT = "sent", _("Sendt til underskrift")
    SIGNED = "signed", _("Underskrevet")


class RoundState(models.TextChoices):
    """A grant round, from the schools' wishes to the places they get."""

    OPEN = "open", _("Skolerne skriver ønsker")
    RANKING = "ranking", _("Ønskerne prioriteres")
    REQUESTED = "requested", _("Tilskuddet er søgt")
    DISTRIBUTED = "distributed", _("Pladserne er fordelt")


class ImportKind(models.TextChoices):
    """What a file that is read in holds."""

    PARTNERS = "partners", _("Partnere")
    RATES = "rates", _("Segregeringsprocenter")
