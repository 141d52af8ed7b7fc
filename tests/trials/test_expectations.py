"""Expectations: locked at the start date or when it is under way, for good; corrected with a note that is shown beside."""

from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from portal.accounts.actor import Actor
from portal.ui.templatetags.ui import unbroken
from portal.workflow.gate import NoteMissing, Refused, WrongState
from portal.workflow.models import LogEntry
from portal.writing.contents import fingerprint
from tests.factories import people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from tests.support.racing import race
from tests.trials.posting import press
from trials.choices import Life, Scope, Section, State
from trials.documents import trial_snapshot, written_snapshot
from trials.findings import open_findings
from trials.models import Expectation, TrialAction, Version
from trials.printing import opening
from trials.sections import contents
from trials.services import corrections, drafts, review

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)  # make.NOW
PAST, EARLIER, FUTURE, LATER = date(2026, 10, 1), date(2026, 9, 1), date(2026, 12, 1), date(2027, 1, 4)


def a_draft() -> tuple[Version, Actor]:
    version = make.draft(complete=False)
    return version, people.actor("contributor", version.trial.home_school)


def save(version: Version, section: Section, by: Actor, *, now: datetime = make.NOW, **changes) -> Version:
    fresh = Version.objects.select_related("trial").get(pk=version.pk)
    known = contents(fresh, section)
    return drafts.save_section(version=fresh, section=section, data={**known, **changes}, seen=fingerprint(known), by=by, now=now)


def is_open(version: Version, today: date = TODAY) -> bool:
    return TrialAction.objects.get(pk=version.trial_id).expectations_open(today)


def locked_on(version: Version) -> date | None:
    return TrialAction.objects.get(pk=version.trial_id).expectations_locked_on


def expect(version: Version, text: str = "20 af 24 er med") -> Expectation:
    return Expectation.objects.create(trial=version.trial, perspective="pupils", text=text)


@pytest.mark.parametrize(
    ("life", "starts_on", "locked"),
    [
        (Life.IDEA, None, None),
        (Life.IDEA, FUTURE, None),
        (Life.IDEA, TODAY, TODAY),
        (Life.IDEA, PAST, TODAY),
        (Life.RUNNING, None, TODAY),
        (Life.RUNNING, FUTURE, TODAY),
        (Life.PAUSED, PAST, TODAY),
        (Life.NEVER_STARTED, None, TODAY),
        (Life.EVALUATED, PAST, TODAY),
    ],
)
def test_the_act_that_starts_it_locks_them(life, starts_on, locked):
    version, by = a_draft()
    save(version, Section.FACTS, by, life=life, starts_on=starts_on)
    assert locked_on(version) == locked
    assert is_open(version) == (locked is None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((Life.IDEA, PAST), (Life.IDEA, FUTURE)),
        ((Life.IDEA, PAST), (Life.IDEA, EARLIER)),
        ((Life.IDEA, PAST), (Life.IDEA, None)),
        ((Life.IDEA, TODAY), (Life.IDEA, LATER)),
        ((Life.RUNNING, None), (Life.IDEA, None)),
        ((Life.RUNNING, FUTURE), (Life.IDEA, FUTURE)),
        ((Life.PAUSED, PAST), (Life.IDEA, LATER)),
        ((Life.EVALUATED, None), (Life.IDEA, FUTURE)),
        ((Life.NEVER_STARTED, None), (Life.IDEA, None)),
    ],
)
def test_moving_the_date_or_going_back_to_an_idea_unlocks_nothing(before, after):
    version, by = a_draft()
    for life, starts_on in (before, after):
        save(version, Section.FACTS, by, life=life, starts_on=starts_on)
    first = locked_on(version)
    assert first is not None
    assert not is_open(version)
    save(version, Section.FACTS, by, now=make.NOW + timedelta(days=400), life=Life.IDEA, starts_on=None)
    assert locked_on(version) == first


def test_a_start_date_that_came_by_itself_is_the_day_they_were_locked():
    version, by = a_draft()
    save(version, Section.FACTS, by, starts_on=FUTURE)
    assert is_open(version)
    after = make.NOW + timedelta(days=60)
    assert not is_open(version, after.date())
    save(version, Section.FACTS, by, now=after, starts_on=LATER)
    assert locked_on(version) == FUTURE


@pytest.mark.parametrize(("life", "locked"), [(Life.IDEA, None), (Life.RUNNING, TODAY), (Life.EVALUATED, TODAY)])
def test_a_trial_action_that_is_described_afterwards_begins_locked(life, locked):
    by = people.actor("contributor", places.school())
    version = drafts.start(
        title="Klippekortet", summary="", life=life, home_school=by.role.school, scope=Scope.NAMED, schools=[], by=by, now=make.NOW
    )
    assert locked_on(version) == locked


