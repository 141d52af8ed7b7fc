"""The reviewers' list and page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.notices.choices import MailKind
from portal.notices.models import Mail
from portal.ui.templatetags.ui import unbroken
from portal.workflow.models import LogEntry
from tests.factories import people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from trials.choices import Section, State
from trials.models import SentText, Version
from trials.services import review

pytestmark = pytest.mark.django_db
LIST = "/gennemsyn/"


def page(version: Version) -> str:
    return reverse("trials:review", args=[version.pk])


def decide(client: Client, version: Version, decision: str, follow: bool = False, **more: str):
    """Choose a decision on the page, with no as the answer to whether anybody can be recognised."""
    data = {"decision": decision, "recognised": "no", **more}
    return client.post(reverse("trials:decide", args=[version.pk]), data, follow=follow)


@pytest.fixture
def consultant(sign_in):
    """A client of a consultant, and the school of the same municipality."""
    school = places.school()
    client = sign_in(people.actor("consultant", school.municipality))
    client.school = school
    return client


def waiting(client: Client, days: int, **fields) -> Version:
    version = make.in_state(State.SUBMITTED, at=client.school, **fields)
    Version.objects.filter(pk=version.pk).update(submitted_at=timezone.now() - timedelta(days=days))
    return version


# The list


def test_what_has_waited_longest_stands_first(consultant):
    waiting(consultant, 1, title="Nyere")
    waiting(consultant, 20, title="Ældst")
    make.in_state(State.SUBMITTED, title="En anden kommunes")
    html = consultant.get(LIST).content.decode()
    check_page(html)
    assert html.index("Ældst") < html.index("Nyere")
    assert "Har ventet 20 dage" in html
    assert "Har ventet 1 dag<" in html
    assert "En anden kommunes" not in html


def test_approved_ones_wait_for_publication(consultant):
    make.in_state(State.APPROVED, at=consultant.school, title="Godkendt tekst")
    html = consultant.get(LIST).content.decode()
    assert "Godkendt, men ikke publiceret" in html
    assert "Godkendt tekst" in html
    assert "Intet venter på gennemsyn" in html


@pytest.mark.parametrize(
    ("kind", "status"), [("consultant", 200), ("head", 200), ("editor", 200), ("ppr", 403), ("system_administrator", 403)]
)
def test_the_list_is_the_administrations(sign_in, kind, status):
    assert sign_in(people.actor(kind, places.municipality())).get(LIST).status_code == status


def test_a_school_leader_is_refused_and_a_visitor_signs_in(sign_in):
    assert Client().get(LIST).status_code == 302
    assert sign_in(people.actor("school_leader", places.school())).get(LIST).status_code == 403


def test_an_editor_reads_what_waits_without_deciding(sign_in):
    school = places.school()
    version = make.in_state(State.SUBMITTED, at=school)
    editor = sign_in(people.actor("editor", school.municipality))
    assert reverse("trials:preview", args=[version.pk]) in editor.get(LIST).content.decode()
    assert editor.get(page(version)).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(consultant, django_assert_num_queries, rows):
    for _number in range(rows):
        waiting(consultant, 1)
    with django_assert_num_queries(13):
        consultant.get(LIST)


# The page


def test_the_page_shows_the_text_and_offers_the_decisions(consultant):
    version = waiting(consultant, 6)
    html = consultant.get(page(version)).content.decode()
    check_page(html)
    for words in [
        version.headline,
        "Har ventet 6 dage.",
        "Godkend",
        "Send retur med bemærkninger",
        "Alt er udfyldt",
        "Sendt til gennemsyn",
    ]:
        assert words in html, words
    assert "Publicér" not in html
    assert "Ændringer siden sidst" not in html, "the first time there is nothing to compare with"


def test_what_is_missing_and_advised_stands_beside(consultant):
    version = waiting(consultant, 1)
    Version.objects.filter(pk=version.pk).update(headline="")
    version.trial.people.last().delete()
    html = consultant.get(page(version)).content.decode()
    assert "Skriv en overskrift" in html
    assert "hænger på én person" in html


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED, State.RETURNED, State.PUBLISHED, State.WITHDRAWN])
def test_every_state_has_a_page(consultant, state):
    check_page(consultant.get(page(make.in_state(state, at=consultant.school))).content)


def test_who_may_open_it(sign_in):
    version = make.in_state(State.SUBMITTED)
    assert Client().get(page(version)).status_code == 302
    assert sign_in(people.actor("school_leader", version.trial.home_school)).get(page(version)).status_code == 403
    assert sign_in(people.actor("consultant", places.municipality())).get(page(version)).status_code == 404


def test_a_draft_is_not_the_reviewers_to_read(consultant):
    assert consultant.get(page(make.draft(at=consultant.school))).status_code == 404


def test_approving_leads_to_publishing_and_publishing_to_the_public_page(consultant):
    version = waiting(consultant, 1, title="Morgenvagten")
    response = decide(consultant, version, "approve", follow=True)
    assert response.redirect_chain == [(f"{page(version)}#indhold", 302)]
    assert "er godkendt" in response.content.decode()
    assert "Publicér" in response.content.decode()
    response = decide(consultant, version, "publish", follow=True)
    assert response.redirect_chain == [("/proevehandlinger/morgenvagten/#indhold", 302)]
    assert "er publiceret" in response.content.decode()


def test_sending_back_carries_the_note_to_the_writers(consultant, sign_in):
    version = waiting(consultant, 1)
    response = decide(consultant, version, "return", follow=True, note="Hvor mange voksne krævede det?")
    assert response.redirect_chain == [(f"{LIST}#indhold", 302)]
    entry = LogEntry.objects.about(version).first()
    assert (entry.act, entry.note) == ("trials.return", "Hvor mange voksne krævede det?")
    assert "Hvor mange voksne krævede det?" in consultant.get(page(version)).content.decode()
    leader = sign_in(people.actor("school_leader", consultant.school))
    assert "Hvor mange voksne krævede det?" in leader.get(reverse("home:work")).content.decode()


def test_sending_back_without_a_note_says_why_not(consultant):
    version = waiting(consultant, 1)
    response = decide(consultant, version, "return", note="  ")
    html = response.content.decode()
    check_page(html)
    assert response.status_code == 422
    assert "Skriv en begrundelse" in html
    assert 'href="#id_note"' in html


def test_a_decision_that_comes_too_late_keeps_the_note(consultant):
    version = make.in_state(State.RETURNED, at=consultant.school)
    review.submit(version=version, nobody_recognised=True, by=people.actor("school_leader", consultant.school), now=make.NOW)
    review.recall(version=version, by=people.actor("school_leader", consultant.school), now=make.NOW)
    Version.objects.filter(pk=version.pk).update(state=State.RETURNED)
    response = decide(consultant, version, "return", note="Min lange bemærkning")
    html = response.content.decode()
    assert response.status_code == 409
    assert "Det kan ikke lade sig gøre nu" in html
    assert "Min lange bemærkning" in html


def test_an_unfinished_text_is_not_approved_and_the_page_says_what_is_missing(consultant):
    version = waiting(consultant, 1)
    Version.objects.filter(pk=version.pk).update(headline="")
    response = decide(consultant, version, "approve")
    assert response.status_code == 409
    assert "Noget mangler endnu: Skriv en overskrift" in response.content.decode()


def test_nobody_is_offered_to_approve_what_they_wrote(sign_in):
    here, writer = places.municipality(), people.user()
    by_writer = people.actor("consultant", here, who=writer)
    version = review.submit(version=make.draft(at=here, by=writer), nobody_recognised=True, by=by_writer, now=make.NOW)
    client = sign_in(by_writer)
    html = client.get(page(version)).content.decode()
    assert "Du har selv skrevet med på teksten" in html
    assert decide(client, version, "approve").status_code == 403
    version.refresh_from_db()
    assert version.state == State.SUBMITTED


def test_withdrawing_is_confirmed_and_explained(consultant):
    version = make.in_state(State.PUBLISHED, at=consultant.school)
    refused = decide(consultant, version, "withdraw", note="Skolen er lukket.")
    check_page(refused.content)
    assert refused.status_code == 422
    assert "Sæt kryds, hvis du vil trække den tilbage." in refused.content.decode()
    assert "Skolen er lukket." in refused.content.decode()
    done = decide(consultant, version, "withdraw", follow=True, note="Skolen er lukket.", confirmed="on")
    assert "er trukket tilbage" in done.content.decode()
    version.refresh_from_db()
    assert version.state == State.WITHDRAWN


@pytest.mark.parametrize("name", ["supersede", "submit", "nonsense"])
def test_only_decisions_are_taken_here(consultant, name):
    assert decide(consultant, waiting(consultant, 1), name).status_code == 422


def test_reading_decides_nothing(consultant):
    assert consultant.get(reverse("trials:decide", args=[waiting(consultant, 1).pk])).status_code == 405


# What changed


def test_what_changed_since_it_was_last_sent(consultant):
    leader = people.actor("school_leader", consultant.school)
    version = make.in_state(State.RETURNED, at=consultant.school, done="Vi var nogle stykker.")
    Version.objects.filter(pk=version.pk).update(done="Vi var tre voksne.")
    version = review.submit(version=version, nobody_recognised=True, by=leader, now=make.NOW + timedelta(days=3))
    assert "Ændringer siden sidst" in consultant.get(page(version)).content.decode()
    html = consultant.get(page(version), {"vis": "aendringer"}).content.decode()
    check_page(html)
    assert "<del>nogle stykker</del><ins>tre voksne</ins>" in html
    assert f"2 ord er fjernet og 2 er tilføjet siden sidst ({unbroken('2. november 2026 kl. 10.30')})." in html


def test_what_changed_since_the_published_version(consultant):
    leader = people.actor("school_leader", consultant.school)
    first = make.published(at=consultant.school, title="Klippekortet")
    second = review.improve(trial=first.trial, by=leader, now=make.NOW)
    Version.objects.filter(pk=second.pk).update(title="Klippekortene")
    second = review.submit(version=second, nobody_recognised=True, by=leader, now=make.NOW)
    html = consultant.get(page(second), {"vis": "aendringer"}).content.decode()
    assert "<del>Klippekortet</del><ins>Klippekortene</ins>" in html
    assert "Ændringer i forhold til den publicerede" in html


def test_what_was_sent_on_the_way_is_deleted_when_it_is_published():
    version = make.in_state(State.RETURNED)
    version = review.submit(
        version=version, nobody_recognised=True, by=people.actor("school_leader", version.trial.home_school), now=make.NOW
    )
    assert SentText.objects.filter(version=version).count() == 2
    consultant = people.actor("consultant", version.trial.municipality)
    version = review.approve(version=version, nobody_recognised=True, by=consultant, now=make.NOW)
    review.publish(version=version, by=consultant, now=make.NOW)
    assert not SentText.objects.exists()


# The question, and the two acts in one


@pytest.mark.parametrize(
    ("recognised", "says"),
    [("", "Svar, før du godkender."), ("yes", "Er du i tvivl, så send teksten retur"), ("maybe", "Vælg en af de muligheder")],
)
@pytest.mark.parametrize("decision", ["approve", "approve_and_publish"])
def test_nothing_is_approved_before_nobody_can_be_recognised(consultant, decision, recognised, says):
    version = waiting(consultant, 1)
    response = decide(consultant, version, decision, recognised=recognised, note="Fint.")
    html = response.content.decode()
    check_page(html)
    assert response.status_code == 422
    assert says in html
    assert "Fint." in html
    version.refresh_from_db()
    assert version.state == State.SUBMITTED


def test_approving_and_publishing_at_once_logs_both_and_mails_once(consultant):
    version = waiting(consultant, 1, title="Morgenvagten")
    response = decide(consultant, version, "approve_and_publish", note="Fin og konkret.", follow=True)
    assert response.redirect_chain == [("/proevehandlinger/morgenvagten/#indhold", 302)]
    acts = list(LogEntry.objects.about(version).values_list("act", flat=True))
    assert acts[:3] == ["trials.publish", "trials.approve", "trials.confirm_nobody_recognised"]
    mails = Mail.objects.filter(user=version.writers.get())
    assert [mail.kind for mail in mails] == [MailKind.PUBLISHED]
    assert "Fin og konkret." in mails[0].body


def test_sending_back_asks_for_no_answer_to_the_question(consultant):
    assert decide(consultant, waiting(consultant, 1), "return", recognised="", note="Se noten.").status_code == 302


def test_a_text_that_the_author_changed_meanwhile_is_read_again(consultant):
    version = waiting(consultant, 1)
    seen = consultant.get(page(version)).context["seen"]
    Version.objects.filter(pk=version.pk).update(changed_at=timezone.now())
    response = decide(consultant, version, "approve", seen=seen)
    assert response.status_code == 409
    assert "Læs den igen, før du afgør" in response.content.decode()


NUMBER = "Fjern 010112-1234"


@pytest.mark.parametrize("decision", ["return", "approve"])
def test_a_note_that_is_logged_and_mailed_holds_no_cpr_number(decision, sign_in):
    version = make.in_state(State.SUBMITTED)
    client = sign_in(people.actor("consultant", version.trial.municipality))
    asked = {"decision": decision, "recognised": "no", "note": NUMBER}
    assert client.post(reverse("trials:decide", args=[version.pk]), asked).status_code == 422
    version.refresh_from_db()
    assert version.state == State.SUBMITTED


def test_a_comment_that_is_mailed_holds_no_cpr_number(sign_in):
    version = make.in_state(State.RETURNED)
    client = sign_in(people.actor("consultant", version.trial.municipality))
    made = make.comment(version)
    asked = {"section": Section.DONE.value, "quote": "", "text": NUMBER}
    assert client.post(reverse("trials:comment", args=[version.pk]), asked).status_code == 422
    assert client.post(reverse("trials:comment_reply", args=[made.pk]), {f"svar-{made.pk}-text": NUMBER}).status_code == 422
    assert version.comments.get() == made
    assert not made.replies.exists()
