"""Organisations abroad that people travel to."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.choices import PartnerKind, valid_oid
from portal.text import danish
from schools.people.choices import RoleKind


class PartnerQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "PartnerQuerySet":
        """The partners of the actor's municipality, for all who may travel from it. Visitors and networks see none."""
        if actor.municipality_id is None or actor.kind == RoleKind.SYSTEM_ADMINISTRATOR:
            return self.none()
        return self.filter(municipality=actor.municipality_id)

    def standing(self) -> "PartnerQuerySet":
        """Those that have not been merged into another one."""
        return self.filter(merged_into=None)


class PartnerOrganisation(models.Model):
    """A *partner*: a host abroad, known to one municipality. One that was merged keeps its row and points to what it became."""

    municipality = models.ForeignKey("schools.Municipality", models.PROTECT, related_name="partners", verbose_name=_("kommune"))
    name = models.CharField(_("navn"), max_length=200)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    kind = models.CharField(_("slags"), max_length=16, choices=PartnerKind.choices, default=PartnerKind.SCHOOL)
    country = models.CharField(_("land"), max_length=2, help_text=_("Landekode på to bogstaver, fx CY."))
    city = models.CharField(_("by"), max_length=100, blank=True)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    oid = models.CharField(_("OID"), max_length=9, blank=True, validators=[valid_oid])
    website = models.URLField(_("hjemmeside"), blank=True)
    latitude = models.DecimalField(_("breddegrad"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("længdegrad"), max_digits=8, decimal_places=5, null=True, blank=True)
    themes = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("temaer"))
    is_known = models.BooleanField(_("kendt på forhånd"), default=False, help_text=_("En partner, vi har mødt, er kendt uden krydset."))
    notes = models.TextField(_("noter"), blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("slået sammen med")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("oprettet af"))
    created_at = models.DateTimeField(_("oprettet"))
    changed_at = models.DateTimeField(_("ændret"))

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partnere")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "oid"], condition=~Q(oid="") & Q(merged_into=None), name="partner_oid_once_in_municipality"
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="partner_is_not_merged_into_itself"),
            models.CheckConstraint(condition=Q(country__regex=r"^[A-Z]{2}$"), name="partner_country_is_a_code"),
            models.CheckConstraint(condition=Q(oid="") | Q(oid__regex=r"^E\d{8}$"), name="partner_oid_has_its_form"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="partner_has_both_coordinates",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.sort_key = danish.database_key(self.name)
        super().save(*args, **kwargs)


class PartnerContact(models.Model):
    """Someone to write to at a partner. Only what is needed to reach them at work."""

    partner = models.ForeignKey(PartnerOrganisation, models.CASCADE, related_name="contacts")
    name = models.CharField(_("navn"), max_length=150)
    title = models.CharField(_("stilling"), max_length=100, blank=True)
    email = models.EmailField(_("mail"), blank=True)
    phone = models.CharField(_("telefon"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("kontaktperson")
        verbose_name_plural = _("kontaktpersoner")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
