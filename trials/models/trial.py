"""A trial action with what belongs to it whatever text is told about it: place, life, people, expectations and measures."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.models import School
from schools.people.choices import ADMINISTRATION, RoleKind
from trials.choices import Life, MeasureKind, Met, NextStep, Outcome, Perspective, Scope

_PERSON = settings.AUTH_USER_MODEL


class TrialActionQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "TrialActionQuerySet":
        """Trial actions of which the actor may see at least one version (or, once withdrawn, that it is withdrawn)."""
        versions = self.model._meta.get_field("versions").related_model.objects
        return self.filter(pk__in=versions.visible_to(actor).values("trial"))


def own_place(actor, prefix: str = "") -> Q:
    """The trial actions of the actor's own place, as a filter on TrialAction (or through `prefix`)."""
    if actor.kind in {RoleKind.CONTRIBUTOR, RoleKind.SCHOOL_LEADER}:
        return Q(**{f"{prefix}home_school__in": School.objects.of(actor.school_id).values("pk")})
    if actor.kind in ADMINISTRATION and actor.municipality_id:
        return Q(**{f"{prefix}home_school": None, f"{prefix}municipality": actor.municipality_id})
    return Q(pk__in=[])


class TrialAction(models.Model):
    """A *prøvehandling*: identity, place, people and life. Its versions hold the text and the publication state."""

    slug = models.SlugField(_("adresse"), max_length=100, unique=True)
    municipality = models.ForeignKey("schools.Municipality", models.PROTECT, related_name="trial_actions", verbose_name=_("kommune"))
    home_school = models.ForeignKey(
        "schools.School",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="home_trial_actions",
        verbose_name=_("skrives af"),
        help_text=_("Skolen, der skriver. Uden skole skriver forvaltningen."),
    )
    scope = models.CharField(_("hvor"), max_length=12, choices=Scope.choices, default=Scope.NAMED)
    schools = models.ManyToManyField("schools.School", blank=True, related_name="trial_actions", verbose_name=_("skoler"))
    life = models.CharField(_("livsløb"), max_length=14, choices=Life.choices, default=Life.IDEA)
    outcome = models.CharField(_("hvordan gik det?"), max_length=16, choices=Outcome.choices, blank=True)
    next_steps = ArrayField(
        models.CharField(max_length=12, choices=NextStep.choices), default=list, blank=True, verbose_name=_("hvad sker der nu?")
    )
    starts_on = models.DateField(_("begynder"), null=True, blank=True)
    ends_on = models.DateField(_("slutter"), null=True, blank=True)
    expectations_locked_on = models.DateField(
        _("forventningerne låst"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Sættes, første gang den går i gang; en ny startdato låser ikke op igen."),
    )
    school_year = models.CharField(_("skoleår"), max_length=9, blank=True, help_text=_("fx 2025/26"))
    contact_email = models.EmailField(_("kontaktmail"), blank=True)
    contact_phone = models.CharField(_("kontakttelefon"), max_length=30, blank=True)
    origin = models.ForeignKey(
        "mobilities.Mobility",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="trial_actions",
        verbose_name=_("udspringer af opholdet"),
    )
    created_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("oprettet af"))
    created_at = models.DateTimeField(_("oprettet"))

    objects = TrialActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("prøvehandling")
        verbose_name_plural = _("prøvehandlinger")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="trial_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(life__in=[Life.EVALUATED, Life.NEVER_STARTED, Life.RUNNING, Life.PAUSED]),
                name="trial_idea_has_no_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def years(self) -> str:
        """The school year, else the calendar years it runs in: what a card tells of when it was. Empty when neither is known."""
        return self.school_year or "–".join(str(year) for year in sorted({day.year for day in (self.starts_on, self.ends_on) if day}))

    def expectations_open(self, today: date) -> bool:
        """Expectations are locked at the start date or when it is under way, whichever comes first, and then for good (domain.md §2)."""
        return self.expectations_locked_since(today) is None

    def expectations_locked_since(self, today: date) -> date | None:
        """The day on which the expectations were locked, as it is kept or as it follows from how far it is; None while they are open."""
        has_begun = self.life != Life.IDEA or (self.starts_on is not None and self.starts_on <= today)
        if self.expectations_locked_on or not has_begun:
            return self.expectations_locked_on
        return min(self.starts_on or today, today)