def test_what_had_begun_before_the_day_was_kept_is_locked_by_the_migration():
    rows = [(Life.IDEA, None), (Life.IDEA, date(2999, 1, 1)), (Life.IDEA, PAST), (Life.RUNNING, None), (Life.EVALUATED, EARLIER)]
    versions = []
    for life, starts_on in rows:
        versions.append(make.draft(complete=False))
        TrialAction.objects.filter(pk=versions[-1].trial_id).update(life=life, starts_on=starts_on)
    import_module("trials.migrations.0003_lock_begun_expectations").lock(apps, None)
    assert [locked_on(version) for version in versions] == [None, None, PAST, timezone.localdate(), EARLIER]


@pytest.mark.django_db(transaction=True)
def test_starting_and_editing_at_once_never_changes_what_was_locked():
    version, by = a_draft()
    other = people.actor("contributor", version.trial.home_school)
    expectation = expect(version, "Det, der var ventet")
    changed = [{"row": expectation.pk, "perspective": "pupils", "text": "Noget andet", "by_when": None}]
    starting, editing = race(
        lambda: save(version, Section.FACTS, by, life=Life.RUNNING),
        lambda: save(version, Section.EXPECTED, other, expectations=changed),
    )
    assert isinstance(starting, Version)
    assert not is_open(version)
    expectation.refresh_from_db()
    was_refused = isinstance(editing, Refused)
    assert expectation.text == ("Det, der var ventet" if was_refused else "Noget andet")
    with pytest.raises(Refused):
        save(version, Section.EXPECTED, other, expectations=changed)


# Corrections


@pytest.fixture
def locked_version() -> Version:
    version, by = a_draft()
    expect(version)
    return save(version, Section.FACTS, by, life=Life.RUNNING)


def correct(version: Version, by: Actor, **changes):
    expectation = version.trial.expectations.get()
    asked = {"text": "24 af 24 er med", "note": "Vi skrev forkert.", "seen": expectation.text, **changes}
    return corrections.correct_expectation(version=version, expectation=expectation, by=by, now=make.NOW, **asked)


def test_a_correction_keeps_what_stood_there_and_why(locked_version):
    by = people.actor("school_leader", locked_version.trial.home_school)
    correct(locked_version, by)
    expectation = locked_version.trial.expectations.get()
    made = expectation.corrections.get()
    assert (expectation.text, made.before, made.note, made.made_by) == ("24 af 24 er med", "20 af 24 er med", "Vi skrev forkert.", by.user)
    entry = LogEntry.objects.about(locked_version).get(act="trials.correct_expectation")
    assert (entry.note, entry.user) == ("Vi skrev forkert.", by.user)
    assert by.user in locked_version.writers.all()


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"note": " "}, NoteMissing),
        ({"text": ""}, Refused),
        ({"text": "20 af 24 er med"}, Refused),
        ({"seen": "Det, en anden har rettet"}, Refused),
    ],
)
def test_a_correction_needs_a_note_and_a_change_of_what_was_seen(changes, refusal, locked_version):
    with pytest.raises(refusal):
        correct(locked_version, people.actor("contributor", locked_version.trial.home_school), **changes)
    assert locked_version.trial.expectations.get().text == "20 af 24 er med"


def test_what_is_open_is_written_and_not_corrected():
    version, by = a_draft()
    expect(version)
    with pytest.raises(WrongState):
        correct(version, by)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED, State.PUBLISHED])
def test_a_text_that_was_sent_is_not_corrected(state):
    version = make.in_state(state)
    expect(version)
    with pytest.raises(WrongState):
        correct(version, people.actor("contributor", version.trial.home_school))


def test_another_school_corrects_nothing(locked_version):
    with pytest.raises(PermissionDenied):
        correct(locked_version, people.actor("contributor", places.school()))


def test_the_page_of_a_correction(locked_version, sign_in):
    client = sign_in(people.actor("contributor", locked_version.trial.home_school))
    section = reverse("trials:section", args=[locked_version.pk, Section.EXPECTED.value])
    url = reverse("trials:correct_expectation", args=[locked_version.pk, locked_version.trial.expectations.get().pk])
    assert url in client.get(section).content.decode()
    check_page(client.get(url).content)
    refused = press(client, url, {"text": "24 af 24 er med"})
    assert refused.status_code == 422
    assert "24 af 24 er med" in refused.content.decode()
    opened = client.get(url)
    assert press(client, url, {"text": "24 af 24 er med", "note": "Vi skrev forkert."}, page=opened)["Location"] == section
    late = press(client, url, {"text": "23 af 24 er med", "note": "Jeg så den gamle tekst."}, page=opened)
    assert "En anden har rettet forventningen" in late.content.decode()
    page = client.get(section).content.decode()
    assert "Før stod der:" in page
    assert "Vi skrev forkert." in page
    check_page(page)


