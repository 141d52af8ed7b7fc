from datetime import date, timedelta

import pytest
from django.utils.translation import override

from portal.accounts.actor import Actor
from portal.notices.choices import MailKind
from portal.notices.models import Mail
from portal.workflow import gate
from portal.workflow.models import LogEntry
from tests.factories import people, places
from tests.factories import trials as make
from trials.choices import Outcome, Perspective, State, Visibility
from trials.documents import content_hash, trial_snapshot
from trials.flow import VERSION_FLOW
from trials.models import Expectation, Version
from trials.services import review

pytestmark = pytest.mark.django_db
NOW = make.NOW

ACTS = {
    "submit": lambda version, by: review.submit(version=version, nobody_recognised=True, by=by, now=NOW),
    "recall": lambda version, by: review.recall(version=version, by=by, now=NOW),
    "return": lambda version, by: review.send_back(version=version, note="Fordi", by=by, now=NOW),
    "approve": lambda version, by: review.approve(version=version, nobody_recognised=True, by=by, now=NOW),
    "publish": lambda version, by: review.publish(version=version, by=by, now=NOW),
    "withdraw": lambda version, by: review.withdraw(version=version, note="Fordi", by=by, now=NOW),
}
STATES = [State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED, State.PUBLISHED, State.WITHDRAWN]


def _actor_for(act: str, version: Version) -> Actor:
    if act in {"submit", "recall"}:
        return people.actor("school_leader", version.trial.home_school)
    return people.actor("consultant", version.trial.municipality)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_works_only_from_the_states_of_the_table(act, state):
    version = make.in_state(state)
    transition = VERSION_FLOW.by_name[act]
    by = _actor_for(act, version)
    if state in transition.sources:
        assert ACTS[act](version, by).state == transition.target
        assert LogEntry.objects.about(version).first().act == f"trials.{act}"
    else:
        with pytest.raises(gate.WrongState):
            ACTS[act](version, by)
        version.refresh_from_db()
        assert version.state == state


WHO_MAY = {
    # role: (submit, recall, return, approve, publish, withdraw)
    "own contributor": "------",
    "own leader": "sr----",
    "other leader": "------",
    "consultant": "--tapw",
    "head": "--tapw",
    "editor": "------",
    "ppr": "------",
    "system administrator": "------",
    "consultant elsewhere": "------",
    "partnership editor": "------",
    "visitor": "------",
}


@pytest.mark.parametrize("who", WHO_MAY)
def test_who_may_do_what(who):
    school = places.school()
    network = places.network(school.municipality)
    actor = {
        "own contributor": lambda: people.actor("contributor", school),
        "own leader": lambda: people.actor("school_leader", school),
        "other leader": lambda: people.actor("school_leader", places.school(at=school.municipality)),
        "consultant": lambda: people.actor("consultant", school.municipality),
        "head": lambda: people.actor("head", school.municipality),
        "editor": lambda: people.actor("editor", school.municipality),
        "ppr": lambda: people.actor("ppr", school.municipality),
        "system administrator": lambda: people.actor("system_administrator", school.municipality),
        "consultant elsewhere": lambda: people.actor("consultant", places.municipality()),
        "partnership editor": lambda: people.actor("editor", network),
        "visitor": Actor,
    }[who]()
    found = ""
    for letter, act, state in zip(
        "srtapw", ACTS, [State.DRAFT, State.SUBMITTED, State.SUBMITTED, State.SUBMITTED, State.APPROVED, State.PUBLISHED], strict=True
    ):
        version = make.in_state(state, at=school)
        offered = act in {transition.name for transition in VERSION_FLOW.open_to(actor, version)}
        try:
            ACTS[act](version, actor)
            found += letter
            assert offered, "the page must draw the button"
        except gate.NotAllowed:
            found += "-"
            assert not offered, "the page must not draw the button"
    assert found == WHO_MAY[who]


@pytest.mark.parametrize("act", ["send_back", "withdraw"])
@pytest.mark.parametrize("note", ["", "   "])
def test_sending_back_and_withdrawing_need_a_note(act, note):
    version = make.in_state(State.SUBMITTED if act == "send_back" else State.PUBLISHED)
    with pytest.raises(gate.NoteMissing):
        getattr(review, act)(version=version, note=note, by=people.actor("consultant", version.trial.municipality), now=NOW)


def test_nobody_approves_what_they_wrote_themselves():
    here = places.municipality()
    writer = people.user()
    version = make.draft(at=here, by=writer)
    by_writer, colleague = people.actor("consultant", here, who=writer), people.actor("head", here)
    version = review.submit(version=version, nobody_recognised=True, by=by_writer, now=NOW)
    with pytest.raises(gate.NotAllowed):
        review.approve(version=version, nobody_recognised=True, by=by_writer, now=NOW)
    assert review.approve(version=version, nobody_recognised=True, by=colleague, now=NOW).state == State.APPROVED


