"""Starting a draft and saving sections: the services."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from portal.workflow.gate import Refused, WrongState
from portal.workflow.models import LogEntry
from portal.writing.contents import Conflict, fingerprint
from tests.factories import people, places
from tests.factories import trials as make
from trials.choices import Life, Scope, Section, State
from trials.models import TrialAction, Version
from trials.sections import contents
from trials.services import drafts

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)


def _start(by, **changes) -> Version:
    asked = {
        "title": "Klippekortet",
        "summary": "Vi vil prøve værksteder.",
        "life": Life.IDEA,
        "home_school": None,
        "scope": Scope.NAMED,
        "schools": [],
    }
    return drafts.start(**{**asked, **changes}, by=by, now=make.NOW)


def _save(version: Version, section: Section, data: dict, by, *, seen: str = "") -> Version:
    whole = {**contents(version, section), **data}
    return drafts.save_section(
        version=version, section=section, data=whole, seen=seen or fingerprint(contents(version, section)), by=by, now=LATER
    )


def test_a_draft_begins_with_what_the_portal_knows():
    school = places.school()
    TrialAction.objects.filter(pk=make.draft(at=school).trial_id).update(contact_email="kontoret@skolen.example")
    writer = people.actor("contributor", school)
    version = _start(writer, home_school=school, schools=[school])
    trial = version.trial
    assert (version.state, version.number, version.title) == (State.DRAFT, 1, "Klippekortet")
    assert version.standfirst == "Vi vil prøve værksteder."
    assert (trial.municipality, trial.home_school, list(trial.schools.all())) == (school.municipality, school, [school])
    assert trial.contact_email == "kontoret@skolen.example"
    assert [person.user for person in trial.people.all()] == [writer.user]
    assert list(version.writers.all()) == [writer.user]
    assert LogEntry.objects.about(version).get().act == "trials.create"


def test_two_drafts_may_have_the_same_title():
    writer = people.actor("contributor", places.school())
    school = writer.role.school
    first, second = (_start(writer, home_school=school) for _time in range(2))
    assert first.trial.slug != second.trial.slug


@pytest.mark.parametrize(
    ("kind", "place", "home", "allowed"),
    [
        ("contributor", "school", "school", True),
        ("school_leader", "school", "department", True),
        ("school_leader", "school", "other school", False),
        ("contributor", "school", "nobody", False),
        ("contributor", "department", "school", False),
        ("consultant", "municipality", "nobody", True),
        ("editor", "municipality", "nobody", True),
        ("head", "municipality", "nobody", True),
        ("consultant", "municipality", "school", False),
        ("ppr", "municipality", "nobody", False),
        ("system_administrator", "municipality", "nobody", False),
    ],
)
def test_who_may_begin_where(kind, place, home, allowed):
    here = places.municipality()
    school = places.school(at=here)
    there = {
        "municipality": here,
        "school": school,
        "department": places.school(at=here, parent=school),
        "other school": places.school(at=here),
        "nobody": None,
    }
    by = people.actor(kind, there[place])
    if allowed:
        assert _start(by, home_school=there[home]).trial.municipality == here
    else:
        with pytest.raises(PermissionDenied):
            _start(by, home_school=there[home])


def test_saving_makes_the_writer_one_of_the_writers_and_stamps_it():
    version = make.draft()
    colleague = people.actor("contributor", version.trial.home_school)
    saved = _save(version, Section.DONE, {"done": "Nyt"}, colleague)
    assert colleague.user in saved.writers.all()
    assert (saved.changed_at, saved.changed_by) == (LATER, colleague.user)


def test_a_save_that_changes_nothing_leaves_no_trace():
    version = make.draft()
    leader = people.actor("school_leader", version.trial.home_school)
    saved = _save(version, Section.DONE, {}, leader)
    assert leader.user not in saved.writers.all()
    assert saved.changed_at == make.NOW


def test_text_is_normalised_as_it_is_stored():
    version = make.draft()
    by = people.actor("contributor", version.trial.home_school)
    saved = _save(version, Section.DONE, {"done": "\uf0b7 Første\r\n\uf0b7 Anden\x0b\u200b"}, by)
    assert saved.done == "- Første\n- Anden"
    saved = _save(saved, Section.INTRO, {"title": "  To\n linjer ", "focus_areas": []}, by)
    assert saved.title == "To linjer"


@pytest.mark.parametrize(
    ("state", "writable"),
    [(State.DRAFT, True), (State.RETURNED, True), (State.SUBMITTED, False), (State.APPROVED, False), (State.PUBLISHED, False)],
)
def test_only_a_draft_and_what_was_sent_back_can_be_changed(state, writable):
    version = make.in_state(state)
    by = people.actor("contributor", version.trial.home_school)
    if writable:
        assert _save(version, Section.DONE, {"done": "Rettet"}, by).done == "Rettet"
    else:
        with pytest.raises(WrongState):
            _save(version, Section.DONE, {"done": "Rettet"}, by)


def test_somebody_elses_newer_text_is_never_overwritten_unseen():
    version = make.draft()
    mine = people.actor("contributor", version.trial.home_school)
    theirs = people.actor("contributor", version.trial.home_school)
    seen = fingerprint(contents(version, Section.DONE))
    _save(version, Section.DONE, {"done": "Deres"}, theirs)
    with pytest.raises(Conflict) as conflict:
        _save(version, Section.DONE, {"done": "Min"}, mine, seen=seen)
    assert conflict.value.theirs == {"done": "Deres"}
    assert Version.objects.get(pk=version.pk).done == "Deres"


def test_another_section_may_be_written_at_the_same_time():
    version = make.draft()
    mine = people.actor("contributor", version.trial.home_school)
    seen = fingerprint(contents(version, Section.FUTURE))
    _save(version, Section.DONE, {"done": "Deres"}, people.actor("contributor", version.trial.home_school))
    assert _save(version, Section.FUTURE, {"future": "Min"}, mine, seen=seen).future == "Min"


def test_two_responsible_people_may_change_places():
    version = make.draft()
    other = people.user("Else Ny")
    make.ResponsiblePerson.objects.filter(trial=version.trial, user=None).update(user=other)
    by = people.actor("contributor", version.trial.home_school)
    rows = contents(version, Section.PEOPLE)["people"]
    swapped = [{**rows[0], "user_id": rows[1]["user_id"]}, {**rows[1], "user_id": rows[0]["user_id"]}]
    _save(version, Section.PEOPLE, {"people": swapped}, by)
    assert [row["user_id"] for row in contents(version, Section.PEOPLE)["people"]] == [rows[1]["user_id"], rows[0]["user_id"]]


@pytest.mark.parametrize(
    ("life", "starts_on", "is_open"),
    [
        (Life.IDEA, None, True),
        (Life.IDEA, date(2026, 11, 3), True),
        (Life.IDEA, date(2026, 11, 2), False),
        (Life.RUNNING, date(2027, 1, 1), False),
        (Life.EVALUATED, None, False),
    ],
)
def test_expectations_are_written_until_the_start_and_then_locked(life, starts_on, is_open):
    version = make.draft(complete=False)
    TrialAction.objects.filter(pk=version.trial_id).update(life=life, starts_on=starts_on)
    version.trial.refresh_from_db()
    by = people.actor("contributor", version.trial.home_school)
    row = {"row": None, "perspective": "pupils", "text": "Flere er med", "by_when": None}
    if is_open:
        _save(version, Section.EXPECTED, {"expectations": [row]}, by)
        assert version.trial.expectations.get().text == "Flere er med"
    else:
        with pytest.raises(Refused, match="låst"):
            _save(version, Section.EXPECTED, {"expectations": [row]}, by)
        assert not version.trial.expectations.exists()


def test_the_leading_area_comes_first_and_gives_the_page_its_figure():
    version = make.draft()
    first, second = (places.focus_area(version.trial.municipality) for _ in range(2))
    version.focus_areas.set([first, second])
    version.leading_area = second
    assert version.areas == [second, first]
    version.leading_area = None
    assert version.areas == [first, second]
