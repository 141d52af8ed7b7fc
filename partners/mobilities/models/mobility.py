"""A mobility, those who travel, and the support that only the administration sees."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from partners.grants.choices import Activity
from partners.mobilities.choices import (
    COMMITTED_STATES,
    ENDED_STATES,
    NOTE_STATES,
    REPORT_STATES,
    TRAVELLED_STATES,
    WRITABLE_STATES,
    Company,
    ParticipantKind,
    State,
    Survey,
)
from schools.people.choices import ADMINISTRATION, RoleKind

_PERSON = settings.AUTH_USER_MODEL


def own_place(actor, prefix: str = "") -> Q:
    """The mobilities that the actor's own place sends, as a filter on Mobility (or through `prefix`)."""
    if actor.kind in {RoleKind.CONTRIBUTOR, RoleKind.SCHOOL_LEADER}:
        return Q(**{f"{prefix}school": actor.school_id}) | Q(**{f"{prefix}school__parent": actor.school_id})
    if actor.kind in (ADMINISTRATION | {RoleKind.PPR}) and actor.municipality_id:
        return Q(**{f"{prefix}school": None, f"{prefix}municipality": actor.municipality_id})
    return Q(pk__in=[])


UNTITLED = _("Ophold uden titel")

# What a journey that has been made used, in EUR: what it was given, unless it is written what it used.
SPENT = Coalesce("used_total", "grant_total")


class MobilityQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "MobilityQuerySet":
        """A school sees its own; PPR and the administration their own; the administration the whole municipality's, drafts of schools left out.

        Those who travel see their own journey, whatever role they act in.
        """
        if not actor.role:
            return self.none()
        travels = Q(pk__in=Participant.objects.filter(user=actor.user).values("mobility"))
        if actor.kind in ADMINISTRATION and actor.municipality_id:
            # First, since the database asks in this order and most rows are seen by it: of thousands it then looks up none in the others.
            return self.filter(Q(municipality=actor.municipality_id) & (Q(school=None) | ~Q(state=State.DRAFT)) | travels)
        return self.filter(Q(pk__in=Mobility.objects.filter(own_place(actor)).values("pk")) | travels)

    def committed(self) -> "MobilityQuerySet":
        """Those whose grant counts against the budget."""
        return self.filter(state__in=COMMITTED_STATES)

    def being_written_at(self, role) -> "MobilityQuerySet":
        """Proposals that the place of a role sends and that are still written: everybody there finds them and writes on."""
        return self.filter(own_place(role), state__in=WRITABLE_STATES)

    def money(self) -> dict[str, Decimal]:
        """EUR `committed` to approved journeys, and `used`: what those that have been made were given, unless it is written what they used."""
        used = Sum(SPENT, filter=Q(state__in=TRAVELLED_STATES), default=Decimal(0))
        return self.committed().aggregate(committed=Sum("grant_total", default=Decimal(0)), used=used)

    def of(self, project) -> "MobilityQuerySet":
        """The mobilities of a project."""
        return self.filter(project=project)

    def not_finished(self) -> "MobilityQuerySet":
        """Drafts, and what is decided on, travelled or told of: neither completed nor ended before."""
        return self.exclude(state__in=[State.COMPLETED, *ENDED_STATES])

    def travelled(self) -> "MobilityQuerySet":
        return self.filter(state__in=TRAVELLED_STATES)

    def for_lists(self) -> "MobilityQuerySet":
        """With what a row needs, in a constant number of queries."""
        return self.select_related("municipality", "school", "host", "project__accreditation").prefetch_related("participants")

    def without_texts(self) -> "MobilityQuerySet":
        """Without what only the page of one shows: long texts and the lines of the frozen grant."""
        return self.defer("how_it_serves", "expected_learning", "programme", "sharing", "grant")


