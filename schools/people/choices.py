from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoleKind(models.TextChoices):
    """The roles of domain.md §1; a visitor has none."""

    CONTRIBUTOR = "contributor", _("Bidragyder")
    SCHOOL_LEADER = "school_leader", _("Skoleleder")
    PPR = "ppr", _("PPR og implementeringsteam")
    CONSULTANT = "consultant", _("Skolekonsulent")
    EDITOR = "editor", _("Redaktør")
    HEAD = "head", _("Chef")
    FACILITATOR = "facilitator", _("Tovholder")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("Systemadministrator")


class PlaceKind(models.TextChoices):
    SCHOOL = "school", _("skole")
    MUNICIPALITY = "municipality", _("kommune")
    NETWORK = "network", _("netværk eller partnerskab")


# Where a role can be held.
PLACES: dict[str, tuple[str, ...]] = {
    RoleKind.CONTRIBUTOR: (PlaceKind.SCHOOL,),
    RoleKind.SCHOOL_LEADER: (PlaceKind.SCHOOL,),
    RoleKind.PPR: (PlaceKind.MUNICIPALITY,),
    RoleKind.CONSULTANT: (PlaceKind.MUNICIPALITY,),
    RoleKind.EDITOR: (PlaceKind.MUNICIPALITY, PlaceKind.NETWORK),
    RoleKind.HEAD: (PlaceKind.MUNICIPALITY,),
    RoleKind.FACILITATOR: (PlaceKind.NETWORK,),
    RoleKind.SYSTEM_ADMINISTRATOR: (PlaceKind.MUNICIPALITY,),
}
# The administration of a municipality (domain.md §1).
ADMINISTRATION = frozenset({RoleKind.CONSULTANT, RoleKind.EDITOR, RoleKind.HEAD})
# Those who approve or administer must have used a second factor in the session.
SECOND_FACTOR = frozenset({RoleKind.CONSULTANT, RoleKind.EDITOR, RoleKind.HEAD, RoleKind.FACILITATOR, RoleKind.SYSTEM_ADMINISTRATOR})
# The role a person is met in when none was chosen: the one with most to decide first.
RANK = (
    RoleKind.HEAD,
    RoleKind.CONSULTANT,
    RoleKind.EDITOR,
    RoleKind.FACILITATOR,
    RoleKind.SYSTEM_ADMINISTRATOR,
    RoleKind.PPR,
    RoleKind.SCHOOL_LEADER,
    RoleKind.CONTRIBUTOR,
)
# Those who look after the people of a whole municipality, and of a network.
LOOK_AFTER_MUNICIPALITY = frozenset({RoleKind.CONSULTANT, RoleKind.HEAD, RoleKind.SYSTEM_ADMINISTRATOR})
LOOK_AFTER_NETWORK = frozenset({RoleKind.EDITOR, RoleKind.FACILITATOR})
# Who gives which kinds of role; where, is for the rules to say.
GIVES: dict[str, frozenset[RoleKind]] = {
    RoleKind.SCHOOL_LEADER: frozenset({RoleKind.CONTRIBUTOR, RoleKind.SCHOOL_LEADER}),
    RoleKind.CONSULTANT: frozenset(RoleKind) - {RoleKind.SYSTEM_ADMINISTRATOR},
    RoleKind.HEAD: frozenset(RoleKind) - {RoleKind.SYSTEM_ADMINISTRATOR},
    RoleKind.SYSTEM_ADMINISTRATOR: frozenset(RoleKind),
    RoleKind.EDITOR: frozenset({RoleKind.EDITOR, RoleKind.FACILITATOR}),
    RoleKind.FACILITATOR: frozenset({RoleKind.EDITOR, RoleKind.FACILITATOR}),
}
# How long the link of an invitation works.
INVITATION_LASTS = timedelta(days=14)


class InvitationState(models.TextChoices):
    """What has become of an invitation; follows from its dates."""

    OPEN = "open", _("Venter på svar")
    ACCEPTED = "accepted", _("Taget imod")
    EXPIRED = "expired", _("Udløbet")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")
