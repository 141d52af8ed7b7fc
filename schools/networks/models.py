from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.text import danish
from schools.networks.choices import NetworkKind


class NetworkQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "NetworkQuerySet":
        """That a network exists and who is in it is public."""
        return self

    def of_place(self, *, municipality: int, school: int | None = None) -> "NetworkQuerySet":
        """Networks that a municipality takes part in, or the school in it."""
        places = Q(memberships__municipality=municipality)
        if school:
            places |= Q(memberships__school=school)
        return self.filter(places, memberships__left_on=None).distinct()


class Network(models.Model):
    """A partnership (no limit of members) or a learning network (4–6 members), with a period and a facilitating organisation."""

    kind = models.CharField(_("type"), max_length=20, choices=NetworkKind.choices)
    name = models.CharField(_("navn"), max_length=120, unique=True)
    slug = models.SlugField(max_length=140, unique=True, blank=True)
    purpose = models.TextField(_("formål"), blank=True)
    facilitating_organisation = models.CharField(_("faciliterende organisation"), max_length=120, blank=True)
    starts_on = models.DateField(_("fra"), null=True, blank=True)
    ends_on = models.DateField(_("til"), null=True, blank=True)

    objects = NetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("netværk")
        verbose_name_plural = _("netværk")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="network_dates_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.slug = self.slug or danish.slug(self.name)

    def save(self, *args, **kwargs) -> None:
        self.clean()
        super().save(*args, **kwargs)

    def has_ended_on(self, day: date) -> bool:
        return self.ends_on is not None and self.ends_on < day


class MembershipQuerySet(models.QuerySet):
    def present_on(self, day: date) -> "MembershipQuerySet":
        """Those who take part on a day; `left_on` is the first day without them."""
        return self.filter(Q(joined_on=None) | Q(joined_on__lte=day)).filter(Q(left_on=None) | Q(left_on__gt=day))


class Membership(models.Model):
    """A municipality or a school in a network. Leaving keeps the row."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="memberships", verbose_name=_("netværk"))
    municipality = models.ForeignKey(
        "schools.Municipality", models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("kommune")
    )
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("skole"))
    joined_on = models.DateField(_("med fra"), null=True, blank=True)
    left_on = models.DateField(_("ude fra"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("medlem")
        verbose_name_plural = _("medlemmer")
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality__isnull=False, school__isnull=True) | Q(municipality__isnull=True, school__isnull=False),
                name="membership_has_one_place",
            ),
            models.UniqueConstraint(
                fields=["network", "municipality", "school"],
                condition=Q(left_on=None),
                nulls_distinct=False,
                name="membership_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.municipality or self.school}"


class FocusAreaQuerySet(models.QuerySet):
    def offered_to(self, municipality_id: int) -> "FocusAreaQuerySet":
        """The areas a municipality can choose from: its own and those of its networks."""
        return self.filter(
            Q(municipality=municipality_id) | Q(network__memberships__municipality=municipality_id, network__memberships__left_on=None)
        ).distinct()


class FocusArea(models.Model):
    """A focus area of a partnership or a municipality. `figure` (1–8) picks its figure and colours, on screen and in print."""

    network = models.ForeignKey(Network, models.CASCADE, null=True, blank=True, related_name="focus_areas", verbose_name=_("netværk"))
    municipality = models.ForeignKey(
        "schools.Municipality", models.CASCADE, null=True, blank=True, related_name="focus_areas", verbose_name=_("kommune")
    )
    number = models.PositiveSmallIntegerField(_("nummer"))
    figure = models.PositiveSmallIntegerField(_("figur"), default=1)
    name = models.CharField(_("navn"), max_length=80)
    name_en = models.CharField(_("navn på engelsk"), max_length=80, blank=True)
    description = models.CharField(_("beskrivelse"), max_length=250, blank=True)

    objects = FocusAreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("fokusområde")
        verbose_name_plural = _("fokusområder")
        ordering = ["network", "municipality", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(network__isnull=False, municipality__isnull=True) | Q(network__isnull=True, municipality__isnull=False),
                name="focus_area_has_one_owner",
            ),
            models.CheckConstraint(condition=Q(figure__gte=1, figure__lte=8), name="focus_area_figure_1_to_8"),
            models.UniqueConstraint(fields=["network", "municipality", "number"], nulls_distinct=False, name="focus_area_number_once"),
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name
