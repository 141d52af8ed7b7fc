"""The yearly projects (KA121-SCH), what they aim for and may cost, and the schools that are members of them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.choices import OVER, AccessionState, ProjectState, valid_oid, valid_project_code
from partners.grants.choices import Activity, Category
from partners.models.accreditation import Accreditation
from schools.people.choices import RoleKind

_PERSON = settings.AUTH_USER_MODEL


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "ProjectQuerySet":
        """All who act in the municipality see its projects; what each costs is for `partners.see_budget`."""
        if actor.municipality_id is None or actor.kind == RoleKind.SYSTEM_ADMINISTRATOR:
            return self.none()
        return self.filter(accreditation__municipality=actor.municipality_id)

    def running(self) -> "ProjectQuerySet":
        return self.filter(state=ProjectState.RUNNING)


class Project(models.Model):
    """One year's grant. It lasts 15 months and can be extended to 24; projects of different years overlap (erasmus.md §3)."""

    accreditation = models.ForeignKey(Accreditation, models.PROTECT, related_name="projects", verbose_name=_("akkreditering"))
    code = models.CharField(_("kode"), max_length=40, unique=True, validators=[valid_project_code])
    call = models.PositiveSmallIntegerField(_("indkaldelse"), help_text=_("Året, hvis satser gælder."))
    starts_on = models.DateField(_("begynder"))
    ends_on = models.DateField(_("slutter"))
    is_extended = models.BooleanField(_("forlænget"), default=False)
    extension_reason = models.TextField(_("hvorfor er projektet forlænget?"), blank=True)
    requested_grant = models.DecimalField(_("søgt tilskud i euro"), max_digits=10, decimal_places=2, default=0)
    grant = models.DecimalField(_("tilskud i euro"), max_digits=10, decimal_places=2, default=0)
    state = models.CharField(_("status"), max_length=10, choices=ProjectState.choices, default=ProjectState.RUNNING)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("projekt")
        verbose_name_plural = _("projekter")
        ordering = ["-call", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="project_dates_in_order"),
            models.CheckConstraint(condition=Q(grant__gte=0, requested_grant__gte=0), name="project_grant_is_not_negative"),
            models.CheckConstraint(condition=Q(is_extended=False) | ~Q(extension_reason=""), name="project_extended_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def municipality_id(self) -> int:
        return self.accreditation.municipality_id

    @property
    def short_code(self) -> str:
        """The last part of the code, as it stands in a mobility's ID: KA121-SCH-000123456."""
        return "-".join(self.code.split("-")[-3:])

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


class Target(models.Model):
    """What a project is granted for one activity type."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="targets")
    activity = models.CharField(_("aktivitet"), max_length=16, choices=Activity.choices)
    participants = models.PositiveIntegerField(_("deltagere"), default=0)
    days = models.PositiveIntegerField(_("dage i alt"), default=0)
    accompanying = models.PositiveIntegerField(_("ledsagere"), default=0)
    fewer_opportunities = models.PositiveIntegerField(_("med færre muligheder"), default=0)
    blended = models.PositiveIntegerField(_("med en del på nettet"), default=0)
    green = models.PositiveIntegerField(_("med grøn rejse"), default=0)

    class Meta:
        verbose_name = _("mål for aktivitet")
        verbose_name_plural = _("mål for aktiviteter")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["project", "activity"], name="target_once_per_activity")]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_activity_display()}"


class BudgetLine(models.Model):
    """What a project may use in one budget category (EUR). The lines make up the grant."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="budget")
    category = models.CharField(_("kategori"), max_length=24, choices=Category.choices)
    amount = models.DecimalField(_("euro"), max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = _("budgetlinje")
        verbose_name_plural = _("budgetlinjer")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "category"], name="budget_line_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_line_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_category_display()}"


class ConsortiumMembership(models.Model):
    """A school's membership of the consortium in one project (erasmus.md §3): listed in the yearly request, with its accession form."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="consortium_memberships", verbose_name=_("skole"))
    oid = models.CharField(_("OID"), max_length=9, blank=True, validators=[valid_oid])
    accession = models.CharField(_("tiltrædelseserklæring"), max_length=8, choices=AccessionState.choices, default=AccessionState.MISSING)
    signed_on = models.DateField(_("underskrevet"), null=True, blank=True)
    signed_file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    joined_on = models.DateField(_("med fra"))
    left_on = models.DateField(_("ude fra"), null=True, blank=True)

    class Meta:
        verbose_name = _("medlem af konsortiet")
        verbose_name_plural = _("medlemmer af konsortiet")
        ordering = ["school__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "school"], name="consortium_membership_once"),
            models.CheckConstraint(
                condition=~Q(accession=AccessionState.SIGNED) | Q(signed_on__isnull=False, signed_file__isnull=False),
                name="accession_signed_has_its_form",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.project}"

    @property
    def municipality_id(self) -> int:
        return self.project.municipality_id


class MemberPersonQuerySet(models.QuerySet):
    def running(self) -> "MemberPersonQuerySet":
        """Tasks that somebody must carry on; those of a project that is over are history."""
        return self.exclude(membership__project__state__in=OVER)


class MemberPerson(models.Model):
    """Someone responsible for a member's mobilities. Fewer than two is shown as depending on one (*personafhængig*)."""

    membership = models.ForeignKey(ConsortiumMembership, models.CASCADE, related_name="people")
    user = models.ForeignKey(_PERSON, models.PROTECT, related_name="consortium_tasks", verbose_name=_("person"))

    objects = MemberPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("ansvarlig på skolen")
        verbose_name_plural = _("ansvarlige på skolen")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["membership", "user"], name="member_person_once")]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def subject(self) -> ConsortiumMembership:
        """What the person is responsible for, with `people` who share it."""
        return self.membership
