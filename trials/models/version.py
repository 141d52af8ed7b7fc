"""The text of a trial action at one time, with its parts and its publication state."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.files.models import Picture
from portal.workflow.models import LogEntry
from schools.models import School
from schools.people.choices import ADMINISTRATION, RoleKind
from trials.choices import (
    FROZEN_STATES,
    OPEN_STATES,
    READ_DRAFT,
    READING_LASTS,
    WRITABLE_STATES,
    AttachmentKind,
    EditorialState,
    Grade,
    ObservationKind,
    Perspective,
    State,
    Visibility,
)
from trials.models.trial import TrialAction, own_place

_PERSON = settings.AUTH_USER_MODEL


_LONG_TEXTS = ("done", "change", "future", "learned")
# Twenty rows are read for each page of the search's result, and a version has forty columns.
_OF_A_HIT = (
    *("title", "headline", "standfirst", "leading_area_id", "trial__slug", "trial__scope", "trial__life", "trial__outcome"),
    *("trial__starts_on", "trial__ends_on", "trial__school_year", "trial__municipality__official_name"),
)
_SCHOOLS_BY_NAME = Prefetch("trial__schools", School.objects.only("name"))


class VersionQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "VersionQuerySet":
        """Published and withdrawn versions by their visibility, and open ones for those who write or review them."""
        return self.filter(_published_sight(actor) | _open_sight(actor))

    def of_place(self, actor) -> "VersionQuerySet":
        """What the actor's own place writes or has written, whatever its state: all of it may be seen by the place."""
        return self.filter(own_place(actor, "trial__")) if actor.role else self.none()

    def of_municipality(self, actor) -> "VersionQuerySet":
        """All of its municipality that the actor's administration may see: not what schools have yet to send."""
        if actor.kind not in ADMINISTRATION or not actor.municipality_id:
            return self.none()
        return self.filter(Q(trial__home_school=None) | ~Q(state=State.DRAFT), trial__municipality=actor.municipality_id)

    def published_to(self, actor) -> "VersionQuerySet":
        """What this actor may read as published."""
        return self.filter(_published_sight(actor), state=State.PUBLISHED)

    def still_open(self) -> "VersionQuerySet":
        """What is being written or reviewed."""
        return self.filter(state__in=OPEN_STATES)

    def waiting_for_review(self, actor) -> "VersionQuerySet":
        """Versions in the actor's municipality that wait for the administration, the longest waiting first."""
        if actor.kind not in ADMINISTRATION or not actor.municipality_id:
            return self.none()
        return self.filter(trial__municipality=actor.municipality_id, state__in=[State.SUBMITTED, State.APPROVED]).order_by(
            "submitted_at", "pk"
        )

    def with_open_matters(self) -> "VersionQuerySet":
        """Each with `open_comments` counted, and whether an editor's proposal `waits_for_answer`."""
        proposals = self.model._meta.get_field("editorial_versions").related_model.objects
        waiting = proposals.filter(version=OuterRef("pk"), state=EditorialState.PROPOSED)
        comments = self.model._meta.get_field("comments").related_model.objects.unresolved().filter(version=OuterRef("pk"))
        # Counted beside the rows: joined to them, the long texts would be sorted to tell the rows apart.
        open_comments = Coalesce(Subquery(comments.order_by().values("version").annotate(many=Count("pk")).values("many")), 0)
        return self.annotate(open_comments=open_comments, waits_for_answer=Exists(waiting))

    def for_lists(self) -> "VersionQuerySet":
        """With what a card or a row needs, in a constant number of queries."""
        return (
            self.select_related("trial__municipality", "trial__home_school")
            .defer("frozen")
            .prefetch_related("trial__schools", "focus_areas", "images__stored")
        )

    def for_hits(self) -> "VersionQuerySet":
        """With what a row of the search's result needs, without the long texts."""
        return (
            self.select_related("trial__municipality")
            .only(*_OF_A_HIT)
            .prefetch_related(_SCHOOLS_BY_NAME, "focus_areas", "trial__measures__values")
        )

    def with_long_texts(self) -> "VersionQuerySet":
        """Also what is told at length, for whoever looks for words in it."""
        return self.only(*_OF_A_HIT, *_LONG_TEXTS).prefetch_related("observations")

    def for_story(self) -> "VersionQuerySet":
        """With all that its page shows, in a constant number of queries."""
        return (
            self.for_lists()
            .defer(None)
            .prefetch_related(
                "observations",
                "attachments__stored",
                "trial__people",
                "trial__expectations__corrections",
                "trial__adjustments",
                "trial__measures__values",
            )
        )


