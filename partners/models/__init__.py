"""The consortium: partners abroad, the accreditation and its plan, the yearly projects, their members, and the rounds of wishes."""

from partners.models.accreditation import (
    Accreditation,
    AccreditationFile,
    AccreditationPerson,
    Circle,
    ExclusionRate,
    Objective,
    Plan,
    Wording,
)
from partners.models.importing import ConsortiumImport
from partners.models.organisations import PartnerContact, PartnerOrganisation
from partners.models.projects import BudgetLine, ConsortiumMembership, MemberPerson, Project, Target
from partners.models.rounds import GrantRound, Wish

__all__ = [
    "Accreditation",
    "AccreditationFile",
    "AccreditationPerson",
    "BudgetLine",
    "Circle",
    "ConsortiumImport",
    "ConsortiumMembership",
    "ExclusionRate",
    "GrantRound",
    "MemberPerson",
    "Objective",
    "PartnerContact",
    "PartnerOrganisation",
    "Plan",
    "Project",
    "Target",
    "Wish",
    "Wording",
]
