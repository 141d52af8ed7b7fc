"""The documents of a mobility, in versions, with who has signed them and where a signed copy lies."""

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from partners.grants.choices import Activity
from partners.mobilities.choices import UPLOADED_KINDS, PaperKind, PaperLanguage, PaperState, Phase, Signer
from partners.mobilities.models.mobility import Mobility, Participant

_PERSON = settings.AUTH_USER_MODEL
_HANDED_IN_STATES = (PaperState.SIGNED, PaperState.APPROVED, PaperState.REJECTED)


class PaperQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "PaperQuerySet":
        """Who sees the mobility sees its documents."""
        return self.filter(mobility__in=Mobility.objects.visible_to(actor).values("pk"))

    def current(self) -> "PaperQuerySet":
        """The version that counts of each document."""
        return self.exclude(state=PaperState.SUPERSEDED)

    def lacking(self) -> "PaperQuerySet":
        """Compulsory documents that the administration has not approved."""
        return self.filter(is_compulsory=True).exclude(state__in=[PaperState.APPROVED, PaperState.SUPERSEDED])

    def with_signers(self) -> "PaperQuerySet":
        """With whom each is `signed_for`, for many at once."""
        return self.annotate(signed_for=ArraySubquery(Signature.objects.filter(paper=OuterRef("pk")).order_by().values("signer")))


class Paper(models.Model):
    """One version of one document, for the whole mobility or for one participant.

    Phase, signers and whether it is compulsory are those of the table when it was begun: a table that is changed later changes no document.
    """

    mobility = models.ForeignKey(Mobility, models.CASCADE, related_name="papers", verbose_name=_("ophold"))
    participant = models.ForeignKey(Participant, models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("deltager"))
    kind = models.CharField(_("dokument"), max_length=24, choices=PaperKind.choices)
    phase = models.CharField(_("hvornår"), max_length=12, choices=Phase.choices)
    signers = ArrayField(models.CharField(max_length=12, choices=Signer.choices), default=list, blank=True, verbose_name=_("skriver under"))
    is_compulsory = models.BooleanField(_("skal foreligge"), default=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("status"), max_length=12, choices=PaperState.choices, default=PaperState.MISSING)
    languages = models.CharField(_("sprog"), max_length=5, choices=PaperLanguage.choices, blank=True)
    said = models.JSONField(_("ordlyd"), null=True, blank=True, editable=False, help_text=_("Som den blev sendt til underskrift."))
    upload = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("underskrevet eksemplar")
    )
    reason = models.TextField(_("hvorfor er det afvist?"), blank=True)
    drafted_at = models.DateTimeField(_("udkast"), null=True, blank=True)
    drafted_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(_("sendt til underskrift"), null=True, blank=True)
    sent_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("afleveret"), null=True, blank=True)
    signed_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("afgjort"), null=True, blank=True)
    decided_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("ophold: dokument")
        verbose_name_plural = _("ophold: dokumenter")
        ordering = ["mobility", "kind", "participant", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["mobility", "participant", "kind", "version"], nulls_distinct=False, name="paper_version_once"),
            models.UniqueConstraint(
                fields=["mobility", "participant", "kind"],
                condition=~Q(state=PaperState.SUPERSEDED),
                nulls_distinct=False,
                name="paper_one_current_version",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PaperState.DRAFTED, PaperState.SENT])
                | Q(drafted_at__isnull=False, drafted_by__isnull=False) & ~Q(languages=""),
                name="paper_drafted_is_stamped",
            ),
            models.CheckConstraint(
                condition=~Q(state=PaperState.SENT) | Q(sent_at__isnull=False, sent_by__isnull=False, said__isnull=False),
                name="paper_sent_is_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_HANDED_IN_STATES) | Q(signed_at__isnull=False, signed_by__isnull=False, upload__isnull=False),
                name="paper_handed_in_has_its_file",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PaperState.APPROVED, PaperState.REJECTED]) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="paper_decided_is_stamped",
            ),
            models.CheckConstraint(condition=~Q(state=PaperState.REJECTED) | ~Q(reason=""), name="paper_rejected_has_its_reason"),
        ]
        indexes = [
            models.Index(
                fields=["phase", "mobility"],
                condition=Q(is_compulsory=True) & ~Q(state__in=[PaperState.APPROVED, PaperState.SUPERSEDED]),
                name="paper_lacking",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.participant or self.mobility}"

    @property
    def place_municipality_id(self) -> int:
        return self.mobility.municipality_id

    @property
    def is_uploaded(self) -> bool:
        """Others write it: it is handed in as a copy and signed by nobody here."""
        return self.kind in UPLOADED_KINDS

    @property
    def signatures_missing(self) -> list[Signer]:
        """Who has not signed yet, in the order of the table. Read many `with_signers()`."""
        got = self.signed_for if "signed_for" in vars(self) else [signature.signer for signature in self.signatures.all()]
        return [Signer(signer) for signer in self.signers if signer not in got]


class Signature(models.Model):
    """That somebody has signed on paper, as the one who entered it read it off the copy."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="signatures")
    signer = models.CharField(_("skrev under for"), max_length=12, choices=Signer.choices)
    name = models.CharField(_("navn"), max_length=150)
    signed_on = models.DateField(_("dato"))

    class Meta:
        verbose_name = _("underskrift")
        verbose_name_plural = _("underskrifter")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "signer"], name="signature_once_per_signer"),
            models.CheckConstraint(condition=~Q(name=""), name="signature_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_signer_display()})"


class PaperReminder(models.Model):
    """That those who can act were reminded this many days before departure: once each."""

    mobility = models.ForeignKey(Mobility, models.CASCADE, related_name="paper_reminders")
    days_before = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("påmindelse om dokumenter")
        verbose_name_plural = _("påmindelser om dokumenter")
        ordering = ["mobility", "-days_before"]
        constraints = [models.UniqueConstraint(fields=["mobility", "days_before"], name="paper_reminder_once")]

    def __str__(self) -> str:
        return f"{self.mobility}: {self.days_before}"


class PaperListMark(models.Model):
    """That the administration has compared the documents of an activity with the agency's own.

    `stamp` is what the list said then (papers.needed): a list that says anything else must be confirmed anew. Lists are the installation's.
    """

    call = models.PositiveSmallIntegerField(_("indkaldelse"))
    activity = models.CharField(_("aktivitet"), max_length=16, choices=Activity.choices)
    stamp = models.CharField(max_length=32)
    confirmed_at = models.DateTimeField(_("bekræftet"))
    confirmed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("bekræftet liste over dokumenter")
        verbose_name_plural = _("bekræftede lister over dokumenter")
        ordering = ["-call", "activity"]
        constraints = [models.UniqueConstraint(fields=["call", "activity"], name="paper_list_confirmed_once")]

    def __str__(self) -> str:
        return f"{self.call}, {self.get_activity_display()}"
