"""Deleting a draft that was made by mistake."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from portal.accounts.actor import Actor
from portal.accounts.permissions import may
from portal.files.models import StoredFile
from portal.notices.models import Notice
from portal.workflow.gate import Refused
from portal.workflow.models import LogEntry
from tests.factories import files, people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from tests.support.racing import race
from trials.choices import Section, State
from trials.models import Expectation, TrialAction, Version
from trials.queries import history
from trials.services import comments, discarding, drafts, images, named_versions, passing, privacy, review

pytestmark = pytest.mark.django_db


def leader_of(version: Version):
    return people.actor("school_leader", version.trial.home_school)


def test_a_draft_goes_with_all_that_belongs_to_it(django_capture_on_commit_callbacks):
    version = make.draft(title="Ved en fejl")
    leader, school = leader_of(version), version.trial.home_school
    image, _attachment = files.image(version), files.attachment(version)
    Expectation.objects.create(trial=version.trial, perspective="pupils", text="Flere er med")
    passing.pass_on(version=version, to=leader.user, message="", by=people.actor("contributor", school), now=make.NOW)
    storage, name = image.stored.file.storage, image.stored.file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert discarding.discard(version=version, by=leader, now=make.NOW) is None
    assert not any(model.objects.exists() for model in (TrialAction, Version, StoredFile, Expectation, Notice))
    assert not storage.exists(name)
    entry = LogEntry.objects.about(school).get()
    assert (entry.act, entry.user, entry.note) == ("trials.discard", leader.user, "")


def test_a_new_version_goes_and_the_published_one_stays(sign_in):
    first = make.published(title="Klippekortet")
    image = files.image(first)
    leader = leader_of(first)
    second = review.improve(trial=first.trial, by=leader, now=make.NOW)
    own = files.image(second)
    assert second.images.count() == 2
    assert discarding.discard(version=second, by=leader, now=make.NOW) == first.trial
    assert list(first.trial.versions.all()) == [first]
    assert list(StoredFile.objects.all()) == [image.stored], "what the published one shows stays"
    assert own.stored.file.name != image.stored.file.name
    assert history(first.trial, leader)[0].act == "trials.discard"
    page = sign_in(leader).get(reverse("trials:history", args=[first.trial.slug])).content.decode()
    assert "Kladde slettet" in page


@pytest.mark.parametrize("state", [state for state in State if state not in {State.DRAFT, State.ARCHIVED}])
def test_what_has_been_sent_is_not_deleted(state):
    version = make.in_state(state)
    with pytest.raises(PermissionDenied):
        discarding.discard(version=version, by=leader_of(version), now=make.NOW)
    assert Version.objects.filter(pk=version.pk).exists()


def test_what_was_sent_and_taken_back_is_not_deleted():
    version = make.in_state(State.SUBMITTED)
    leader = leader_of(version)
    recalled = review.recall(version=version, by=leader, now=make.NOW)
    assert not may(leader, "trials.discard", recalled)


def test_who_may_delete_a_draft():
    version = make.draft()
    school = version.trial.home_school
    asked = {
        "writer": Actor(version.changed_by, version.changed_by.roles.get()),
        "leader": leader_of(version),
        "colleague": people.actor("contributor", school),
        "another school": people.actor("school_leader", places.school(at=school.municipality)),
        "consultant": people.actor("consultant", school.municipality),
    }
    assert {name for name, actor in asked.items() if may(actor, "trials.discard", version)} == {"writer", "leader"}


def test_the_page_says_what_disappears(sign_in):
    version = make.draft(title="Ved en fejl")
    files.image(version)
    client = sign_in(leader_of(version))
    url = reverse("trials:discard", args=[version.pk])
    assert url in client.get(reverse("trials:write", args=[version.pk])).content.decode()
    page = client.get(url)
    check_page(page.content)
    assert "1 billede" in page.content.decode()
    assert Version.objects.exists()
    assert client.post(url)["Location"] == reverse("home:work")
    assert "Kladden ”Ved en fejl” er slettet." in client.get(reverse("home:work")).content.decode()
    assert client.get(url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_sending_and_deleting_at_once_is_one_or_the_other():
    version = make.draft()
    leader = leader_of(version)
    sent, deleted = race(
        lambda: review.submit(version=version, nobody_recognised=True, by=leader, now=make.NOW),
        lambda: discarding.discard(version=version, by=leader, now=make.NOW),
    )
    if Version.objects.exists():
        assert isinstance(sent, Version)
        assert isinstance(deleted, PermissionDenied)
    else:
        assert deleted is None
        assert isinstance(sent, Refused)


@pytest.mark.django_db(transaction=True)
def test_two_delete_it_at_once():
    version = make.draft()
    leader = leader_of(version)
    found = race(*(lambda: discarding.discard(version=version, by=leader, now=make.NOW),) * 2)
    assert sorted(str(type(one).__name__) for one in found) == ["NoneType", "WrongState"]


def test_whatever_is_done_to_a_deleted_draft_is_refused_in_words():
    version = make.draft()
    leader = leader_of(version)
    said, number = make.comment(version, by=leader), files.image(version)
    discarding.discard(version=Version.objects.get(pk=version.pk), by=leader, now=make.NOW)
    acts = [
        lambda: review.submit(version=version, nobody_recognised=True, by=leader, now=make.NOW),
        lambda: drafts.save_section(version=version, section=Section.DONE, data={"done": "Nej"}, seen="", by=leader, now=make.NOW),
        lambda: make.comment(version, by=leader),
        lambda: comments.reply(comment=said, text="Ja", by=leader, now=make.NOW),
        lambda: named_versions.keep(version=version, name="Nu", reason="For sent", by=leader, now=make.NOW),
        lambda: privacy.answer(version=version, replies={"x": "agreed"}, by=leader, now=make.NOW),
        lambda: images.remove_image(image=number, reason="For sent", by=leader, now=make.NOW),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()
