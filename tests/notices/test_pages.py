import pytest
from django.urls import reverse

from portal.notices.choices import LOOKS_AFTER_MAIL, MailState
from portal.notices.models import Mail
from schools.people.choices import RoleKind
from tests.factories import mails as make
from tests.factories import people, places, trials
from tests.support.pages import check_page
from trials.services import passing

pytestmark = pytest.mark.django_db


def test_the_roles_that_look_after_mail_are_roles():
    assert set(RoleKind.values) >= LOOKS_AFTER_MAIL


def stuck_at(place, state=MailState.UNCERTAIN):
    return make.stuck(state, to=people.role("contributor", places.school(at=place)).user)


def test_the_administration_sees_the_uncertain_and_failed_mails_of_its_own_municipality(sign_in):
    here = places.municipality()
    ours, failed = stuck_at(here), stuck_at(here, MailState.FAILED)
    theirs, fine = stuck_at(places.municipality()), make.queued(to=people.role("contributor", places.school(at=here)).user)
    page = sign_in(people.actor("head", here)).get(reverse("notices:list"))
    check_page(page.content)
    text = page.content.decode()
    assert ours.email in text and failed.email in text
    assert theirs.email not in text and fine.email not in text
    assert "Uvist" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(sign_in, django_assert_num_queries, count):
    here = places.municipality()
    for _number in range(count):
        stuck_at(here)
    client = sign_in(people.actor("consultant", here))
    with django_assert_num_queries(11):
        client.get(reverse("notices:list"))


WHO_MAY = {
    "consultant": 302,
    "head": 302,
    "editor": 302,
    "system_administrator": 302,
    "ppr": 404,
}


@pytest.mark.parametrize(("kind", "status"), WHO_MAY.items())
def test_who_may_resend(sign_in, kind, status):
    here = places.municipality()
    mail = stuck_at(here)
    answer = sign_in(people.actor(kind, here)).post(reverse("notices:resend", args=[mail.pk]))
    mail.refresh_from_db()
    assert answer.status_code == status
    assert mail.state == (MailState.QUEUED if status == 302 else MailState.UNCERTAIN)


def test_another_municipality_cannot_find_the_mail(sign_in):
    mail = stuck_at(places.municipality())
    assert sign_in(people.actor("head", places.municipality())).post(reverse("notices:resend", args=[mail.pk])).status_code == 404


def test_resending_goes_back_to_the_page_of_the_button_and_never_elsewhere(sign_in):
    here = places.municipality()
    client = sign_in(people.actor("head", here))
    own, foreign = stuck_at(here), stuck_at(here)
    assert client.post(reverse("notices:resend", args=[own.pk]), {"next": "/kataloger/"})["Location"] == "/kataloger/"
    assert client.post(reverse("notices:resend", args=[foreign.pk]), {"next": "https://ondt.example/"})["Location"] == reverse(
        "notices:list"
    )


def test_a_contributor_is_told_that_the_page_is_not_for_them(sign_in):
    school = places.school()
    assert sign_in(people.actor("contributor", school)).get(reverse("notices:list")).status_code == 403


def test_a_stuck_mail_about_a_draft_does_not_tell_what_the_draft_is_called(sign_in):
    school = places.school()
    draft = trials.draft(at=school, title="Hemmeligt klippekort")
    leader = people.actor("school_leader", school)
    passing.pass_on(version=draft, to=people.role("contributor", school).user, message="", by=leader, now=make.NOW)
    sent = trials.in_state("submitted", told=True, at=school, title="Morgenvagten")
    people.role("head", school.municipality)
    Mail.objects.update(state=MailState.FAILED)
    for kind in ("consultant", "head", "editor", "system_administrator"):
        text = sign_in(people.actor(kind, school.municipality)).get(reverse("notices:list")).content.decode()
        assert "Hemmeligt klippekort" not in text
        assert "Sendt videre" in text
        assert (sent.title in text) == (kind != "system_administrator")


@pytest.mark.parametrize("wanted", ["9", "x y", "//evil.example/", "https://evil.example/"])
def test_after_sending_again_one_comes_back_to_a_page_of_ours(wanted, sign_in):
    here = places.municipality()
    mail = stuck_at(here)
    answer = sign_in(people.actor("head", here)).post(reverse("notices:resend", args=[mail.pk]), {"next": wanted})
    assert answer.headers["Location"] == reverse("notices:list")
