from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.people.choices import ADMINISTRATION, RoleKind
from trials.choices import (
    FROZEN_STATES,
    OPEN_STATES,
    WRITABLE_STATES,
    AttachmentKind,
    Grade,
    Life,
    MeasureKind,
    Met,
    NextStep,
    ObservationKind,
    Outcome,
    Perspective,
    Scope,
    State,
    Visibility,
)

_PERSON = settings.AUTH_USER_MODEL


class TrialActionQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "TrialActionQuerySet":
        """Trial actions of which the actor may see at least one version (or, once withdrawn, that it is withdrawn)."""
        return self.filter(pk__in=Version.objects.visible_to(actor).values("trial"))

    def writable_by(self, actor) -> "TrialActionQuerySet":
        """Trial actions that the actor's role writes: the school's own, or the administration's own."""
        return self.filter(_own_place(actor)) if actor.role else self.none()


def _own_place(actor, prefix: str = "") -> Q:
    """The trial actions of the actor's own place, as a filter on TrialAction (or through `prefix`)."""
    if actor.kind in {RoleKind.CONTRIBUTOR, RoleKind.SCHOOL_LEADER}:
        return Q(**{f"{prefix}home_school": actor.school_id}) | Q(**{f"{prefix}home_school__parent": actor.school_id})
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
    school_year = models.CharField(_("skoleår"), max_length=9, blank=True, help_text=_("fx 2025/26"))
    contact_email = models.EmailField(_("kontaktmail"), blank=True)
    contact_phone = models.CharField(_("kontakttelefon"), max_length=30, blank=True)
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

    def expectations_open(self, today: date) -> bool:
        """Expectations are locked at the start date or when it is under way, whichever comes first (domain.md §2)."""
        return self.life == Life.IDEA and (self.starts_on is None or today < self.starts_on)


class VersionQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "VersionQuerySet":
        """Published and withdrawn versions by their visibility, and open ones for those who write or review them."""
        return self.filter(_published_sight(actor) | _open_sight(actor))

    def published_to(self, actor) -> "VersionQuerySet":
        """What this actor may read as published."""
        return self.filter(_published_sight(actor), state=State.PUBLISHED)

    def waiting_for_review(self, actor) -> "VersionQuerySet":
        """Versions in the actor's municipality that wait for the administration, the longest waiting first."""
        if actor.kind not in ADMINISTRATION or not actor.municipality_id:
            return self.none()
        return self.filter(trial__municipality=actor.municipality_id, state__in=[State.SUBMITTED, State.APPROVED]).order_by(
            "submitted_at", "pk"
        )

    def for_lists(self) -> "VersionQuerySet":
        """With what a card or a row needs, in a constant number of queries."""
        return (
            self.select_related("trial__municipality", "trial__home_school")
            .defer("frozen")
            .prefetch_related("trial__schools", "focus_areas", "images__stored")
        )

    def for_story(self) -> "VersionQuerySet":
        """With all that its page shows, in a constant number of queries."""
        return (
            self.for_lists()
            .defer(None)
            .prefetch_related(
                "observations",
                "attachments__stored",
                "trial__people",
                "trial__expectations",
                "trial__adjustments",
                "trial__measures__values",
            )
        )


def _published_sight(actor) -> Q:
    """Which published, withdrawn or superseded versions the actor may see, by their visibility."""
    sight = Q(visibility=Visibility.EVERYONE)
    if actor.municipality_id:
        here = Q(trial__municipality=actor.municipality_id)
        sight |= here & Q(visibility__in=[Visibility.MUNICIPALITY, Visibility.NETWORKS])
        if actor.kind in ADMINISTRATION:
            sight |= here
    if actor.school_id:
        # The schools it was about when it was published: those chosen in the next draft don't see it yet.
        school = Q(**{f"frozen__{settings.LANGUAGE_CODE}__school_ids__contains": [actor.school_id]})
        school |= Q(trial__home_school=actor.school_id) | Q(trial__home_school__parent=actor.school_id)
        sight |= Q(pk__in=Version.objects.filter(school, visibility=Visibility.SCHOOL).values("pk"))
    if networks := _networks_of(actor):
        sight |= Q(visibility=Visibility.NETWORKS, pk__in=Version.networks.through.objects.filter(network__in=networks).values("version"))
    return Q(state__in=FROZEN_STATES) & sight


