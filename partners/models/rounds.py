"""The grant round (*ønskerunde*): what the schools wish for, how it is ranked, and the places they get."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.choices import RoundState
from partners.grants.choices import Activity
from partners.models.accreditation import Accreditation
from schools.people.choices import ADMINISTRATION, RoleKind

_PERSON = settings.AUTH_USER_MODEL


class RoundQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "RoundQuerySet":
        """Schools and administration of the municipality."""
        if actor.municipality_id is None or actor.kind == RoleKind.SYSTEM_ADMINISTRATOR:
            return self.none()
        return self.filter(accreditation__municipality=actor.municipality_id)


class GrantRound(models.Model):
    """One year's round. `criteria` are the sentences by which the administration ranks; each wish gets 0–3 points for each."""

    accreditation = models.ForeignKey(Accreditation, models.PROTECT, related_name="rounds", verbose_name=_("akkreditering"))
    call = models.PositiveSmallIntegerField(_("indkaldelse"))
    deadline = models.DateField(_("frist"))
    criteria = ArrayField(models.CharField(max_length=200), default=list, verbose_name=_("kriterier"))
    state = models.CharField(_("status"), max_length=12, choices=RoundState.choices, default=RoundState.OPEN)
    project = models.OneToOneField(
        "partners.Project", models.PROTECT, null=True, blank=True, related_name="round", verbose_name=_("projekt")
    )
    created_at = models.DateTimeField(_("åbnet"))
    created_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("åbnet af"))
    distributed_at = models.DateTimeField(_("fordelt"), null=True, blank=True)
    distributed_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("ønskerunde")
        verbose_name_plural = _("ønskerunder")
        ordering = ["-call", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["accreditation", "call"], name="round_once_a_call"),
            models.CheckConstraint(
                condition=~Q(state=RoundState.DISTRIBUTED)
                | Q(project__isnull=False, distributed_at__isnull=False, distributed_by__isnull=False),
                name="round_distributed_has_a_project",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.accreditation}, {self.call}"

    @property
    def municipality_id(self) -> int:
        return self.accreditation.municipality_id


class WishQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "WishQuerySet":
        """A school sees its own wishes, the administration all of its municipality's."""
        if actor.kind in {RoleKind.CONTRIBUTOR, RoleKind.SCHOOL_LEADER}:
            return self.filter(Q(school=actor.school_id) | Q(school__parent=actor.school_id))
        if actor.kind in ADMINISTRATION and actor.municipality_id:
            return self.filter(round__accreditation__municipality=actor.municipality_id)
        return self.none()


class Wish(models.Model):
    """Places that a school (or, without one, the administration itself) wants in one activity, and what it was given."""

    round = models.ForeignKey(GrantRound, models.CASCADE, related_name="wishes")
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, blank=True, related_name="wishes", verbose_name=_("skole"))
    activity = models.CharField(_("aktivitet"), max_length=16, choices=Activity.choices)
    places = models.PositiveSmallIntegerField(_("pladser"))
    days = models.PositiveSmallIntegerField(_("dage pr. plads"), default=5)
    reason = models.TextField(_("begrundelse"))
    points = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("point"))
    given_places = models.PositiveSmallIntegerField(_("tildelte pladser"), null=True, blank=True)
    given_reason = models.TextField(_("begrundelse for tildelingen"), blank=True)
    written_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("skrevet af"))
    changed_at = models.DateTimeField(_("ændret"))

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = _("ønske")
        verbose_name_plural = _("ønsker")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "school", "activity"], nulls_distinct=False, name="wish_once_per_activity"),
            models.CheckConstraint(condition=Q(places__gte=1), name="wish_is_for_a_place"),
            models.CheckConstraint(condition=Q(given_places=None) | ~Q(given_reason=""), name="wish_answer_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.school or self.round}: {self.get_activity_display()}"

    @property
    def municipality_id(self) -> int:
        return self.round.municipality_id

    @property
    def sum_of_points(self) -> int:
        return sum(self.points)
