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
