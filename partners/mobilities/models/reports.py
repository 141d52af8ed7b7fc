"""Reports: what is told of a mobility, a school's year, a project or the accreditation, in texts and numbers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.mobilities.choices import ReportKind, ReportState
from partners.mobilities.models.mobility import Mobility
from schools.people.choices import ADMINISTRATION, RoleKind

_PERSON = settings.AUTH_USER_MODEL


class ReportQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "ReportQuerySet":
        """Issued project and progress reports for all who act in the municipality, the administration sees all of its own, a school its own
        year; that of a mobility is seen by those who see the mobility, once it is issued or when they write it."""
        if not actor.role or actor.kind == RoleKind.SYSTEM_ADMINISTRATOR:
            return self.none()
        sight = Q(kind=ReportKind.MOBILITY, mobility__in=Mobility.objects.visible_to(actor).values("pk"))
        if actor.school_id:
            sight |= Q(kind=ReportKind.SCHOOL_YEAR) & (Q(school=actor.school_id) | Q(school__parent=actor.school_id))
        if actor.municipality_id:
            here = Q(municipality=actor.municipality_id)
            sight |= here & Q(kind__in=[ReportKind.PROJECT, ReportKind.PROGRESS], state=ReportState.ISSUED)
            if actor.kind in ADMINISTRATION:
                sight |= here
        return self.filter(sight)

    def for_lists(self) -> "ReportQuerySet":
        return self.select_related("municipality", "mobility", "school", "project", "accreditation")


class Report(models.Model):
    """A *rapport*. Its numbers are computed and its texts written while it is a draft; once issued it is frozen, with its number."""

    kind = models.CharField(_("slags"), max_length=12, choices=ReportKind.choices)
    municipality = models.ForeignKey("schools.Municipality", models.PROTECT, related_name="reports")
    mobility = models.ForeignKey(Mobility, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("ophold"))
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("skole"))
    school_year = models.CharField(_("skoleår"), max_length=9, blank=True)
    project = models.ForeignKey(
        "partners.Project", models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("projekt")
    )
    accreditation = models.ForeignKey(
        "partners.Accreditation", models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("akkreditering")
    )
    title = models.CharField(_("titel"), max_length=200)
    texts = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("status"), max_length=8, choices=ReportState.choices, default=ReportState.DRAFT)
    issued_year = models.PositiveSmallIntegerField(_("år"), null=True, blank=True)
    number = models.PositiveIntegerField(_("nummer"), null=True, blank=True)
    frozen = models.JSONField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("oprettet"))
    created_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("oprettet af"))
    changed_at = models.DateTimeField(_("ændret"))
    changed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("ændret af"))
    issued_at = models.DateTimeField(_("udstedt"), null=True, blank=True)
    issued_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("rapport")
        verbose_name_plural = _("rapporter")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ReportKind.MOBILITY, mobility__isnull=False, school=None, school_year="", project=None, accreditation=None)
                | Q(kind=ReportKind.SCHOOL_YEAR, mobility=None, school__isnull=False, project=None, accreditation=None) & ~Q(school_year="")
                | Q(kind=ReportKind.PROJECT, mobility=None, school=None, school_year="", project__isnull=False, accreditation=None)
                | Q(kind=ReportKind.PROGRESS, mobility=None, school=None, school_year="", project=None, accreditation__isnull=False),
                name="report_has_the_subject_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT, number=None, issued_year=None, frozen__isnull=True, issued_at=None)
                | Q(
                    state=ReportState.ISSUED,
                    number__isnull=False,
                    issued_year__isnull=False,
                    frozen__isnull=False,
                    issued_at__isnull=False,
                    issued_by__isnull=False,
                ),
                name="report_issued_is_frozen_and_numbered",
            ),
            models.UniqueConstraint(fields=["municipality", "issued_year", "number"], name="report_number_once_a_year"),
            models.UniqueConstraint(
                fields=["kind", "mobility", "school", "school_year", "project", "accreditation"],
                condition=Q(state=ReportState.DRAFT),
                nulls_distinct=False,
                name="report_one_draft_of_a_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_issued(self) -> bool:
        return self.state == ReportState.ISSUED

    @property
    def is_writable(self) -> bool:
        return not self.is_issued

    @property
    def label(self) -> str:
        """”2026-3”: the number that an issued report is cited by."""
        return f"{self.issued_year}-{self.number}" if self.number else ""