def _networks_of(actor):
    if not actor.role:
        return None
    network = Version._meta.get_field("networks").related_model
    return network.objects.of_actor(actor).values("pk")


def _open_sight(actor) -> Q:
    """Drafts are seen by the place that writes them; the administration sees a school's text once it is sent."""
    if not actor.role:
        return Q(pk__in=[])
    own = Q(pk__in=Version.objects.filter(_own_place(actor, "trial__")).values("pk"), state__in=OPEN_STATES)
    if actor.kind in ADMINISTRATION and actor.municipality_id:
        own |= Q(state__in=[State.SUBMITTED, State.RETURNED, State.APPROVED], trial__municipality=actor.municipality_id)
    return own


def _stamped(name: str, required: tuple[str, ...]) -> models.CheckConstraint:
    """A version in `required` states has both `<name>_at` and `<name>_by`; time and person always stand together."""
    filled = Q(**{f"{name}_at__isnull": False, f"{name}_by__isnull": False})
    empty = Q(**{f"{name}_at__isnull": True, f"{name}_by__isnull": True})
    return models.CheckConstraint(condition=filled | (empty & ~Q(state__in=required)), name=f"version_{name}_is_stamped")


class Version(models.Model):
    """The text of a trial action at one time, with its publication state. Publishing freezes it."""

    trial = models.ForeignKey(TrialAction, models.PROTECT, related_name="versions", verbose_name=_("prøvehandling"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("status"), max_length=12, choices=State.choices, default=State.DRAFT)

    title = models.CharField(_("titel"), max_length=200, blank=True)
    headline = models.CharField(_("overskrift"), max_length=300, blank=True)
    standfirst = models.TextField(_("kort indledning (manchet)"), blank=True)
    focus_areas = models.ManyToManyField("networks.FocusArea", blank=True, related_name="versions", verbose_name=_("fokusområder"))
    leading_area = models.ForeignKey(
        "networks.FocusArea", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vigtigste fokusområde")
    )
    done = models.TextField(_("det har vi gjort"), blank=True)
    change = models.TextField(_("sådan opleves forandringen"), blank=True)
    future = models.TextField(_("fremover vil vi …"), blank=True)
    learned = models.TextField(_("vi har lært"), blank=True)
    grades = ArrayField(models.CharField(max_length=8, choices=Grade.choices), default=list, blank=True, verbose_name=_("klassetrin"))
    effort_hours = models.CharField(_("timer"), max_length=200, blank=True)
    effort_staff = models.CharField(_("personale"), max_length=200, blank=True)
    effort_money = models.CharField(_("penge"), max_length=200, blank=True)
    effort_preparation = models.CharField(_("forberedelse"), max_length=200, blank=True)
    video_url = models.URLField(_("link til video"), blank=True)
    video_is_captioned = models.BooleanField(_("videoen er tekstet"), default=False)
    visibility = models.CharField(_("må læses af"), max_length=12, choices=Visibility.choices, default=Visibility.EVERYONE)
    networks = models.ManyToManyField("networks.Network", blank=True, related_name="versions", verbose_name=_("netværk og partnerskaber"))

    writers = models.ManyToManyField(_PERSON, related_name="written_versions", verbose_name=_("skrevet af"))
    created_at = models.DateTimeField(_("oprettet"))
    changed_at = models.DateTimeField(_("ændret"))
    changed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("ændret af"))
    submitted_at = models.DateTimeField(_("sendt til gennemsyn"), null=True, blank=True)
    submitted_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(_("sendt retur"), null=True, blank=True)
    returned_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("godkendt"), null=True, blank=True)
    approved_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("publiceret"), null=True, blank=True)
    published_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("trukket tilbage"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)
    frozen = models.JSONField(null=True, blank=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versioner")
        ordering = ["trial", "number"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["trial"], condition=Q(state__in=OPEN_STATES), name="version_one_open"),
            models.UniqueConstraint(fields=["trial"], condition=Q(state=State.PUBLISHED), name="version_one_published"),
            models.CheckConstraint(condition=Q(state__in=FROZEN_STATES) ^ Q(content_hash=""), name="version_frozen_has_hash"),
            models.CheckConstraint(condition=Q(state__in=FROZEN_STATES) ^ Q(frozen__isnull=True), name="version_frozen_has_text"),
            _stamped("submitted", (State.SUBMITTED, State.RETURNED, State.APPROVED, *FROZEN_STATES)),
            _stamped("returned", (State.RETURNED,)),
            _stamped("approved", (State.APPROVED, *FROZEN_STATES)),
            _stamped("published", FROZEN_STATES),
            _stamped("withdrawn", (State.WITHDRAWN,)),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at"], name="version_by_publication"),
            models.Index(fields=["state", "submitted_at"], name="version_by_waiting"),
        ]

    def __str__(self) -> str:
        return self.display_title

    @property
    def display_title(self) -> str:
        """The title, or for a draft without one words that say so."""
        return self.title or str(_("Uden titel"))

    @property
    def place_municipality_id(self) -> int:
        """The municipality whose text it is: it looks after the mails about it."""
        return self.trial.municipality_id

    @property
    def areas(self) -> list:
        """Its focus areas, the leading one first: that one gives the page its figure and colour."""
        return sorted(self.focus_areas.all(), key=lambda area: area.pk != self.leading_area_id)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE_STATES