class Expectation(models.Model):
    """What the school expects to see, per perspective and by when, with what it saw later beside it. Belongs to the trial action: it outlives versions."""

    trial = models.ForeignKey(TrialAction, models.CASCADE, related_name="expectations")
    perspective = models.CharField(_("perspektiv"), max_length=16, choices=Perspective.choices)
    text = models.TextField(_("det venter vi at se"))
    by_when = models.DateField(_("senest"), null=True, blank=True)
    met = models.CharField(_("hvordan gik det?"), max_length=16, choices=Met.choices, default=Met.NOT_YET)
    observed = models.TextField(_("det så vi"), blank=True)

    class Meta:
        verbose_name = _("forventning")
        verbose_name_plural = _("forventninger")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_perspective_display()}: {self.text[:60]}"


class ExpectationCorrection(models.Model):
    """A locked expectation that was mended, with why and what stood there before: shown beside it, never in its place."""

    expectation = models.ForeignKey(Expectation, models.CASCADE, related_name="corrections")
    before = models.TextField(_("før stod der"))
    note = models.TextField(_("hvorfor er det rettet?"))
    made_at = models.DateTimeField(_("rettet"))
    made_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("rettet af"))

    class Meta:
        verbose_name = _("rettelse af forventning")
        verbose_name_plural = _("rettelser af forventninger")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}: {self.note[:60]}"


class Adjustment(models.Model):
    """A dated change of plan (*justering*): normal, and shown."""

    trial = models.ForeignKey(TrialAction, models.CASCADE, related_name="adjustments")
    made_on = models.DateField(_("dato"))
    text = models.TextField(_("det ændrede vi"))

    class Meta:
        verbose_name = _("justering")
        verbose_name_plural = _("justeringer")
        ordering = ["made_on", "pk"]

    def __str__(self) -> str:
        return f"{self.made_on}: {self.text[:60]}"


class Measure(models.Model):
    """Something that was counted or asked about, with dated values."""

    trial = models.ForeignKey(TrialAction, models.CASCADE, related_name="measures")
    name = models.CharField(_("det målte vi"), max_length=150)
    unit = models.CharField(_("enhed"), max_length=80, blank=True)
    source = models.CharField(_("kilde og forbehold"), max_length=200, blank=True)
    sentence = models.CharField(_("konklusion i én sætning"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("måling")
        verbose_name_plural = _("målinger")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class MeasureValue(models.Model):
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="values")
    taken_on = models.DateField(_("dato"))
    kind = models.CharField(_("hvornår"), max_length=10, choices=MeasureKind.choices)
    value = models.DecimalField(_("værdi"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("værdi")
        verbose_name_plural = _("værdier")
        ordering = ["taken_on", "pk"]

    def __str__(self) -> str:
        return f"{self.taken_on}: {self.value}"


class ResponsiblePerson(models.Model):
    """Someone responsible for a trial action; linked to a user when the person has one. Fewer than two is shown as depending on one."""

    trial = models.ForeignKey(TrialAction, models.CASCADE, related_name="people")
    user = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="responsibilities", verbose_name=_("bruger"))
    name = models.CharField(_("navn"), max_length=150)
    title = models.CharField(_("stilling"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("ansvarlig")
        verbose_name_plural = _("ansvarlige")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["trial", "user"], condition=Q(user__isnull=False), name="responsible_user_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = self.name.split()
        return (words[0][:1] + words[-1][:1]).upper() if len(words) > 1 else self.name[:2].upper()


class ImportOrigin(models.Model):
    """The row of a file that a trial action was read from. What the file did not carry, people may fill in later."""

    trial = models.OneToOneField(TrialAction, models.CASCADE, related_name="import_origin")
    file_name = models.CharField(_("fil"), max_length=150)
    row = models.PositiveIntegerField(_("række"))
    imported_at = models.DateTimeField(_("indlæst"))

    class Meta:
        verbose_name = _("indlæst fra fil")
        verbose_name_plural = _("indlæst fra fil")

    def __str__(self) -> str:
        return f"{self.file_name}, {self.row}"