def test_an_open_expectation_has_no_page_for_corrections(sign_in):
    version, by = a_draft()
    url = reverse("trials:correct_expectation", args=[version.pk, expect(version).pk])
    assert sign_in(by).get(url).status_code == 302


def test_a_correction_is_shown_beside_it_everywhere(locked_version, sign_in):
    by = people.actor("contributor", locked_version.trial.home_school)
    correct(locked_version, by)
    preview = sign_in(by).get(reverse("trials:preview", args=[locked_version.pk])).content.decode()
    assert "Vi skrev forkert." in preview
    assert "20 af 24 er med" in preview
    version = Version.objects.get(pk=locked_version.pk)
    shown = written_snapshot(version)["expectations"][0]
    assert shown["corrections"] == [{"date": "2. november 2026", "note": "Vi skrev forkert.", "before": "20 af 24 er med"}]
    assert opening(written_snapshot(version))["expectations"][0]["corrections"] == shown["corrections"]


def test_a_text_frozen_before_there_were_corrections_is_still_shown(sign_in):
    version = make.published()
    expect(version)
    frozen = make.frozen_anew(version)
    del frozen.frozen["da"]["expectations"][0]["corrections"]
    frozen.save()
    assert "corrections" not in trial_snapshot(frozen)["expectations"][0]
    page = sign_in(people.actor("contributor", version.trial.home_school)).get(f"/proevehandlinger/{version.trial.slug}/")
    assert "20 af 24 er med" in page.content.decode()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "Forventningerne kan ændres, indtil det går i gang."),
        ({"starts_on": FUTURE}, "Forventningerne kan ændres, indtil det går i gang."),
        ({"life": Life.RUNNING, "expectations_locked_on": PAST}, f"låst fra {unbroken('1. oktober 2026')}"),
        ({"life": Life.RUNNING, "expectations_locked_on": PAST, "starts_on": LATER}, f"låst fra {unbroken('1. oktober 2026')}"),
        (
            {"life": Life.RUNNING, "expectations_locked_on": PAST, "starts_on": EARLIER},
            f"blev låst {unbroken('1. oktober 2026')}. Den startdato",
        ),
        ({"starts_on": PAST}, f"låst fra {unbroken('1. oktober 2026')}"),
    ],
)
def test_readers_are_told_since_when_they_are_locked(facts, words, sign_in):
    version, by = a_draft()
    expect(version)
    TrialAction.objects.filter(pk=version.trial_id).update(**facts)
    assert words in sign_in(by).get(reverse("trials:preview", args=[version.pk])).content.decode()


def test_what_is_written_afterwards_says_so(sign_in):
    version = make.draft()
    by = people.actor("contributor", version.trial.home_school)
    assert "Beskrevet efterfølgende" in sign_in(by).get(reverse("trials:preview", args=[version.pk])).content.decode()
    consultant = people.actor("consultant", version.trial.municipality)
    leader = people.actor("school_leader", version.trial.home_school)
    version = review.submit(version=version, nobody_recognised=True, by=leader, now=make.NOW)
    assert review.approve(version=version, nobody_recognised=True, by=consultant, now=make.NOW).state == State.APPROVED
    assert written_snapshot(version)["described_afterwards"]


def test_a_number_that_looks_like_a_cpr_number_can_be_corrected_away():
    version, by = a_draft()
    expect(version, "Eleven 010112-1234 er med i 20 af 24 timer, og 020213 4321 er med i to")
    save(version, Section.FACTS, by, life=Life.RUNNING)
    assert {found.is_cpr for found in open_findings(Version.objects.get(pk=version.pk))} == {True}
    with pytest.raises(Refused):
        correct(version, by, note="Der stod 010112-1234")
    made = correct(version, by, text="Eleverne er med i 20 af 24 timer", note="Der stod et nummer")
    assert made.before == "Eleven … er med i 20 af 24 timer, og … er med i to"
    assert not [found for found in open_findings(Version.objects.get(pk=version.pk)) if found.is_cpr]
    assert not any("1234" in entry.note for entry in LogEntry.objects.all())
