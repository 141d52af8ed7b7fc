from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.text import danish


class Region(models.Model):
    """A region as dated reference data: Region Østdanmark replaces two regions on 1 January 2027."""

    code = models.CharField(_("kode"), max_length=4, unique=True, null=True, blank=True)
    name = models.CharField(_("navn"), max_length=60, unique=True)
    starts_on = models.DateField(_("fra"), null=True, blank=True)
    ends_on = models.DateField(_("til og med"), null=True, blank=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regioner")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="region_dates_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.name


class MunicipalityQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "MunicipalityQuerySet":
        """Municipalities are public reference data: everyone sees them all."""
        return self

    def in_danish_order(self) -> "MunicipalityQuerySet":
        return self.order_by("sort_key")


class Municipality(models.Model):
    """One of the 98 municipalities (or, in a demonstration, an invented one)."""

    code = models.CharField(_("kommunekode"), max_length=4, unique=True)
    name = models.CharField(_("navn"), max_length=60, unique=True)
    official_name = models.CharField(_("officielt navn"), max_length=80, blank=True)
    slug = models.SlugField(max_length=80, unique=True, blank=True)
    sort_key = models.CharField(max_length=120, editable=False, db_index=True)
    is_fictional = models.BooleanField(_("opdigtet"), default=False)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("kommune")
        verbose_name_plural = _("kommuner")
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.official_name

    def clean(self) -> None:
        self.official_name = self.official_name or f"{self.name} Kommune"
        self.slug = self.slug or danish.slug(self.name)

    def save(self, *args, **kwargs) -> None:
        self.clean()
        self.sort_key = danish.database_key(self.name)
        super().save(*args, **kwargs)


class MunicipalityRegionQuerySet(models.QuerySet):
    def on(self, day: date) -> "MunicipalityRegionQuerySet":
        """Who belongs where on a day; the last day counts."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=day)).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class MunicipalityRegion(models.Model):
    """Which region a municipality belongs to, and when."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="regions", verbose_name=_("kommune"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="municipalities", verbose_name=_("region"))
    starts_on = models.DateField(_("fra"), null=True, blank=True)
    ends_on = models.DateField(_("til og med"), null=True, blank=True)

    objects = MunicipalityRegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("kommunes region")
        verbose_name_plural = _("kommuners regioner")
        ordering = ["starts_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["municipality", "region"], name="municipality_region_once")]

    def __str__(self) -> str:
        return f"{self.municipality.name}: {self.region}"


class SchoolQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "SchoolQuerySet":
        """Names of schools are public; what a school has written is judged on the trial actions."""
        return self

    def of(self, school_id: int) -> "SchoolQuerySet":
        """A school and its departments."""
        return self.filter(Q(pk=school_id) | Q(parent=school_id))

    def open_on(self, day: date) -> "SchoolQuerySet":
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))


class InstitutionType(models.Model):
    """A type of Institutionsregisteret. Which types are schools here is data: the administration ticks them on the admin site."""

    number = models.CharField(_("typenummer"), max_length=6, unique=True)
    name = models.CharField(_("navn"), max_length=120)
    is_school = models.BooleanField(_("er en skole i portalen"), default=False)

    class Meta:
        verbose_name = _("institutionstype")
        verbose_name_plural = _("institutionstyper")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school, or a department (*afdeling*) of one: then `parent` is set."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="schools", verbose_name=_("kommune"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="departments", verbose_name=_("hovedskole"))
    name = models.CharField(_("navn"), max_length=120)
    slug = models.SlugField(max_length=140, blank=True)
    sort_key = models.CharField(max_length=240, editable=False)
    institution_number = models.CharField(_("institutionsnummer"), max_length=6, null=True, blank=True, unique=True)
    institution_type = models.ForeignKey(
        InstitutionType, models.PROTECT, null=True, blank=True, related_name="schools", verbose_name=_("institutionstype")
    )
    address = models.CharField(_("adresse"), max_length=120, blank=True)
    postcode = models.CharField(_("postnummer"), max_length=4, blank=True)
    town = models.CharField(_("by"), max_length=60, blank=True)
    closed_on = models.DateField(_("lukket"), null=True, blank=True)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("skole")
        verbose_name_plural = _("skoler")
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="school_slug_once_in_municipality"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="school_is_not_its_own_parent"),
        ]
        indexes = [models.Index(fields=["municipality", "sort_key"], name="school_by_municipality")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.slug = self.slug or danish.slug(self.name)

    def set_keys(self) -> None:
        """What follows from the name; asked for by itself where many schools are written at once, past `save`."""
        self.clean()
        self.sort_key = danish.database_key(self.name)

    def save(self, *args, **kwargs) -> None:
        self.set_keys()
        super().save(*args, **kwargs)
