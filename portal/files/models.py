from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.files.choices import TYPES, ImageBasis, ImagePeople


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


class Picture(models.Model):
    """A picture with the text that stands for it, and what showing it rests on. Each room that shows pictures has rows of its own."""

    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    alt = models.CharField(_("beskrivelse af billedet"), max_length=300, blank=True)
    caption = models.CharField(_("billedtekst"), max_length=300, blank=True)
    people = models.CharField(_("kan nogen genkendes på billedet?"), max_length=12, choices=ImagePeople.choices, blank=True)
    basis = models.CharField(_("grundlag"), max_length=12, choices=ImageBasis.choices, blank=True)
    basis_date = models.DateField(_("dato for vurderingen eller samtykket"), null=True, blank=True)
    valid_until = models.DateField(_("gælder til og med"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        verbose_name = _("billede")
        verbose_name_plural = _("billeder")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.alt or self.stored.original_name

    @property
    def has_basis(self) -> bool:
        """Recognisable people need a basis, its date, and how long it holds; a picture of nobody needs none."""
        return self.people != ImagePeople.RECOGNISABLE or bool(self.basis and self.basis_date and self.valid_until)

    @property
    def is_described(self) -> bool:
        """Nothing is missing that a reader or the people in it need: then it may be shown to others."""
        return bool(self.alt and self.people and self.has_basis)

    @classmethod
    def rules(cls, name: str) -> list[models.CheckConstraint]:
        """The constraints of a room's own table of pictures; `name` begins their names."""
        return [
            models.CheckConstraint(
                condition=models.Q(people=ImagePeople.RECOGNISABLE) | models.Q(basis="", basis_date=None, valid_until=None),
                name=f"{name}_basis_is_about_people",
            ),
            models.CheckConstraint(
                condition=models.Q(basis_date=None) | models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("basis_date")),
                name=f"{name}_basis_dates_in_order",
            ),
        ]
