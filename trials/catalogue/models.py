from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schools.people.choices import ADMINISTRATION, RoleKind
from trials.catalogue.choices import Colour, Division, EditionState, Grouping, Participants, edition_name
from trials.choices import Visibility

_PERSON = settings.AUTH_USER_MODEL


class CatalogueQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "CatalogueQuerySet":
        """Catalogues of which the actor may see at least one edition, and those of the actor's own place."""
        return self.filter(Q(pk__in=Edition.objects.visible_to(actor).values("catalogue")) | _own(actor))


def _own(actor, prefix: str = "") -> Q:
    """Catalogues that the actor's role makes: the administration's, or the network's editors' and facilitators'."""
    if actor.kind in ADMINISTRATION and actor.municipality_id:
        return Q(**{f"{prefix}municipality": actor.municipality_id})
    if actor.kind in {RoleKind.EDITOR, RoleKind.FACILITATOR} and actor.network_id:
        return Q(**{f"{prefix}network": actor.network_id})
    return Q(pk__in=[])


class Catalogue(models.Model):
    """An *inspirationskatalog* of a network or a municipality; it comes in numbered editions."""

    title = models.CharField(_("titel"), max_length=80)
    slug = models.SlugField(max_length=100, unique=True)
    network = models.ForeignKey(
        "networks.Network", models.PROTECT, null=True, blank=True, related_name="catalogues", verbose_name=_("netværk")
    )
    municipality = models.ForeignKey(
        "schools.Municipality", models.PROTECT, null=True, blank=True, related_name="catalogues", verbose_name=_("kommune")
    )

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("katalog")
        verbose_name_plural = _("kataloger")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(network__isnull=False, municipality__isnull=True) | Q(network__isnull=True, municipality__isnull=False),
                name="catalogue_has_one_owner",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> models.Model:
        return self.network or self.municipality


class EditionQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "EditionQuerySet":
        """Published and withdrawn editions by their audience; drafts for those who make them."""
        sight = Q(visibility=Visibility.EVERYONE)
        if actor.municipality_id:
            sight |= Q(catalogue__municipality=actor.municipality_id)
        if actor.network_ids:
            sight |= Q(catalogue__network__in=actor.network_ids)
        return self.filter(Q(state__in=[EditionState.PUBLISHED, EditionState.WITHDRAWN]) & sight | _own(actor, "catalogue__"))

    def showing_removed_images(self) -> "EditionQuerySet":
        """Published editions whose book still shows a picture that has been removed: a corrected edition must replace them."""
        flagged = EditionItem.objects.filter(image_removed_at__isnull=False).values("edition")
        return self.filter(state=EditionState.PUBLISHED, pk__in=flagged)

    def standing_first(self) -> "EditionQuerySet":
        """Of those that share an address: the one that is out, then the one under way; never one that has been replaced."""
        under_way = Case(When(state=EditionState.DRAFT, then=1), default=0, output_field=models.IntegerField())
        return self.exclude(state=EditionState.REPLACED).order_by(under_way, "-correction")

    def newest_first(self) -> "EditionQuerySet":
        """Of those that share an address: the one under way, else the one that is out."""
        return self.order_by("-correction")

    def made_by(self, actor) -> "EditionQuerySet":
        """Those that the actor's role makes."""
        return self.filter(_own(actor, "catalogue__"))

    def with_catalogue(self) -> "EditionQuerySet":
        return self.select_related("catalogue__network", "catalogue__municipality")