def _published_sight(actor) -> Q:
    """Which published, withdrawn or superseded versions the actor may see, by their visibility."""
    sight = Q(visibility=Visibility.EVERYONE)
    if actor.municipality_id:
        here = Q(trial__municipality=actor.municipality_id)
        sight |= here if actor.kind in ADMINISTRATION else here & Q(visibility__in=[Visibility.MUNICIPALITY, Visibility.NETWORKS])
    if actor.school_id:
        # The schools it was about when it was published: those chosen in the next draft don't see it yet.
        for_schools = Version.objects.filter(visibility=Visibility.SCHOOL)
        about = for_schools.filter(**{f"frozen__{settings.LANGUAGE_CODE}__school_ids__contains": [actor.school_id]})
        written = for_schools.filter(trial__home_school__in=School.objects.of(actor.school_id).values("pk"))
        sight |= Q(pk__in=about.values("pk")) | Q(pk__in=written.values("pk"))
    if actor.network_ids:
        shared = Version.networks.through.objects.filter(network__in=actor.network_ids)
        sight |= Q(visibility=Visibility.NETWORKS, pk__in=shared.values("version"))
    return Q(state__in=FROZEN_STATES) & sight


def _open_sight(actor) -> Q:
    """Drafts are seen by the place that writes them; the administration sees a school's text once it is sent.

    A system administrator sees what he or she has opened with a reason within the last hour.
    """
    if not actor.role:
        return Q(pk__in=[])
    own = Q(pk__in=Version.objects.filter(own_place(actor, "trial__")).values("pk"), state__in=OPEN_STATES)
    if actor.kind in ADMINISTRATION and actor.municipality_id:
        own |= Q(state__in=[State.SUBMITTED, State.RETURNED, State.APPROVED], trial__municipality=actor.municipality_id)
    if actor.kind == RoleKind.SYSTEM_ADMINISTRATOR and actor.municipality_id:
        own |= Q(pk__in=_being_read_by(actor), state__in=OPEN_STATES, trial__municipality=actor.municipality_id)
    return own


def _being_read_by(actor):
    """What the actor may read just now because the log says why (trials.services.support)."""
    opened = LogEntry.objects.filter(act=READ_DRAFT, user=actor.user, at__gt=timezone.now() - READING_LASTS)
    return opened.filter(subject_type=ContentType.objects.get_for_model(Version)).values("subject_id")


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
    reminded_at = models.DateTimeField(_("rykket"), null=True, blank=True, editable=False)
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
            # Counting what is public reads this index instead of the texts.
            models.Index(fields=["visibility", "trial"], include=["id"], condition=Q(state=State.PUBLISHED), name="version_public"),
            GinIndex(
                OpClass(KeyTransform("school_ids", KeyTransform(settings.LANGUAGE_CODE, "frozen")), name="jsonb_path_ops"),
                condition=Q(visibility=Visibility.SCHOOL),
                name="version_for_schools",
            ),
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
        """The perspectives' names joined: ”Elever og forældre”. In a draft none may be chosen yet."""
        if not self.perspectives:
            return gettext("Perspektivet er ikke valgt")
        names = [str(Perspective(value).label) for value in self.perspectives]
        first, *rest = [*names[:1], *[name if name.startswith("PPR") else name.lower() for name in names[1:]]]
        word = _("og")
        return first if not rest else f"{', '.join([first, *rest[:-1]])} {word} {rest[-1]}"


class Image(Picture):
    """An image of a version, with the text that stands for it."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="images")

    class Meta(Picture.Meta):
        constraints = Picture.rules("image")


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