class Observation(models.Model):
    """What was seen, from one or more perspectives; never what was hoped for."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="observations")
    position = models.PositiveSmallIntegerField(default=0)
    perspectives = ArrayField(models.CharField(max_length=16, choices=Perspective.choices), verbose_name=_("set fra"))
    own_label = models.CharField(_("jeres egen betegnelse"), max_length=80, blank=True)
    kind = models.CharField(_("slags"), max_length=10, choices=ObservationKind.choices, default=ObservationKind.SEEN)
    text = models.TextField(_("det har vi set og hørt"), blank=True)

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observationer")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The perspectives' names joined: ”Elever og forældre”."""
        names = [str(Perspective(value).label) for value in self.perspectives]
        first, *rest = [*names[:1], *[name if name.startswith("PPR") else name.lower() for name in names[1:]]]
        word = _("og")
        return first if not rest else f"{', '.join([first, *rest[:-1]])} {word} {rest[-1]}"


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


class Image(models.Model):
    """An image of a version, with the text that stands for it."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="images")
    stored = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    alt = models.CharField(_("beskrivelse af billedet"), max_length=300, blank=True)
    caption = models.CharField(_("billedtekst"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("billede")
        verbose_name_plural = _("billeder")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.alt or self.stored.original_name


class Attachment(models.Model):
    """A file to take home: a recipe, a template, something else."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="attachments")
    stored = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    kind = models.CharField(_("slags"), max_length=10, choices=AttachmentKind.choices, default=AttachmentKind.TEMPLATE)
    title = models.CharField(_("titel"), max_length=150)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("fil")
        verbose_name_plural = _("filer")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class SentText(models.Model):
    """What a version said each time it was sent to the reviewers, so that they can see what has changed since. Kept until it is published."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="sent_texts")
    sent_at = models.DateTimeField(_("sendt"))
    snapshot = models.JSONField()

    class Meta:
        verbose_name = _("sendt tekst")
        verbose_name_plural = _("sendte tekster")
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.version}, {self.sent_at:%Y-%m-%d}"


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