class Edition(models.Model):
    """A numbered edition: an ordered list of frozen versions with a frame of its own. Once published it is never changed in silence."""

    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="editions", verbose_name=_("katalog"))
    number = models.PositiveSmallIntegerField(_("udgave"))
    correction = models.PositiveSmallIntegerField(_("rettelse"), default=0)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("retter"), editable=False
    )
    corrected_on = models.DateField(_("rettet"), null=True, blank=True)
    frozen = models.JSONField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("Det, bogen siger, når en person eller et billede er fjernet af den udgivne: så bliver intet andet ændret."),
    )
    state = models.CharField(_("status"), max_length=12, choices=EditionState.choices, default=EditionState.DRAFT)
    language = models.CharField(_("rammens sprog"), max_length=5, choices=[("da", _("Dansk")), ("en", _("Engelsk"))], default="da")
    visibility = models.CharField(_("må læses af"), max_length=12, choices=Visibility.choices, default=Visibility.EVERYONE)
    title = models.CharField(_("titel"), max_length=80)
    subtitle = models.CharField(_("undertitel"), max_length=150, blank=True)
    place = models.CharField(_("sted"), max_length=60, blank=True)
    foreword = models.TextField(_("forord"), blank=True)
    foreword_name = models.CharField(_("underskrevet af"), max_length=100, blank=True)
    foreword_title = models.CharField(_("stilling"), max_length=100, blank=True)
    introduction = models.TextField(_("indledning"), blank=True)
    thanks = models.TextField(_("tak til"), blank=True)
    grouping = models.CharField(_("deling"), max_length=12, choices=Grouping.choices, default=Grouping.NONE, blank=True)
    division = models.CharField(_("bind"), max_length=12, choices=Division.choices, default=Division.LONG, blank=True)
    participants = models.CharField(_("deltagerliste"), max_length=12, choices=Participants.choices, default=Participants.MEMBERS)
    left_out = ArrayField(
        models.BigIntegerField(),
        verbose_name=_("udelad af deltagerlisten"),
        default=list,
        blank=True,
        help_text=_("Numre på kommuner, som ellers ville stå der uden en prøvehandling."),
    )
    participants_note = models.CharField(_("linje under deltagerlisten"), max_length=250, blank=True)
    gathers_unexpected = models.BooleanField(_("saml, hvad der ikke gik som ventet"), default=True)
    colour = models.CharField(_("farve"), max_length=12, choices=Colour.choices, default=Colour.PLUM)
    cover_image = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("billede på forsiden")
    )
    cover_alt = models.CharField(_("beskrivelse af billedet"), max_length=250, blank=True)
    logo = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("logo"))
    logo_alt = models.CharField(_("hvis logo det er"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("oprettet"))
    created_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("ændret"))
    published_at = models.DateTimeField(_("udgivet"), null=True, blank=True)
    published_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("trukket tilbage"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("den udgivne PDF")
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("udgave")
        verbose_name_plural = _("udgaver")
        ordering = ["catalogue", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "number", "correction"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["catalogue", "number"],
                condition=Q(state__in=[EditionState.PUBLISHED, EditionState.WITHDRAWN]),
                name="edition_one_stands_at_its_address",
            ),
            models.UniqueConstraint(fields=["catalogue", "number"], condition=Q(state=EditionState.DRAFT), name="edition_one_under_way"),
            models.CheckConstraint(
                condition=Q(correction=0, corrects=None, corrected_on=None)
                | Q(correction__gt=0, corrects__isnull=False, corrected_on__isnull=False),
                name="edition_correction_says_what_it_corrects",
            ),
            models.CheckConstraint(condition=~Q(visibility=Visibility.SCHOOL), name="edition_is_for_more_than_a_school"),
            models.CheckConstraint(
                condition=Q(state=EditionState.DRAFT, published_at=None, published_by=None, document=None)
                | Q(published_at__isnull=False, published_by__isnull=False, document__isnull=False),
                name="edition_published_is_stamped",
            ),
            models.CheckConstraint(
                condition=(Q(withdrawn_at=None, withdrawn_by=None) & ~Q(state=EditionState.WITHDRAWN))
                | Q(state=EditionState.WITHDRAWN, withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="edition_withdrawn_is_stamped",
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(title)s, %(name)s") % {"title": self.title, "name": self.name}

    def get_absolute_url(self) -> str:
        """The permanent address, printed in the book itself."""
        return reverse("catalogue:detail", args=[self.catalogue.slug, self.number])

    @property
    def name(self) -> str:
        """”2. udgave”, ”2. udgave, rettet 25. november 2026”."""
        return edition_name(self.number, date_format(self.corrected_on) if self.corrected_on else "")

    @property
    def is_correction(self) -> bool:
        return self.correction > 0

    @property
    def is_frozen(self) -> bool:
        """It says what the published one said, without a person or a picture: only what was corrected can still be written."""
        return self.frozen is not None

    @property
    def place_municipality_id(self) -> int | None:
        """The municipality whose catalogue it is; None for a network's."""
        return self.catalogue.municipality_id

    @property
    def is_draft(self) -> bool:
        return self.state == EditionState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == EditionState.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == EditionState.WITHDRAWN


class Erratum(models.Model):
    """What a *rettet udgave* corrects, as readers are told. It stays in the corrections that follow."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="errata")
    made_on = models.DateField(_("dato"))
    text = models.CharField(_("hvad er rettet"), max_length=400)

    class Meta:
        verbose_name = _("rettelse")
        verbose_name_plural = _("rettelser")
        ordering = ["made_on", "pk"]

    def __str__(self) -> str:
        return f"{self.made_on}: {self.text}"


class EditionItem(models.Model):
    """A version at its place in an edition."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="items")
    version = models.ForeignKey("trials.Version", models.PROTECT, related_name="edition_items")
    position = models.PositiveSmallIntegerField()
    image_removed_at = models.DateTimeField(
        _("billede fjernet"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Den udgivne PDF viser et billede, der er fjernet siden: der skal laves en rettet udgave."),
    )

    class Meta:
        verbose_name = _("bidrag")
        verbose_name_plural = _("bidrag")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "version"], name="edition_version_once")]

    def __str__(self) -> str:
        return f"{self.position}: {self.version}"


class SelectionQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "SelectionQuerySet":
        """One's own: what somebody gathers is nobody else's business."""
        return self.filter(user=actor.user) if actor.is_signed_in else self.none()


class Selection(models.Model):
    """*Mit katalog*: the trial actions that one person has gathered, to be had as a plain PDF."""

    user = models.OneToOneField(_PERSON, models.CASCADE, related_name="selection", verbose_name=_("person"))
    changed_at = models.DateTimeField(_("ændret"))

    objects = SelectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("eget katalog")
        verbose_name_plural = _("egne kataloger")

    def __str__(self) -> str:
        return str(_("Mit katalog"))


class SelectionItem(models.Model):
    """A trial action at its place in a selection: whatever version is published when it is read or ordered."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="items")
    trial = models.ForeignKey("trials.TrialAction", models.CASCADE, related_name="selection_items")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("valgt prøvehandling")
        verbose_name_plural = _("valgte prøvehandlinger")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["selection", "trial"], name="selection_trial_once")]

    def __str__(self) -> str:
        return f"{self.position}: {self.trial_id}"
