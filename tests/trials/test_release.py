"""The head's release of a number that only looks like a CPR number: who may, what is seen, and what is logged."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from portal.notices.choices import MailKind
from portal.notices.models import Notice
from portal.workflow import gate
from portal.workflow.models import LogEntry
from tests.factories import people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from tests.support.racing import race
from tests.trials.posting import press
from trials.choices import PrivacyReply, State
from trials.findings import findings
from trials.models import PrivacyAnswer, Version
from trials.services import privacy, review

pytestmark = pytest.mark.django_db
NOW = make.NOW
TEXT = "Noget helt andet her. Varen har nummer 120412-1234 hos firmaet. Mere, som chefen ikke skal se."


@pytest.fixture
def version():
    return make.draft(at=places.school(), done=TEXT)


@pytest.fixture
def leader(version):
    return people.actor("school_leader", version.trial.home_school)


@pytest.fixture
def head(version):
    return people.actor("head", version.trial.municipality)


@pytest.fixture
def asked(version, leader, head):
    return ask(version, leader)


def ask(version, by, words="Et varenummer") -> PrivacyAnswer:
    (found,) = findings(Version.objects.get(pk=version.pk))
    return privacy.ask_release(version=version, key=found.key, words=words, by=by, now=NOW)


def decide(answer, by, *, release=True, reason="Det er et varenummer") -> PrivacyAnswer:
    return privacy.decide_release(answer=answer, release=release, reason=reason, by=by, now=NOW)


def url(answer) -> str:
    return reverse("trials:release", args=[answer.pk])


def test_the_head_is_told_sees_the_sentence_alone_and_releases_it(version, asked, leader, head, sign_in):
    notice = Notice.objects.get(user=head.user, kind=MailKind.RELEASE_ASKED)
    assert notice.url == url(asked)
    client = sign_in(head)
    page = client.get(url(asked))
    check_page(page.content)
    html = page.content.decode()
    assert "Varen har nummer <mark>120412-1234</mark> hos firmaet." in html
    assert "Et varenummer" in html
    assert "Noget helt andet" not in html
    assert "chefen ikke skal se" not in html
    assert version.title not in html
    press(client, url(asked), {"reason": "Det er et varenummer", "frigiv": ""})
    asked.refresh_from_db()
    assert (asked.answer, asked.decided_by) == (PrivacyReply.RELEASED, head.user)
    assert review.submit(version=version, nobody_recognised=True, by=leader, now=NOW).state == State.SUBMITTED
    told = set(Notice.objects.filter(kind=MailKind.RELEASE_DECIDED).values_list("user", flat=True))
    assert told == {leader.user.pk, version.changed_by_id}


def test_what_is_refused_must_go(version, asked, leader, head):
    decide(asked, head, release=False)
    with pytest.raises(gate.Incomplete):
        review.submit(version=version, nobody_recognised=True, by=leader, now=NOW)
    with pytest.raises(privacy.NotOffered):
        ask(version, leader)
    Version.objects.filter(pk=version.pk).update(done="Varen har et nummer.")
    assert review.submit(version=version, nobody_recognised=True, by=leader, now=NOW).state == State.SUBMITTED


def test_the_log_holds_the_reason_and_never_the_number(version, asked, head):
    decide(asked, head)
    entries = list(LogEntry.objects.about(version).values_list("act", "note"))
    assert ("trials.release", "Det er et varenummer") in entries
    assert not any("1204" in note for _act, note in entries)
    assert not Notice.objects.filter(text__contains="1204").exists()


@pytest.mark.parametrize(
    ("reason", "refusal"), [("", gate.NoteMissing), ("  ", gate.NoteMissing), ("120412 1234 er en vare", gate.Refused)]
)
def test_a_reason_is_compulsory_and_never_the_number_itself(asked, head, reason, refusal):
    with pytest.raises(refusal):
        decide(asked, head, reason=reason)
    asked.refresh_from_db()
    assert asked.answer == PrivacyReply.ASKED


def test_the_number_is_not_told_by_the_one_who_asks_either(version, leader, head):
    with pytest.raises(gate.Refused):
        ask(version, leader, words="Det er 120412-1234")
    assert not PrivacyAnswer.objects.exists()


def test_without_a_head_nobody_is_asked(version, leader, sign_in):
    with pytest.raises(gate.Refused, match="ingen chef"):
        ask(version, leader)
    page = sign_in(leader).get(reverse("trials:submit", args=[version.pk]))
    check_page(page.content)
    assert "kommunen har ingen chef i portalen" in page.content.decode()


@pytest.mark.parametrize(
    ("kind", "status"), [("consultant", 404), ("editor", 404), ("ppr", 404), ("head elsewhere", 404), ("school_leader", 403)]
)
def test_only_the_municipalitys_head_gets_there(version, asked, sign_in, kind, status):
    spots = {"head elsewhere": places.municipality(), "school_leader": version.trial.home_school}
    actor = people.actor("head" if kind == "head elsewhere" else kind, spots.get(kind, version.trial.municipality))
    assert sign_in(actor).get(url(asked)).status_code == status
    with pytest.raises(PermissionDenied):
        decide(asked, actor)


def test_nobody_releases_what_they_wrote(head, sign_in):
    here = head.role.municipality
    other = people.actor("head", here)
    version = make.draft(at=here, by=head.user, done=TEXT)
    asked = ask(version, people.actor("consultant", here))
    assert not Notice.objects.filter(user=head.user).exists()
    assert sign_in(head).get(url(asked)).status_code == 403
    assert sign_in(other).get(url(asked)).status_code == 200


def test_a_number_that_is_gone_needs_no_decision(version, asked, head, sign_in):
    Version.objects.filter(pk=version.pk).update(done="Varen har et nummer.")
    page = sign_in(head).get(url(asked))
    check_page(page.content)
    assert "Tallet er væk" in page.content.decode()
    with pytest.raises(gate.WrongState):
        decide(asked, head)


@pytest.mark.django_db(transaction=True)
def test_the_first_of_two_heads_decides():
    version = make.draft(at=places.school(), done=TEXT)
    first, second = (people.actor("head", version.trial.municipality) for _ in range(2))
    asked = ask(version, people.actor("school_leader", version.trial.home_school))
    results = race(lambda: decide(asked, first), lambda: decide(asked, second, release=False))
    assert sum(isinstance(result, gate.WrongState) for result in results) == 1
    assert LogEntry.objects.filter(act__in=["trials.release", "trials.refuse_release"]).count() == 1
