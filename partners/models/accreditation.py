"""The accreditation, its Erasmus plan in versions, and the schools that take part from year to year."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.choices import AccreditationState, PlanState, valid_oid
from partners.grants.choices import INCOMING, OF_PUPILS, Activity
from portal.statistics import LEAST_SHOWN
from schools.people.choices import ADMINISTRATION, RoleKind

_PERSON = settings.AUTH_USER_MODEL


class AccreditationQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "AccreditationQuerySet":
        """All who act in the municipality see its accreditation and objectives: every journey must serve them."""
        if actor.municipality_id is None or actor.kind == RoleKind.SYSTEM_ADMINISTRATOR:
            return self.none()
        return self.filter(municipality=actor.municipality_id)


class Accreditation(models.Model):
    """A consortium accreditation in school education (KA120-SCH). The municipality holds and coordinates it."""

    municipality = models.ForeignKey("schools.Municipality", models.PROTECT, related_name="accreditations", verbose_name=_("kommune"))
    code = models.CharField(_("kode"), max_length=40, unique=True, help_text=_("fx 2021-1-DK01-KA120-SCH-000012345"))
    oid = models.CharField(_("kommunens OID"), max_length=9, validators=[valid_oid])
    starts_on = models.DateField(_("gælder fra"))
    ends_on = models.DateField(_("gælder til og med"))
    state = models.CharField(_("status"), max_length=10, choices=AccreditationState.choices, default=AccreditationState.VALID)
    has_pupil_activities = models.BooleanField(
        _("elevophold"), default=False, help_text=_("Elevernes ophold er skjult, til akkrediteringen åbner for dem.")
    )
    has_hosting = models.BooleanField(
        _("værtskab"), default=False, help_text=_("Besøg udefra er skjult, til akkrediteringen åbner for dem.")
    )

    objects = AccreditationQuerySet.as_manager()

    class Meta:
        verbose_name = _("akkreditering")
        verbose_name_plural = _("akkrediteringer")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="accreditation_dates_in_order"),
            models.UniqueConstraint(
                fields=["municipality"], condition=Q(state=AccreditationState.VALID), name="accreditation_one_valid_in_municipality"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def open_activities(self) -> list[Activity]:
        """What may be wished for and travelled: pupils and hosting only when the accreditation has opened for them."""
        closed = () if self.has_pupil_activities else OF_PUPILS
        closed += () if self.has_hosting else INCOMING
        return [activity for activity in Activity if activity not in closed]


class AccreditationPersonQuerySet(models.QuerySet):
    def running(self) -> "AccreditationPersonQuerySet":
        """Tasks that somebody must carry on; those of an accreditation that has ended are history."""
        return self.exclude(accreditation__state=AccreditationState.ENDED)


class AccreditationPerson(models.Model):
    """Someone responsible for the accreditation. Fewer than two is shown as depending on one."""

    accreditation = models.ForeignKey(Accreditation, models.CASCADE, related_name="people")
    user = models.ForeignKey(_PERSON, models.PROTECT, related_name="accreditations", verbose_name=_("person"))
    task = models.CharField(_("opgave"), max_length=100, blank=True)

    objects = AccreditationPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("ansvarlig for akkrediteringen")
        verbose_name_plural = _("ansvarlige for akkrediteringen")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["accreditation", "user"], name="accreditation_person_once")]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def subject(self) -> Accreditation:
        """What the person is responsible for, with `people` who share it."""
        return self.accreditation


class AccreditationFile(models.Model):
    """A document of the accreditation: the decision, the plan as sent in, letters from the agency."""

    accreditation = models.ForeignKey(Accreditation, models.CASCADE, related_name="files")
    title = models.CharField(_("titel"), max_length=150)
    stored = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    added_on = models.DateField(_("lagt op"))

    class Meta:
        verbose_name = _("dokument")
        verbose_name_plural = _("dokumenter")
        ordering = ["-added_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def municipality_id(self) -> int:
        return self.accreditation.municipality_id


class Plan(models.Model):
    """A version of the Erasmus plan. Wordings are never changed once it holds: a revision is the next version, with its reason."""

    accreditation = models.ForeignKey(Accreditation, models.CASCADE, related_name="plans")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("status"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    reason = models.TextField(_("hvorfor er planen ændret?"), blank=True)
    adopted_at = models.DateTimeField(_("vedtaget"), null=True, blank=True)
    adopted_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vedtaget af"))

    class Meta:
        verbose_name = _("Erasmus-plan")
        verbose_name_plural = _("Erasmus-planer")
        ordering = ["accreditation", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["accreditation", "number"], name="plan_number_once"),
            models.UniqueConstraint(fields=["accreditation"], condition=Q(state=PlanState.CURRENT), name="plan_one_current"),
            models.UniqueConstraint(fields=["accreditation"], condition=Q(state=PlanState.DRAFT), name="plan_one_draft"),
            models.CheckConstraint(
                condition=Q(state=PlanState.DRAFT, adopted_at=None, adopted_by=None)
                | ~Q(state=PlanState.DRAFT) & Q(adopted_at__isnull=False, adopted_by__isnull=False),
                name="plan_adopted_is_stamped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accreditation}, {self.number}"

    @property
    def municipality_id(self) -> int:
        return self.accreditation.municipality_id

    @property
    def is_draft(self) -> bool:
        return self.state == PlanState.DRAFT


class ObjectiveQuerySet(models.QuerySet):
    def current(self) -> "ObjectiveQuerySet":
        """Those of the plan that holds."""
        return self.filter(wordings__plan__state=PlanState.CURRENT).order_by("wordings__position")


class Objective(models.Model):
    """An *Erasmus-mål* through all versions of the plan: mobilities point here, and its wording stands in each plan."""

    accreditation = models.ForeignKey(Accreditation, models.CASCADE, related_name="objectives")

    objects = ObjectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("Erasmus-mål")
        verbose_name_plural = _("Erasmus-mål")
        ordering = ["pk"]

    def __str__(self) -> str:
        wording = self.wordings.order_by("-plan__number").first()
        return str(wording) if wording else ""


class Wording(models.Model):
    """What an objective says in one version of the plan (erasmus.md §3: title, explanation, timing, how progress is measured)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="wordings")
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="wordings")
    position = models.PositiveSmallIntegerField(_("nummer"), validators=[MinValueValidator(1), MaxValueValidator(10)])
    title = models.CharField(_("titel"), max_length=200)
    explanation = models.TextField(_("forklaring"), blank=True)
    timing = models.CharField(_("tidsplan"), max_length=200, blank=True)
    measure = models.TextField(_("sådan måles fremskridt"), blank=True)

    class Meta:
        verbose_name = _("ordlyd")
        verbose_name_plural = _("ordlyde")
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "objective"], name="wording_once_per_plan"),
            models.UniqueConstraint(fields=["plan", "position"], name="wording_position_once", deferrable=models.Deferrable.DEFERRED),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=10), name="plan_has_at_most_ten_objectives"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


class ExclusionRateQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "ExclusionRateQuerySet":
        """The administration sees those of its municipality, a school its own."""
        if actor.kind in {RoleKind.CONTRIBUTOR, RoleKind.SCHOOL_LEADER}:
            return self.filter(Q(school=actor.school_id) | Q(school__parent=actor.school_id))
        if actor.kind in ADMINISTRATION and actor.municipality_id:
            return self.filter(school__municipality=actor.municipality_id)
        return self.none()


class ExclusionRate(models.Model):
    """A school's *segregeringsprocent* with its source: definitions differ, so the number never stands alone."""

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="exclusion_rates", verbose_name=_("skole"))
    school_year = models.CharField(_("skoleår"), max_length=9, help_text=_("fx 2025/26"))
    percent = models.DecimalField(_("segregeringsprocent"), max_digits=4, decimal_places=1)
    pupils = models.PositiveIntegerField(_("elever i opgørelsen"), help_text=_("Populationen: hvor mange elever procenten er regnet af."))
    source = models.CharField(_("kilde"), max_length=200)

    objects = ExclusionRateQuerySet.as_manager()

    class Meta:
        verbose_name = _("segregeringsprocent")
        verbose_name_plural = _("segregeringsprocenter")
        ordering = ["-school_year", "school"]
        constraints = [
            models.UniqueConstraint(fields=["school", "school_year", "source"], name="exclusion_rate_once_per_source"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="exclusion_rate_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.school_year}"

    @property
    def municipality_id(self) -> int:
        return self.school.municipality_id

    @property
    def is_shown(self) -> bool:
        """Never when it tells of fewer than five pupils: those in special education, or the rest (domain.md §9)."""
        segregated = round(self.pupils * self.percent / 100)
        return min(segregated, self.pupils - segregated) >= LEAST_SHOWN

    @property
    def shown_percent(self) -> Decimal | None:
        """The number as it may be shown, else None."""
        return self.percent if self.is_shown else None


class Circle(models.Model):
    """The yearly circle of participants (*deltagerkreds*) and why it was drawn so."""

    accreditation = models.ForeignKey(Accreditation, models.CASCADE, related_name="circles")
    school_year = models.CharField(_("skoleår"), max_length=9)
    reason = models.TextField(_("begrundelse"))
    includes_administration = models.BooleanField(_("forvaltningen rejser med"), default=False)
    decided_at = models.DateTimeField(_("besluttet"))
    decided_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("besluttet af"))
    schools = models.ManyToManyField("schools.School", blank=True, related_name="circles", verbose_name=_("skoler"))

    class Meta:
        verbose_name = _("deltagerkreds")
        verbose_name_plural = _("deltagerkredse")
        ordering = ["-school_year"]
        constraints = [models.UniqueConstraint(fields=["accreditation", "school_year"], name="circle_once_a_year")]

    def __str__(self) -> str:
        return self.school_year

    @property
    def municipality_id(self) -> int:
        return self.accreditation.municipality_id