class Mobility(models.Model):
    """An *ophold*. One record per sender and host; a pupil group is counted, never named."""

    municipality = models.ForeignKey("schools.Municipality", models.PROTECT, related_name="mobilities", verbose_name=_("kommune"))
    school = models.ForeignKey(
        "schools.School",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mobilities",
        verbose_name=_("sendes af"),
        help_text=_("Uden skole sender forvaltningen."),
    )
    project = models.ForeignKey(
        "partners.Project", models.PROTECT, null=True, blank=True, related_name="mobilities", verbose_name=_("projekt")
    )
    number = models.CharField(_("opholdets ID"), max_length=40, null=True, blank=True, unique=True, editable=False)
    module_number = models.CharField(_("nummer i Beneficiary Module"), max_length=30, blank=True)
    state = models.CharField(_("status"), max_length=12, choices=State.choices, default=State.DRAFT)

    title = models.CharField(_("titel"), max_length=150, blank=True)
    activity = models.CharField(_("aktivitet"), max_length=16, choices=Activity.choices, blank=True)
    course_name = models.CharField(_("kursets navn"), max_length=150, blank=True)
    host = models.ForeignKey(
        "partners.PartnerOrganisation", models.PROTECT, null=True, blank=True, related_name="mobilities", verbose_name=_("vært")
    )
    mentor = models.CharField(_("mentor hos værten"), max_length=120, blank=True)
    starts_on = models.DateField(_("første dag"), null=True, blank=True)
    ends_on = models.DateField(_("sidste dag"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(
        _("dage med aktivitet"), null=True, blank=True, help_text=_("Hele dage; rejsedage tæller ikke med.")
    )
    travel_days = models.PositiveSmallIntegerField(_("rejsedage"), default=0)
    is_green = models.BooleanField(_("grøn rejse"), default=False)
    km = models.PositiveIntegerField(_("afstand i km, en vej"), null=True, blank=True)
    km_evidence = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("dokumentation for afstanden")
    )
    company = models.CharField(_("hvem rejser?"), max_length=12, choices=Company.choices, blank=True)
    pupils = models.PositiveSmallIntegerField(_("antal elever"), default=0)
    accompanying = models.PositiveSmallIntegerField(_("antal ledsagere"), default=0)
    language_participants = models.PositiveSmallIntegerField(_("deltagere med sprogstøtte"), default=0)
    short_is_justified = models.BooleanField(_("kortere ophold på grund af færre muligheder"), default=False)

    objective = models.ForeignKey(
        "partners.Objective", models.PROTECT, null=True, blank=True, related_name="mobilities", verbose_name=_("mål i Erasmus-planen")
    )
    how_it_serves = models.TextField(_("sådan tjener opholdet målet"), blank=True)
    expected_learning = models.TextField(_("det vil vi lære"), blank=True)
    programme = models.TextField(_("program dag for dag"), blank=True)
    sharing = models.TextField(_("sådan deler vi det, vi lærer"), blank=True)

    grant = models.JSONField(_("bevilget tilskud"), null=True, blank=True, editable=False)
    grant_total = models.DecimalField(_("bevilget i euro"), max_digits=10, decimal_places=2, null=True, blank=True, editable=False)
    used_total = models.DecimalField(_("brugt i euro"), max_digits=10, decimal_places=2, null=True, blank=True)
    is_force_majeure = models.BooleanField(_("force majeure"), default=False)

    writers: models.ManyToManyField = models.ManyToManyField(_PERSON, related_name="written_mobilities", verbose_name=_("skrevet af"))
    created_at = models.DateTimeField(_("oprettet"))
    created_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("oprettet af"))
    changed_at = models.DateTimeField(_("ændret"))
    changed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("ændret af"))
    proposed_at = models.DateTimeField(_("foreslået"), null=True, blank=True)
    proposed_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    endorsed_at = models.DateTimeField(_("godkendt af leder"), null=True, blank=True)
    endorsed_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("godkendt af forvaltningen"), null=True, blank=True)
    approved_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    cleared_at = models.DateTimeField(_("godkendt til afrejse"), null=True, blank=True)
    cleared_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField(_("rapport sendt"), null=True, blank=True)
    reported_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    completed_at = models.DateTimeField(_("afsluttet"), null=True, blank=True)
    completed_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    # What the page that began it sent along: a form that is sent twice begins one draft.
    token = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)

    objects = MobilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("ophold")
        verbose_name_plural = _("ophold")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="mobility_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(state=State.CANCELLED) | Q(number__isnull=False), name="mobility_proposed_has_its_id"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=COMMITTED_STATES) | Q(grant__isnull=False, grant_total__isnull=False, project__isnull=False),
                name="mobility_approved_has_its_grant",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=COMMITTED_STATES) | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="mobility_approved_is_stamped",
            ),
            models.CheckConstraint(condition=Q(grant_total=None) | Q(grant_total__gte=0), name="mobility_grant_is_not_negative"),
        ]
        indexes = [
            models.Index(fields=["project", "state"], name="mobility_by_project"),
            models.Index(fields=["municipality", "state", "starts_on"], name="mobility_by_departure"),
            models.Index(fields=["school", "state"], name="mobility_by_school"),
        ]

    def __str__(self) -> str:
        return self.title or str(UNTITLED)

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE_STATES

    @property
    def can_be_reported_on(self) -> bool:
        """The report is written on the way and after the return, until it is sent."""
        return self.state in REPORT_STATES

    @property
    def has_left(self) -> bool:
        """There is something to take notes of or to report on."""
        return self.state in (*NOTE_STATES, *TRAVELLED_STATES)

    @property
    def has_come_home(self) -> bool:
        return self.state in TRAVELLED_STATES

    @property
    def is_of_pupils(self) -> bool:
        return self.activity == Activity.PUPIL_GROUP

    @property
    def sender(self) -> str:
        """The school, or the municipality's administration."""
        return str(self.school or self.municipality)

    def has_begun(self, today: date) -> bool:
        return self.starts_on is not None and self.starts_on <= today


