from datetime import date, datetime
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from schools.people.choices import (
    LOOK_AFTER_MUNICIPALITY,
    LOOK_AFTER_NETWORK,
    PLACES,
    RANK,
    InvitationState,
    PlaceKind,
    RoleKind,
)


def _place_fits_kind() -> Q:
    """Exactly one place, of a sort that the kind of role allows (PLACES)."""
    condition = Q()
    for kind, places in PLACES.items():
        for place in places:
            others = [other for other in PlaceKind.values if other != place]
            condition |= Q(kind=kind, **{f"{place}__isnull": False}, **{f"{other}__isnull": True for other in others})
    return condition


def _looked_after_by(actor: Actor) -> Q:
    """What is placed where the actor looks after the people: the own school, municipality or network."""
    if actor.kind == RoleKind.SCHOOL_LEADER:
        return Q(school=actor.school_id) | Q(school__parent=actor.school_id)
    if actor.kind in LOOK_AFTER_MUNICIPALITY:
        return Q(municipality=actor.municipality_id) | Q(school__municipality=actor.municipality_id)
    if actor.kind in LOOK_AFTER_NETWORK and actor.network_id:
        return Q(network=actor.network_id)
    return Q(pk__in=[])


class Placed(models.Model):
    """A kind of role together with the one place it is limited to."""

    kind = models.CharField(_("rolle"), max_length=30, choices=RoleKind.choices)
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name=_("skole"))
    municipality = models.ForeignKey(
        "schools.Municipality", models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name=_("kommune")
    )
    network = models.ForeignKey(
        "networks.Network", models.PROTECT, null=True, blank=True, related_name="%(class)ss", verbose_name=_("netværk")
    )

    class Meta:
        abstract = True

    @property
    def place(self) -> models.Model:
        return next(place for place in (self.school, self.municipality, self.network) if place is not None)

    @property
    def place_municipality_id(self) -> int | None:
        """The municipality of the place, also through a school. Load `school` with select_related."""
        return self.school.municipality_id if self.school else self.municipality_id

    @property
    def label(self) -> str:
        """As people say it: ”Skoleleder, Hasselhegnskolen”."""
        return f"{self.get_kind_display()}, {self.place}"


class RoleQuerySet(models.QuerySet):
    def on(self, day: date) -> "RoleQuerySet":
        """Roles in force on a day; the last day counts."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def running_or_coming(self, day: date) -> "RoleQuerySet":
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def ended_before(self, day: date) -> "RoleQuerySet":
        return self.filter(ends_on__lt=day)

    def with_places(self) -> "RoleQuerySet":
        return self.select_related("user", "school__municipality", "municipality", "network")

    def at_same_place(self, placed: Placed) -> "RoleQuerySet":
        return self.filter(school=placed.school_id, municipality=placed.municipality_id, network=placed.network_id)

    def looked_after_by(self, actor: Actor) -> "RoleQuerySet":
        """The roles of the place whose people the actor looks after."""
        return self.filter(_looked_after_by(actor)) if actor.is_signed_in else self.none()

    def visible_to(self, actor: Actor) -> "RoleQuerySet":
        """Own roles, and for those who look after a place the roles in it."""
        if not actor.is_signed_in:
            return self.none()
        return self.filter(Q(user=actor.user) | _looked_after_by(actor))


class Role(Placed):
    """A person in a role at a place in a period."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="roles", verbose_name=_("person"))
    title = models.CharField(_("stilling"), max_length=100, blank=True)
    starts_on = models.DateField(_("fra"))
    ends_on = models.DateField(_("til og med"), null=True, blank=True)
    chosen_at = models.DateTimeField(_("sidst valgt"), null=True, blank=True, editable=False)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rolle")
        verbose_name_plural = _("roller")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=_place_fits_kind(), name="role_place_fits_kind"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="role_dates_in_order"),
            models.UniqueConstraint(
                fields=["user", "kind", "school", "municipality", "network"],
                condition=Q(ends_on=None),
                nulls_distinct=False,
                name="role_once_without_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.label}"

    @cached_property
    def network_ids(self) -> list[int]:
        """The networks that the place takes part in: its own, its school's or its municipality's. Read once for as long as the role is at hand."""
        if self.network_id:
            return [self.network_id]
        networks = Role._meta.get_field("network").related_model.objects
        found = networks.of_place(municipality=self.place_municipality_id, school=self.school_id)
        return list(found.order_by().values_list("pk", flat=True))

    @property
    def rank(self) -> int:
        """Low is high: 0 has most to decide."""
        return RANK.index(RoleKind(self.kind))

    def has_ended_on(self, day: date) -> bool:
        """Whether the last day is behind that day."""
        return self.ends_on is not None and self.ends_on < day


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "InvitationQuerySet":
        """Those who look after a place see the invitations to it."""
        return self.filter(_looked_after_by(actor)) if actor.is_signed_in else self.none()

    def unanswered(self) -> "InvitationQuerySet":
        """Neither taken up nor withdrawn; some of them may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def with_places(self) -> "InvitationQuerySet":
        return self.select_related("invited_by", "school__municipality", "municipality", "network")


class Invitation(Placed):
    """An invitation to a role by e-mail. Only a hash of the secret in the link is kept."""

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("navn"), max_length=150)
    title = models.CharField(_("stilling"), max_length=100, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("inviteret af"))
    invited_at = models.DateTimeField(_("inviteret"))
    expires_at = models.DateTimeField(_("udløber"))
    accepted_at = models.DateTimeField(_("taget imod"), null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("trukket tilbage"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitationer")
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(condition=_place_fits_kind(), name="invitation_place_fits_kind"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None) | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_someone",
            ),
            models.CheckConstraint(condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="invitation_accepted_or_withdrawn"),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("invited_at")), name="invitation_expires_later"),
            models.UniqueConstraint(
                Lower("email"),
                "kind",
                "school",
                "municipality",
                "network",
                condition=Q(accepted_at=None, withdrawn_at=None),
                nulls_distinct=False,
                name="invitation_once_unanswered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.label}"

    def state_at(self, now: datetime) -> InvitationState:
        if self.withdrawn_at:
            return InvitationState.WITHDRAWN
        if self.accepted_at:
            return InvitationState.ACCEPTED
        return InvitationState.OPEN if now < self.expires_at else InvitationState.EXPIRED
