from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.files.choices import TYPES


class StoredFile(models.Model):
    """A checked upload. It is served through its subject, never by this row's id, and never changed once stored."""

    file = models.FileField(_("fil"), upload_to="uploads/%Y/%m/", max_length=200)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("størrelse i byte"))
    width = models.PositiveIntegerField(_("bredde i pixel"), null=True, blank=True)
    height = models.PositiveIntegerField(_("højde i pixel"), null=True, blank=True)
    original_name = models.CharField(_("filnavn"), max_length=200)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("fil")
        verbose_name_plural = _("filer")

    def __str__(self) -> str:
        return self.original_name

    @property
    def type_label(self) -> str | Promise:
        """The short name that people know: PDF, Word, Excel."""
        return TYPES[self.media_type].label

    def copy_name(self, width: int) -> str:
        """Where the smaller copy of an image in one of WIDTHS lies: beside it, ”….640.jpg”."""
        stem, _dot, extension = self.file.name.rpartition(".")
        return f"{stem}.{width}.{extension}"