class Participant(models.Model):
    """A grown-up who travels. Pupils are never here: they are a number on the mobility."""

    mobility = models.ForeignKey(Mobility, models.CASCADE, related_name="participants")
    user = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="journeys", verbose_name=_("bruger"))
    name = models.CharField(_("navn"), max_length=150)
    title = models.CharField(_("stilling"), max_length=100, blank=True)
    email = models.EmailField(_("arbejdsmail"), blank=True)
    kind = models.CharField(_("rejser som"), max_length=12, choices=ParticipantKind.choices, default=ParticipantKind.PARTICIPANT)
    is_leader = models.BooleanField(_("er leder"), default=False)
    report = models.ForeignKey(
        "mobilities.ParticipantReport",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="participants",
        verbose_name=_("deltagerrapport"),
    )
    survey = models.CharField(_("Kommissionens spørgeskema"), max_length=10, choices=Survey.choices, default=Survey.NOT_SENT)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("deltager")
        verbose_name_plural = _("deltagere")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["mobility", "user"], condition=Q(user__isnull=False), name="participant_user_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Support(models.Model):
    """Fewer opportunities as a number and support as amounts (EUR), never with reasons. Read by the administration alone."""

    mobility = models.OneToOneField(Mobility, models.CASCADE, related_name="support")
    fewer_opportunities = models.PositiveSmallIntegerField(_("deltagere med færre muligheder"), default=0)
    inclusion_costs = models.DecimalField(_("inklusionsstøtte i euro"), max_digits=9, decimal_places=2, default=0)
    exceptional_costs = models.DecimalField(_("ekstraordinære udgifter i euro"), max_digits=9, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("støtte")
        verbose_name_plural = _("støtte")
        constraints = [
            models.CheckConstraint(condition=Q(inclusion_costs__gte=0, exceptional_costs__gte=0), name="support_is_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.mobility)


class Counter(models.Model):
    """The last number given to an activity in a project: an ID is never given twice, also when a mobility is deleted."""

    project = models.ForeignKey("partners.Project", models.CASCADE, related_name="counters")
    activity = models.CharField(max_length=16, choices=Activity.choices)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("tæller")
        verbose_name_plural = _("tællere")
        constraints = [models.UniqueConstraint(fields=["project", "activity"], name="counter_once_per_activity")]

    def __str__(self) -> str:
        return f"{self.project}: {self.activity} {self.last}"


class DeparturePlaceQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "DeparturePlaceQuerySet":
        """The one of the municipality in which the actor acts."""
        return self.filter(municipality=actor.municipality_id)


class DeparturePlace(models.Model):
    """Where a municipality's journeys are counted from, city to city: the estimate of a distance begins here."""

    municipality = models.OneToOneField("schools.Municipality", models.CASCADE, related_name="departure_place", verbose_name=_("kommune"))
    city = models.CharField(_("by"), max_length=100)
    latitude = models.DecimalField(_("breddegrad"), max_digits=8, decimal_places=5)
    longitude = models.DecimalField(_("længdegrad"), max_digits=8, decimal_places=5)

    objects = DeparturePlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("afrejsested")
        verbose_name_plural = _("afrejsesteder")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="departure_place_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.city
