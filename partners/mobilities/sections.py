"""What stands in each section of a proposal, as plain data: the form starts from it, and a save compares with it."""

from partners.mobilities.choices import Section
from partners.mobilities.models import Mobility
from portal.writing.contents import Contents

# The fields that each section writes. What is reported of support is never here: it would be read back.
FIELDS: dict[str, tuple[str, ...]] = {
    Section.ACTIVITY: ("title", "project_id", "activity", "course_name"),
    Section.HOST: ("host_id", "mentor"),
    Section.TIME: ("starts_on", "ends_on", "days", "travel_days", "is_green", "km"),
    Section.PEOPLE: ("company", "pupils", "accompanying"),
    Section.PURPOSE: ("objective_id", "how_it_serves", "expected_learning", "programme", "sharing"),
    Section.MONEY: ("language_participants", "short_is_justified"),
}
PERSON = ("user_id", "name", "title", "email", "kind", "is_leader")
# The texts that anybody may have written something personal in.
FREE_TEXTS = ("title", "course_name", "how_it_serves", "expected_learning", "programme", "sharing")


def contents(mobility: Mobility, section: str) -> Contents:
    """Return one section. A person's row carries `row`, its own number, so that a save changes that row and no other."""
    found: Contents = {name: getattr(mobility, name) for name in FIELDS[section]}
    if section == Section.PEOPLE:
        people = mobility.participants.all()
        found["people"] = [{"row": person.pk, **{name: getattr(person, name) for name in PERSON}} for person in people]
    return found


def section_of(name: str) -> Section:
    """Where a field is written."""
    return next(Section(section) for section, names in FIELDS.items() if name in names)
