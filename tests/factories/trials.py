import itertools
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from unittest.mock import patch

from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.workflow import gate
from schools.models import Municipality, School
from schools.networks.models import FocusArea
from tests.factories import people, places
from trials import editing
from trials.choices import Life, Outcome, Scope, Section, State
from trials.documents import freeze
from trials.models import Comment, EditorialVersion, ResponsiblePerson, TrialAction, Version
from trials.services import comments, editorial, review

_numbers = itertools.count(1)
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
TEXT = {
    "title": "Klippekortet",
    "headline": "Fire værksteder i stedet for fag efter frokost",
    "standfirst": "Timerne efter frokost var ofte dagens sværeste. " * 5,
    "done": "Vi begyndte med at se på dagen.\n\n- Bygge\n- Fortælle",
    "change": "Vi har talt med børnene.",
    "future": "Vi fortsætter.",
    "learned": "- Tæl, før I går i gang\n- Begynd med få valg",
    "grades": ["0", "1", "2"],
}


def draft(
    *, at: School | Municipality | None = None, by: User | None = None, area: FocusArea | None = None, complete: bool = True, **fields
) -> Version:
    """A draft of a school (or of an administration); complete unless told otherwise."""
    at = at or places.school()
    school = at if isinstance(at, School) else None
    municipality = school.municipality if school else at
    writer = by or people.role("contributor" if school else "editor", at).user
    trial = TrialAction.objects.create(
        slug=f"proevehandling-{next(_numbers)}",
        municipality=municipality,
        home_school=school,
        scope=Scope.NAMED if school else Scope.MUNICIPALITY,
        life=Life.EVALUATED if complete else Life.IDEA,
        outcome=Outcome.PARTLY if complete else "",
        school_year="2025/26" if complete else "",
        contact_email="skolen@kommune.example" if complete else "",
        created_by=writer,
        created_at=NOW,
    )
    text = {**TEXT, **fields} if complete else fields
    version = Version.objects.create(trial=trial, number=1, created_at=NOW, changed_at=NOW, changed_by=writer, **text)
    version.writers.add(writer)
    if school:
        trial.schools.add(school)
    if complete:
        version.focus_areas.add(area or places.focus_area(municipality))
        ResponsiblePerson.objects.create(trial=trial, user=writer, name=writer.name, title="Lærer")
        ResponsiblePerson.objects.create(trial=trial, name="Karen Mølgaard", title="Pædagogisk leder", position=1)
    return version


def in_state(state: str, *, at: School | None = None, told: bool = False, **fields) -> Version:
    """A version brought to `state` through the real acts; unless `told`, without their guards and without the notices about them.

    The guards cost more than the acts, and have tests of their own.
    """
    at = at or places.school()
    version = draft(at=at, **fields)
    leader, consultant = people.actor("school_leader", at), people.actor("consultant", at.municipality)
    with nullcontext() if told else _acts_alone():
        for act in _path(state):
            version = act(version, leader, consultant)
    return version


@contextmanager
def _acts_alone() -> Iterator[None]:
    with patch.object(gate, "_check"), patch.object(review, "_tell"), patch.object(review, "writers_of"):
        yield


def published(**fields) -> Version:
    return in_state(State.PUBLISHED, **fields)


def _submit(version: Version, leader: Actor, _consultant: Actor) -> Version:
    return review.submit(version=version, nobody_recognised=True, by=leader, now=NOW)


def _send_back(version: Version, _leader: Actor, consultant: Actor) -> Version:
    return review.send_back(version=version, note="Skriv, hvor mange voksne det krævede.", by=consultant, now=NOW)


def _approve(version: Version, _leader: Actor, consultant: Actor) -> Version:
    return review.approve(version=version, nobody_recognised=True, by=consultant, now=NOW)


def _publish(version: Version, _leader: Actor, consultant: Actor) -> Version:
    return review.publish(version=version, by=consultant, now=NOW)


def _withdraw(version: Version, _leader: Actor, consultant: Actor) -> Version:
    return review.withdraw(version=version, note="Skolen er lukket.", by=consultant, now=NOW)


def _path(state: str) -> list:
    return {
        State.DRAFT: [],
        State.SUBMITTED: [_submit],
        State.RETURNED: [_submit, _send_back],
        State.APPROVED: [_submit, _approve],
        State.PUBLISHED: [_submit, _approve, _publish],
        State.WITHDRAWN: [_submit, _approve, _publish, _withdraw],
    }[State(state)]


def comment(version: Version, *, by: Actor | None = None, section: str = Section.DONE, **fields) -> Comment:
    """A comment of a consultant of the municipality, unless told otherwise."""
    by = by or people.actor("consultant", version.trial.municipality)
    said = {"quote": "", "text": "Hvor mange voksne krævede det?", **fields}
    return comments.comment(version=version, section=section, by=by, now=NOW, **said)


def proposal(version: Version, *, by: Actor | None = None, sent: bool = True, **fields: str) -> EditorialVersion:
    """An editor's proposal with another headline, unless told otherwise; sent to the author or kept as a draft."""
    by = by or people.actor("editor", version.trial.municipality)
    texts = editing.texts_of(version)
    changed = editing.Texts({**texts.fields, **(fields or {"headline": "Fire værksteder efter frokost"})}, texts.observations)
    seen = editorial.seen_stamp(None, version)
    made = editorial.save(version=version, texts=changed, note="Kortere er bedre.", seen=seen, by=by, now=NOW)
    return editorial.propose(proposal=made, by=by, now=NOW) if sent else made


def frozen_anew(version: Version) -> Version:
    """The published text as if what the test has added since had been there when it was published."""
    version = Version.objects.get(pk=version.pk)
    version.frozen = freeze(version)
    version.save(update_fields=["frozen"])
    return version
