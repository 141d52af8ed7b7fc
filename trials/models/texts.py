"""Texts that are kept beside a version: as it was sent, as somebody named it, and as an editor proposes it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trials.choices import EditorialState
from trials.models.version import Version

_PERSON = settings.AUTH_USER_MODEL


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


class NamedVersion(models.Model):
    """The text of a draft as somebody chose to keep it, with a name and a reason. Can be compared with others and brought back.

    `text` holds the sections as they are written (trials.sections), `snapshot` what a reader would have seen, for comparing.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="named_versions")
    name = models.CharField(_("navn"), max_length=100)
    reason = models.CharField(_("hvorfor gemmes den?"), max_length=300)
    text = models.JSONField(editable=False)
    snapshot = models.JSONField(editable=False)
    made_at = models.DateTimeField(_("gemt"))
    made_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("gemt af"))

    class Meta:
        verbose_name = _("navngivet version")
        verbose_name_plural = _("navngivne versioner")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class EditorialVersion(models.Model):
    """An editor's proposal for a version's text: new words at the top, shorter texts below. The author accepts it or answers it.

    `base` is the stamp of the text that the editor started from (trials.services.editorial): another stamp, and it can't be accepted.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="editorial_versions")
    state = models.CharField(_("status"), max_length=12, choices=EditorialState.choices, default=EditorialState.DRAFT)
    base = models.CharField(max_length=64, editable=False)
    title = models.CharField(_("titel"), max_length=200, blank=True)
    headline = models.CharField(_("overskrift"), max_length=300, blank=True)
    standfirst = models.TextField(_("kort indledning (manchet)"), blank=True)
    done = models.TextField(_("det har vi gjort"), blank=True)
    change = models.TextField(_("sådan opleves forandringen"), blank=True)
    future = models.TextField(_("fremover vil vi …"), blank=True)
    learned = models.TextField(_("vi har lært"), blank=True)
    observations = models.JSONField(default=dict, help_text=_("Tekst pr. observation, efter dens nummer."))
    note = models.TextField(_("til dem, der har skrevet"), blank=True)
    answer = models.TextField(_("svar"), blank=True)
    made_at = models.DateTimeField(_("begyndt"))
    made_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("redaktør"))
    changed_at = models.DateTimeField(_("ændret"))
    proposed_at = models.DateTimeField(_("foreslået"), null=True, blank=True)
    proposed_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("besvaret"), null=True, blank=True)
    answered_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("redaktionel version")
        verbose_name_plural = _("redaktionelle versioner")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(state__in=[EditorialState.DRAFT, EditorialState.PROPOSED]), name="editorial_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[EditorialState.PROPOSED, EditorialState.ACCEPTED, EditorialState.ANSWERED])
                | Q(proposed_at__isnull=False, proposed_by__isnull=False),
                name="editorial_proposed_is_stamped",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[EditorialState.ACCEPTED, EditorialState.ANSWERED])
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="editorial_answered_is_stamped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.made_at:%Y-%m-%d}"

    @property
    def number(self) -> int:
        """The number of the version that it is about."""
        return self.version.number

    @property
    def place_municipality_id(self) -> int:
        """The municipality whose text it is about."""
        return self.version.place_municipality_id