def test_an_unfinished_draft_is_refused_with_the_list_of_what_is_missing():
    version = make.draft(complete=False, title="Kun en titel")
    with pytest.raises(gate.Incomplete) as refusal:
        review.submit(version=version, nobody_recognised=True, by=people.actor("school_leader", version.trial.home_school), now=NOW)
    assert "Skriv en overskrift" in {str(part) for part in refusal.value.missing}
    assert "Giv prøvehandlingen en titel" not in {str(part) for part in refusal.value.missing}


def test_publishing_freezes_and_fixes_the_address():
    version = make.published(title="Ærø før Ås")
    assert version.trial.slug == "aeroe-foer-aas"
    assert version.content_hash == content_hash(version)


def test_a_new_version_replaces_the_published_one_and_keeps_the_address():
    first = make.published()
    leader = people.actor("school_leader", first.trial.home_school)
    consultant = people.actor("consultant", first.trial.municipality)
    second = review.improve(trial=first.trial, by=leader, now=NOW)
    assert (second.number, second.state, second.done) == (2, State.DRAFT, first.done)
    assert review.improve(trial=first.trial, by=leader, now=NOW) == second, "an open version is continued, not doubled"
    Version.objects.filter(pk=second.pk).update(title="Et helt andet navn")
    second = review.submit(version=second, nobody_recognised=True, by=leader, now=NOW)
    second = review.approve(version=second, nobody_recognised=True, by=consultant, now=NOW)
    first.refresh_from_db()
    assert first.state == State.PUBLISHED, "the old one stays public until the new one is"
    second = review.publish(version=second, by=consultant, now=NOW)
    first.refresh_from_db()
    assert (first.state, second.state) == (State.ARCHIVED, State.PUBLISHED)
    assert second.trial.slug == first.trial.slug
    assert first.content_hash != second.content_hash


def test_what_is_published_stays_as_it_was_while_the_next_version_is_written():
    first = make.published()
    trial = first.trial
    leader = people.actor("school_leader", trial.home_school)
    review.improve(trial=trial, by=leader, now=NOW)
    trial.school_year = "2026/27"
    trial.outcome = Outcome.NOT_AS_EXPECTED
    trial.save()
    Expectation.objects.create(trial=trial, perspective=Perspective.PUPILS, text="Ikke læst af nogen endnu")
    shown = trial_snapshot(Version.objects.get(pk=first.pk))
    assert shown["period"] == "Skoleåret 2025/26"
    assert shown["expectations"] == []
    assert shown["outcome"] == Outcome.NOT_AS_EXPECTED, "how it goes is today's"


def test_a_published_text_is_kept_in_each_language():
    version = make.published()
    with override("en"):
        assert trial_snapshot(version)["title"] == version.title
    assert set(version.frozen) == {"da", "en"}


def test_a_school_chosen_in_the_next_draft_does_not_see_the_published_version_yet():
    version = make.published(visibility=Visibility.SCHOOL)
    other = people.actor("school_leader", places.school(at=version.trial.municipality))
    version.trial.schools.add(other.school_id)
    assert not Version.objects.visible_to(other).filter(pk=version.pk).exists()


def test_those_whose_roles_have_ended_get_no_mail():
    version = make.in_state(State.SUBMITTED)
    writer = version.writers.get()
    writer.roles.update(ends_on=date(2026, 6, 30))
    consultant = people.actor("consultant", version.trial.municipality)
    review.send_back(version=version, note="Fordi", by=consultant, now=NOW)
    assert not Mail.objects.filter(user=writer, kind=MailKind.RETURNED).exists()
    assert Mail.objects.filter(user=version.submitted_by, kind=MailKind.RETURNED).exists()


@pytest.mark.parametrize(("state", "act"), [(State.SUBMITTED, "approve"), (State.SUBMITTED, "return"), (State.APPROVED, "publish")])
def test_nobody_decides_on_words_they_have_not_read(state, act):
    """Between reading and deciding the author may have accepted an editor's words."""
    version = make.in_state(state)
    read = Version.objects.get(pk=version.pk)
    Version.objects.filter(pk=version.pk).update(done="Andre ord.", changed_at=NOW + timedelta(seconds=1))
    with pytest.raises(gate.Refused, match="Læs den igen"):
        ACTS[act](read, people.actor("head", version.trial.municipality))
    version.refresh_from_db()
    assert version.state == state
