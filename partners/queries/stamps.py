"""What stands in a partner, a project or a member, in a few letters: a page carries it along, so that a save can tell whether a colleague has saved since."""

from django.utils.translation import gettext as _

from partners.models import ConsortiumMembership, PartnerOrganisation, Project
from portal.workflow.gate import WrongState
from portal.writing.contents import fingerprint

_PARTNER = ("name", "kind", "country", "city", "address", "oid", "website", "latitude", "longitude", "themes", "is_known", "notes")
_CONTACT = ("name", "title", "email", "phone")
_PROJECT = ("code", "call", "starts_on", "ends_on", "is_extended", "extension_reason", "requested_grant", "grant")
_TARGET = ("activity", "participants", "days", "accompanying", "fewer_opportunities", "blended", "green")
_MEMBER = ("oid", "accession", "signed_on", "signed_file_id", "left_on")


def stamp_of_partner(partner: PartnerOrganisation) -> str:
    contacts = list(partner.contacts.values_list(*_CONTACT))
    return fingerprint({"contacts": contacts, **{name: getattr(partner, name) for name in _PARTNER}})


def stamp_of_project(project: Project) -> str:
    """Its dates and code, its money, and what it aims for: a grant that is written makes targets and budget smaller."""
    targets = list(project.targets.order_by("activity").values_list(*_TARGET))
    budget = list(project.budget.order_by("category").values_list("category", "amount"))
    return fingerprint({"targets": targets, "budget": budget, **{name: getattr(project, name) for name in _PROJECT}})


def stamp_of_member(membership: ConsortiumMembership) -> str:
    """What the request says of it, its accession form, and who is responsible."""
    people = list(membership.people.order_by("user").values_list("user", flat=True))
    return fingerprint({"people": people, **{name: getattr(membership, name) for name in _MEMBER}})


def refuse_newer(seen: str | None, now: str) -> None:
    """Raise WrongState when what stands there is not what the page showed. None is an act that began from no page."""
    if seen not in (None, now):
        raise WrongState(_("En kollega har gemt imens. Det, du har skrevet, står her endnu; åbn siden i en ny fane, og sammenlign."))
