"""A system administrator's reading of a draft: with a reason, for an hour, logged, told and shown."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from portal.accounts.actor import VISITOR
from portal.notices.models import Mail, Notice
from portal.workflow.gate import NoteMissing
from portal.workflow.log import record
from portal.workflow.models import LogEntry
from schools.people.choices import RoleKind
from tests.factories import files, people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from trials.choices import OPEN_STATES, State
from trials.models import Version
from trials.services import review, support

pytestmark = pytest.mark.django_db
LIST = "/support/kladder/"
REASON = "Skolen kan ikke gemme afsnit 2"


@pytest.fixture
def here():
    return places.municipality("Egsted")


@pytest.fixture
def school(here):
    return places.school("Hasselhegnskolen", at=here)


@pytest.fixture
def admin(here):
    return people.actor("system_administrator", here, who=people.user("Søren Drift"))


@pytest.fixture
def draft(school):
    return make.draft(at=school, title="Hemmelig titel", done="Hemmelig tekst")


def read(version, by, *, ago: timedelta = timedelta()) -> LogEntry:
    return support.read_draft(version=version, reason=REASON, by=by, now=timezone.now() - ago)


def sees(actor, version) -> bool:
    return Version.objects.visible_to(actor).filter(pk=version.pk).exists()


# The list


@pytest.mark.parametrize("state", OPEN_STATES)
def test_the_list_tells_where_and_how_far_and_nothing_of_what_is_written(sign_in, admin, school, state):
    version = make.in_state(state, at=school, title="Hemmelig titel", headline="Hemmelig overskrift")
    page = sign_in(admin).get(LIST)
    check_page(page.content)
    html = page.content.decode()
    assert "Hasselhegnskolen" in html and version.get_state_display() in html and f"Tekst nr. {version.pk}, version 1." in html
    assert "Hemmelig" not in html
    assert version.trial.slug not in html


def test_what_is_public_or_elsewhere_is_not_listed(sign_in, admin, school):
    make.published(at=school)
    make.draft()
    html = sign_in(admin).get(LIST).content.decode()
    check_page(html)
    assert "Alt er publiceret" in html


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(sign_in, django_assert_num_queries, admin, here, rows):
    for _row in range(rows):
        make.draft(at=places.school(at=here))
    client = sign_in(admin)
    with django_assert_num_queries(12):
        client.get(LIST)


# Who may


@pytest.mark.parametrize("kind", [kind for kind in RoleKind if kind != RoleKind.SYSTEM_ADMINISTRATOR])
def test_no_other_role_opens_a_draft_that_way(here, school, draft, kind):
    place = {"contributor": school, "school_leader": school, "facilitator": places.network(here)}.get(kind, here)
    with pytest.raises(PermissionDenied):
        read(draft, people.actor(kind, place))


@pytest.mark.parametrize("case", ["another municipality", "published", "a visitor"])
def test_a_system_administrator_opens_what_is_open_in_the_own_municipality(here, school, draft, admin, case):
    by, version = {
        "another municipality": lambda: (people.actor("system_administrator", places.municipality()), draft),
        "published": lambda: (admin, make.published(at=school)),
        "a visitor": lambda: (VISITOR, draft),
    }[case]()
    with pytest.raises(PermissionDenied):
        read(version, by)
    assert not LogEntry.objects.filter(act="trials.read_draft").exists()


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_the_reason_is_compulsory(sign_in, admin, draft, reason):
    with pytest.raises(NoteMissing):
        support.read_draft(version=draft, reason=reason, by=admin, now=timezone.now())
    page = sign_in(admin).post(reverse("trials:support_read", args=[draft.pk]), {f"tekst-{draft.pk}-reason": reason})
    check_page(page.content)
    assert "Skriv, hvorfor du har brug for at læse teksten." in page.content.decode()
    assert not sees(admin, draft)


# What it opens, and for how long


def test_it_opens_the_preview_of_that_text_and_says_so(sign_in, admin, draft):
    client = sign_in(admin)
    assert client.get(reverse("trials:preview", args=[draft.pk])).status_code == 404
    page = client.post(reverse("trials:support_read", args=[draft.pk]), {f"tekst-{draft.pk}-reason": REASON}, follow=True)
    check_page(page.content)
    html = page.content.decode()
    assert page.redirect_chain == [(reverse("trials:preview", args=[draft.pk]), 302)]
    assert "Hemmelig tekst" in html and "Du læser teksten som systemadministrator til kl." in html
    assert "Åben for dig til kl." in client.get(LIST).content.decode()


@pytest.mark.parametrize(("minutes", "is_open"), [(0, True), (59, True), (60, False), (61, False), (1440, False)])
def test_after_an_hour_it_is_closed_again(sign_in, admin, draft, minutes, is_open):
    read(draft, admin, ago=timedelta(minutes=minutes))
    assert sees(admin, draft) == is_open
    assert sign_in(admin).get(reverse("trials:preview", args=[draft.pk])).status_code == (200 if is_open else 404)


NOT_OPENED = ["another text", "another administrator", "another role of the person", "the role in another municipality"]


@pytest.mark.parametrize("case", NOT_OPENED)
def test_it_opens_nothing_else(here, school, draft, admin, case):
    read(draft, admin)
    by, version = {
        "another text": lambda: (admin, make.draft(at=school)),
        "another administrator": lambda: (people.actor("system_administrator", here), draft),
        "another role of the person": lambda: (people.actor("consultant", here, who=admin.user), draft),
        "the role in another municipality": lambda: (people.actor("system_administrator", places.municipality(), who=admin.user), draft),
    }[case]()
    assert not sees(by, version)


WRITES = [
    ("trials:write", {}, "get", 403),
    ("trials:section", {"section": "indledning"}, "get", 403),
    ("trials:section", {"section": "indledning"}, "post", 403),
    ("trials:submit", {}, "post", 403),
    ("trials:receipt", {}, "get", 403),
    ("trials:recall", {}, "post", 403),
    ("trials:review", {}, "get", 403),
    ("trials:decide", {}, "post", 403),
]


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED])
@pytest.mark.parametrize(("name", "more", "method", "status"), WRITES)
def test_reading_gives_no_right_to_write_or_decide(sign_in, admin, school, state, name, more, method, status):
    version = make.in_state(state, at=school)
    read(version, admin)
    answer = getattr(sign_in(admin), method)(reverse(name, kwargs={"pk": version.pk, **more}))
    assert answer.status_code in {status, 404}
    version.refresh_from_db()
    assert version.state == state


def test_pictures_belong_to_what_is_read(sign_in, admin, draft):
    image = files.image(draft)
    address = reverse("trials:image", args=[draft.trial.slug, image.pk])
    assert sign_in(admin).get(address).status_code == 404
    read(draft, admin)
    answer = sign_in(admin).get(address)
    assert answer.status_code == 200
    b"".join(answer.streaming_content)


# Logged, told, shown


def test_those_who_write_it_are_told_why_at_once(admin, draft):
    read(draft, admin)
    writer = draft.writers.get()
    notice = Notice.objects.get(user=writer)
    assert (notice.text, notice.url) == ("Læst af systemadministrator: ”Hemmelig titel”", reverse("trials:write", args=[draft.pk]))
    body = Mail.objects.get(user=writer).body
    assert "Søren Drift (Systemadministrator, Egsted Kommune)" in body
    assert REASON in body


def test_it_is_logged_and_shown_on_the_draft_and_in_its_history(sign_in, admin, school, draft):
    entry = read(draft, admin)
    assert (entry.act, entry.user, entry.role_label, entry.note) == (
        "trials.read_draft",
        admin.user,
        "Systemadministrator, Egsted Kommune",
        REASON,
    )
    client = sign_in(people.actor("contributor", school))
    for address in (reverse("trials:write", args=[draft.pk]), reverse("trials:history", args=[draft.trial.slug])):
        html = client.get(address).content.decode()
        check_page(html)
        assert "Læst af systemadministrator" in html and "Søren Drift" in html and REASON in html


def test_the_history_holds_what_was_handed_over_and_no_notes_of_a_draft_that_its_reader_may_not_see(sign_in, here, admin, school):
    version = make.published(at=school)
    leader, consultant = people.actor("school_leader", school), people.actor("consultant", here)
    new = review.improve(trial=version.trial, by=leader, now=timezone.now())
    read(new, admin)
    record(act="trials.recall", subject=new, by=leader, now=timezone.now(), note="Hemmelig bemærkning")
    record(act="people.hand_over", subject=version.trial, by=leader, now=timezone.now(), note="Jonas Tved → Line Abild")
    address = reverse("trials:history", args=[version.trial.slug])
    for reader, is_shown in ((leader, True), (consultant, False)):
        html = sign_in(reader).get(address).content.decode()
        assert "Ansvar overdraget" in html and "Jonas Tved → Line Abild" in html
        assert "Læst af systemadministrator" in html and REASON in html
        assert ("Hemmelig bemærkning" in html) == is_shown
