"""Versions with a name and a reason: kept, compared by word, and brought back as a draft."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from portal.workflow.gate import Refused, WrongState
from portal.workflow.models import LogEntry
from portal.writing.contents import fingerprint
from tests.factories import files, people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from tests.trials.posting import press
from trials.choices import Section, State, Visibility
from trials.kept import kept_texts
from trials.models import NamedVersion, Observation, Version
from trials.sections import contents
from trials.services import drafts, named_versions, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> Version:
    version = make.draft(done="Vi byggede tårne med børnene.")
    Observation.objects.create(version=version, perspectives=["pupils", "parents"], own_label="2.b", kind="strength", text="Flere smil")
    return version


@pytest.fixture
def writer(version):
    return people.actor("contributor", version.trial.home_school)


def keep(version: Version, by, name: str = "Før vi korter af", **fields) -> NamedVersion:
    return named_versions.keep(version=version, name=name, reason="Den lange udgave", by=by, now=make.NOW, **fields)


def rewrite(version: Version, by, text: str) -> Version:
    seen = fingerprint(contents(Version.objects.get(pk=version.pk), Section.DONE))
    return drafts.save_section(version=version, section=Section.DONE, data={"done": text}, seen=seen, by=by, now=make.NOW)


def bring_back(source, by) -> Version:
    trial = (source.version if isinstance(source, NamedVersion) else source).trial
    return named_versions.bring_back(trial=trial, source=source, by=by, now=make.NOW + timedelta(days=1))


def test_a_version_has_a_name_and_a_reason(version, writer):
    kept = keep(version, writer)
    assert (kept.name, kept.reason, kept.made_by) == ("Før vi korter af", "Den lange udgave", writer.user)
    assert kept.text[Section.DONE] == {"done": "Vi byggede tårne med børnene."}
    assert kept.snapshot["done"] == "Vi byggede tårne med børnene."
    entry = LogEntry.objects.about(version).get(act="trials.keep_version")
    assert entry.note == "", "the log is read by reviewers, who see no named versions"


def test_an_earlier_text_comes_back_and_the_present_one_is_kept_first(version, writer):
    image = files.image(version)
    kept = keep(version, writer)
    area = version.focus_areas.get()
    version = rewrite(version, writer, "Kort.")
    version.focus_areas.set([places.focus_area(version.trial.municipality)])
    version.observations.all().delete()
    Observation.objects.create(version=version, perspectives=["staff"], text="Noget nyt")
    Version.objects.filter(pk=version.pk).update(visibility=Visibility.SCHOOL, title="Ny titel")

    draft = bring_back(kept, writer)
    assert draft.pk == version.pk
    draft = Version.objects.get(pk=draft.pk)
    assert (draft.done, draft.title) == ("Vi byggede tårne med børnene.", "Klippekortet")
    assert list(draft.focus_areas.all()) == [area]
    seen = draft.observations.get()
    assert (seen.perspectives, seen.own_label, seen.kind, seen.text) == (["pupils", "parents"], "2.b", "strength", "Flere smil")
    assert list(draft.images.all()) == [image]
    assert draft.visibility == Visibility.SCHOOL, "an earlier text never widens who may read it"
    before = NamedVersion.objects.exclude(pk=kept.pk).get()
    assert before.name == "Teksten, før ”Før vi korter af” blev hentet frem"
    assert (before.text[Section.DONE]["done"], before.snapshot["title"]) == ("Kort.", "Ny titel")
    assert LogEntry.objects.about(draft).filter(act="trials.bring_back").exists()


def test_back_and_forth_loses_nothing(version, writer):
    first = keep(version, writer)
    second = keep(rewrite(version, writer, "Kort."), writer, "Kort")
    assert Version.objects.get(pk=bring_back(first, writer).pk).done == first.text[Section.DONE]["done"]
    assert Version.objects.get(pk=bring_back(second, writer).pk).done == "Kort."
    assert named_versions.own_text(Version.objects.get(pk=version.pk)) == second.text


def test_the_same_text_is_not_brought_back(version, writer):
    kept = keep(version, writer)
    with pytest.raises(Refused):
        bring_back(kept, writer)
    assert NamedVersion.objects.count() == 1


def test_without_a_draft_a_new_version_is_begun():
    version = make.draft()
    by = people.actor("contributor", version.trial.home_school)
    kept = keep(version, by)
    leader, consultant = (
        people.actor(kind, place)
        for kind, place in [("school_leader", version.trial.home_school), ("consultant", version.trial.municipality)]
    )
    rewrite(version, by, "Det, der blev publiceret.")
    review.submit(version=version, nobody_recognised=True, by=leader, now=make.NOW)
    review.approve(version=version, nobody_recognised=True, by=consultant, now=make.NOW)
    published = review.publish(version=version, by=consultant, now=make.NOW)
    draft = bring_back(kept, by)
    assert (draft.number, draft.state) == (2, State.DRAFT)
    assert Version.objects.get(pk=draft.pk).done == make.TEXT["done"]
    published.refresh_from_db()
    assert published.done == "Det, der blev publiceret."
    assert NamedVersion.objects.count() == 1, "there was no draft whose text could be lost"
    again = bring_back(published, by)
    assert (again.pk, again.done) == (draft.pk, "Det, der blev publiceret.")


def test_a_text_that_lies_with_the_reviewers_is_left_alone(version, writer):
    kept = keep(version, writer)
    rewrite(version, writer, "Sendt.")
    review.submit(version=version, nobody_recognised=True, by=people.actor("school_leader", version.trial.home_school), now=make.NOW)
    with pytest.raises(WrongState):
        bring_back(kept, writer)
    with pytest.raises(WrongState):
        keep(version, writer)


def test_what_no_longer_exists_is_left_out(version, writer):
    kept = keep(version, writer)
    gone, area = 999_999, version.focus_areas.get()
    kept.text[Section.INTRO] |= {"focus_areas": [area.pk, gone], "leading_area": gone}
    kept.save()
    rewrite(version, writer, "Kort.")
    draft = bring_back(kept, writer)
    assert (list(draft.focus_areas.all()), draft.leading_area) == ([area], None)


def test_only_those_who_write_for_the_place(version, writer, sign_in):
    kept = keep(version, writer)
    consultant = people.actor("consultant", version.trial.municipality)
    sent = review.submit(version=version, nobody_recognised=True, by=people.actor("school_leader", version.trial.home_school), now=make.NOW)
    assert sign_in(consultant).get(reverse("trials:versions", args=[version.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        bring_back(kept, consultant)
    other = make.draft()
    with pytest.raises(PermissionDenied):
        bring_back(kept, people.actor("contributor", other.trial.home_school))
    with pytest.raises(Refused):
        named_versions.bring_back(trial=other.trial, source=sent, by=people.actor("contributor", other.trial.home_school), now=make.NOW)


def test_everything_that_can_be_compared_stands_there_the_newest_first():
    first = make.published(title="Første")
    school = first.trial.home_school
    by, leader = people.actor("contributor", school), people.actor("school_leader", school)
    second = review.improve(trial=first.trial, by=by, now=make.NOW + timedelta(days=1))
    second = review.submit(version=second, nobody_recognised=True, by=leader, now=make.NOW + timedelta(days=2))
    second = review.recall(version=second, by=leader, now=make.NOW + timedelta(days=3))
    named_versions.keep(version=second, name="Min", reason="Fordi", by=by, now=make.NOW + timedelta(days=4))
    kept = kept_texts(second, by)
    assert [text.label for text in kept] == ["Teksten, som den står nu", "Min", "Sendt til gennemsyn", "Publiceret, version 1"]
    assert [text.source is not None for text in kept] == [False, True, False, True]
    assert {text.snapshot["title"] for text in kept} == {"Første"}


def test_the_page_keeps_compares_and_brings_back(version, writer, sign_in):
    client = sign_in(writer)
    url = reverse("trials:versions", args=[version.pk])
    assert url in client.get(reverse("trials:write", args=[version.pk])).content.decode()
    check_page(client.get(url).content)
    assert "Giv versionen et navn." in press(client, url, {"reason": "Uden navn"}).content.decode()
    assert press(client, url, {"name": "Lang", "reason": "Den lange"})["Location"] == url
    kept = NamedVersion.objects.get()
    rewrite(version, writer, "Vi byggede huse med børnene.")
    page = client.get(url, {"fra": f"navn-{kept.pk}", "til": "nu"}).content.decode()
    check_page(page)
    assert "<del>tårne</del><ins>huse</ins>" in page
    assert "1 ord er fjernet og 1 er tilføjet." in page
    same = client.get(url, {"fra": "nu", "til": "nu"}).content.decode()
    assert "Vælg to forskellige tekster." in same
    answer = client.post(reverse("trials:bring_back", args=[version.pk]), {"tekst": f"navn-{kept.pk}"})
    assert answer["Location"] == reverse("trials:write", args=[version.pk])
    version.refresh_from_db()
    assert version.done == "Vi byggede tårne med børnene."


@pytest.mark.parametrize("key", ["", "nu", "navn-0", "sendt-1"])
def test_what_cannot_be_brought_back_says_so(key, version, writer, sign_in):
    answer = sign_in(writer).post(reverse("trials:bring_back", args=[version.pk]), {"tekst": key})
    assert answer["Location"] == reverse("trials:versions", args=[version.pk])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_three_as_for_one(rows, version, writer, sign_in, django_assert_num_queries):
    for _number in range(rows):
        keep(version, writer)
    client = sign_in(writer)
    with django_assert_num_queries(15):
        client.get(reverse("trials:versions", args=[version.pk]))
