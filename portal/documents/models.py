from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.documents.choices import ACTIVE, DocumentState, Phase


class DocumentQuerySet(models.QuerySet):
    def of(self, subject: models.Model) -> "DocumentQuerySet":
        """The documents of one subject, newest first, without the heavy snapshot."""
        return self.filter(subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk).defer("snapshot")

    def active(self) -> "DocumentQuerySet":
        return self.filter(state__in=ACTIVE)

    def ready(self) -> "DocumentQuerySet":
        return self.filter(state=DocumentState.READY)

    def before(self, document: "Document") -> "DocumentQuerySet":
        """Orders that are still active and were made earlier."""
        earlier = Q(requested_at__lt=document.requested_at) | Q(requested_at=document.requested_at, pk__lt=document.pk)
        return self.active().filter(earlier)


class Document(models.Model):
    """One build of one document. The row is the job: claimed with a token, kept alive by a heartbeat, finished only by its holder."""

    kind = models.CharField(_("slags"), max_length=40)
    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    language = models.CharField(_("sprog"), max_length=5)
    snapshot = models.JSONField()
    snapshot_hash = models.CharField(max_length=64)
    state = models.CharField(_("status"), max_length=12, choices=DocumentState.choices, default=DocumentState.REQUESTED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("bestilt af"))
    requested_at = models.DateTimeField(_("bestilt"))
    token = models.UUIDField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    phase = models.CharField(_("fase"), max_length=12, choices=Phase.choices, blank=True)
    page = models.PositiveIntegerField(_("side"), default=0)
    pages_expected = models.PositiveIntegerField(_("ventede sider"), default=0)
    template_version = models.CharField(max_length=20)
    file = models.FileField(_("fil"), upload_to="documents/", max_length=200, blank=True)
    file_name = models.CharField(_("filnavn"), max_length=150)
    checksum = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(_("størrelse i byte"), default=0)
    pages = models.PositiveIntegerField(_("sider"), default=0)
    finished_at = models.DateTimeField(_("færdig"), null=True, blank=True)
    error = models.TextField(_("fejl"), blank=True)
    volume = models.PositiveSmallIntegerField(_("bind"), default=1, help_text=_("Det bind, der bliver sat nu."))
    volume_count = models.PositiveSmallIntegerField(_("antal bind"), default=1)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("dokument")
        verbose_name_plural = _("dokumenter")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "language", "snapshot_hash"],
                condition=Q(state__in=ACTIVE),
                name="document_one_active_build",
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.BUILDING) | Q(token__isnull=False, heartbeat_at__isnull=False),
                name="document_building_is_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state=DocumentState.READY)
                | Q(volume_count=1, finished_at__isnull=False) & ~Q(file="") & ~Q(checksum="")
                | Q(volume_count__gt=1, finished_at__isnull=False, file=""),
                name="document_ready_has_file",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-requested_at"], name="document_by_subject"),
            models.Index(fields=["state", "requested_at"], name="document_queue"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def is_ready(self) -> bool:
        return self.state == DocumentState.READY

    @property
    def is_divided(self) -> bool:
        """Its files are those of its volumes, and it has none itself; pages and size are those of all together."""
        return self.volume_count > 1


class Volume(models.Model):
    """One of the files of a document that is divided. They come all at once, when the last is set, and go all at once."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="volumes")
    number = models.PositiveSmallIntegerField(_("bind"))
    title = models.CharField(_("hvad det indeholder"), max_length=300)
    file = models.FileField(_("fil"), upload_to="documents/", max_length=200)
    checksum = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("størrelse i byte"))
    pages = models.PositiveIntegerField(_("sider"))

    class Meta:
        verbose_name = _("bind")
        verbose_name_plural = _("bind")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_volume_once")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def file_name(self) -> str:
        stem, dot, extension = self.document.file_name.rpartition(".")
        return f"{stem}-{gettext('bind')}-{self.number}{dot}{extension}"
