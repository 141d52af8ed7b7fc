"""The log of a municipality: who, acting as what, when, what, on what, with which note; and what its reader may not see."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from portal.accounts.actor import Actor
from portal.ui.templatetags.ui import unbroken
from portal.workflow.log import record
from portal.workflow.models import LogEntry
from schools.people.services import roles
from tests.factories import catalogues, files, people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from trials.choices import State
from trials.services import review, support

pytestmark = pytest.mark.django_db
LOG = "/log/"
NOW = make.NOW


@pytest.fixture
def here():
    return places.municipality("Egsted")


@pytest.fixture
def school(here):
    return places.school("Hasselhegnskolen", at=here)


def html_of(sign_in, actor: Actor, **query: str) -> str:
    page = sign_in(actor).get(LOG, query)
    check_page(page.content)
    return page.content.decode()


def lines_of(sign_in, actor: Actor, **query: str) -> list:
    return sign_in(actor).get(LOG, query).context["lines"]


def test_an_act_is_told_with_who_as_what_when_what_on_what_and_note(sign_in, here, school):
    make.in_state(State.RETURNED, at=school, title="Morgenvagten")
    html = html_of(sign_in, people.actor("consultant", here))
    assert "Sendt retur med bemærkninger" in html and "Morgenvagten" in html
    assert "Skolekonsulent, Egsted Kommune" in html
    assert unbroken("2. november 2026 kl. 10.30") in html
    assert "Skriv, hvor mange voksne det krævede." in html


def test_acts_of_other_municipalities_are_not_shown(sign_in, here):
    make.published(title="Andres")
    assert lines_of(sign_in, people.actor("head", here)) == []


# What a reader may not see


@pytest.mark.parametrize(
    ("kind", "state", "is_seen"),
    [
        ("consultant", State.DRAFT, False),
        ("consultant", State.SUBMITTED, True),
        ("consultant", State.RETURNED, True),
        ("head", State.PUBLISHED, True),
        ("system_administrator", State.DRAFT, False),
        ("system_administrator", State.SUBMITTED, False),
        ("system_administrator", State.RETURNED, False),
        ("system_administrator", State.PUBLISHED, True),
    ],
)
def test_the_title_of_a_text_that_the_reader_may_not_read_is_not_shown(sign_in, here, school, kind, state, is_seen):
    version = make.in_state(state, at=school, title="Hemmelig titel")
    record(act="trials.recall", subject=version, by=people.actor("school_leader", school), now=NOW, note="Hemmelig bemærkning")
    html = html_of(sign_in, people.actor(kind, here))
    assert ("Hemmelig titel" in html) == is_seen
    assert ("En kladde på Hasselhegnskolen" in html) != is_seen
    assert ("Hemmelig bemærkning" in html) == (is_seen and kind != "system_administrator")


def test_a_published_text_of_a_school_alone_is_no_draft(sign_in, here, school):
    make.published(at=school, title="Kun for skolen", visibility="school")
    html = html_of(sign_in, people.actor("system_administrator", here))
    assert "En prøvehandling på Hasselhegnskolen" in html
    assert "Kun for skolen" not in html


def test_the_draft_of_a_new_version_does_not_borrow_the_sight_of_the_published_one(sign_in, here, school):
    version = make.published(at=school, title="Offentlig")
    draft = review.improve(trial=version.trial, by=people.actor("school_leader", school), now=NOW)
    type(draft).objects.filter(pk=draft.pk).update(title="Hemmelig ny titel")
    html = html_of(sign_in, people.actor("consultant", here))
    assert "Hemmelig ny titel" not in html
    assert "Ny version begyndt" in html


def test_the_reading_of_a_draft_and_a_handing_over_are_shown_with_their_notes(sign_in, here, school):
    version = make.draft(at=school, title="Hemmelig titel")
    support.read_draft(version=version, reason="Skolen kan ikke gemme", by=people.actor("system_administrator", here), now=NOW)
    leaver = people.role("contributor", school, who=people.user("Jonas Tved"))
    heir = people.role("contributor", school, who=people.user("Line Abild")).user
    version.trial.people.create(user=leaver.user, name="Jonas Tved")
    roles.end_role(role=leaver, last_day=NOW.date(), by=people.actor("school_leader", school), now=NOW, successor=heir)
    html = html_of(sign_in, people.actor("consultant", here))
    for words in ("Læst af systemadministrator", "Skolen kan ikke gemme", "Ansvar overdraget", "Jonas Tved → Line Abild"):
        assert words in html
    assert "Sidste dag: 2. november 2026" in html
    assert "Hemmelig titel" not in html


def test_every_kind_of_subject_has_words(sign_in, here, school):
    editor = people.actor("consultant", here)
    edition = catalogues.draft(here, items=0)
    for subject in (
        edition,
        people.role("contributor", school),
        people.invitation("contributor", school),
        make.published(at=school).trial,
    ):
        record(act="trials.create", subject=subject, by=editor, now=NOW)
    html_of(sign_in, editor)
    assert all(line.about for line in lines_of(sign_in, editor))


def test_a_catalogue_under_way_is_not_named_to_who_does_not_make_it(sign_in, here):
    edition = catalogues.draft(here, items=0)
    record(act="catalogue.start", subject=edition, by=people.actor("editor", here), now=NOW)
    assert lines_of(sign_in, people.actor("head", here))[0].about == str(edition)
    assert lines_of(sign_in, people.actor("system_administrator", here))[0].about == "Et katalog under arbejde"


def test_what_does_not_exist_any_more_is_told_so(sign_in, here, school):
    image = files.image(make.draft(at=school))
    head = people.actor("head", here)
    record(act="trials.create", subject=image, by=head, now=NOW)
    image.delete()
    assert "Findes ikke mere" in [line.about for line in lines_of(sign_in, head)]


# Narrowing


@pytest.mark.parametrize(
    ("query", "acts"),
    [
        ({}, {"people.end_role", "people.give_role", "trials.create"}),
        ({"handling": "people.give_role"}, {"people.give_role"}),
        ({"handling": "vrøvl"}, {"people.end_role", "people.give_role", "trials.create"}),
        ({"person": "ravn"}, {"people.give_role", "people.end_role"}),
        ({"person": "a\x00b"}, {"people.end_role", "people.give_role", "trials.create"}),
        ({"person": "Ingen hedder sådan"}, set()),
        ({"fra": "2026-11-02"}, {"people.end_role", "people.give_role"}),
        ({"til": "2026-11-01"}, {"trials.create"}),
        ({"fra": "2026-11-02", "til": "2026-11-02"}, {"people.give_role"}),
        ({"fra": "9999-12-31"}, set()),
        ({"til": "0001-01-01"}, set()),
        ({"fra": "i går", "til": "2026-02-30"}, {"people.end_role", "people.give_role", "trials.create"}),
    ],
)
def test_it_is_narrowed_by_act_person_and_period(sign_in, here, query, acts):
    """The days are Danish: half past midnight on 2 November is still 1 November in UTC."""
    birgit, mette = (
        people.actor("head", here, who=people.user("Birgit Ravn")),
        people.actor("consultant", here, who=people.user("Mette Holt")),
    )
    subject = people.role("ppr", here)
    half_past_midnight = datetime.fromisoformat("2026-11-02T00:30+01:00")
    for act, by, at in [
        ("trials.create", mette, half_past_midnight - timedelta(hours=1)),
        ("people.give_role", birgit, half_past_midnight),
        ("people.end_role", birgit, half_past_midnight + timedelta(days=1)),
    ]:
        record(act=act, subject=subject, by=by, now=at)
    page = sign_in(mette).get(LOG, query)
    check_page(page.content)
    assert {entry.act for entry in page.context["page"]} == acts


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_as_often_for_three_as_for_one(sign_in, django_assert_num_queries, here, school, rows):
    for _row in range(rows):
        version = make.in_state(State.RETURNED, at=school)
        roles.give_role(
            role=people.unsaved("ppr", here, user=people.role("contributor", school).user, starts_on=timezone.localdate()),
            by=people.actor("head", here),
            now=NOW,
        )
        record(act="people.hand_over", subject=version.trial, by=people.actor("head", here), now=NOW)
        record(act="catalogue.start", subject=catalogues.draft(here, items=0), by=people.actor("editor", here), now=NOW)
    client = sign_in(people.actor("consultant", here))
    client.get(LOG)  # content types are read once per process
    with django_assert_num_queries(17):
        client.get(LOG)


def test_a_long_log_is_divided_into_pages_and_keeps_what_was_chosen(sign_in, here):
    role = people.role("ppr", here)
    head = people.actor("head", here)
    for _number in range(51):
        record(act="people.give_role", subject=role, by=head, now=NOW)
    page = sign_in(head).get(LOG, {"side": "2", "handling": "people.give_role"})
    assert len(page.context["lines"]) == 1
    assert "handling=people.give_role" in page.content.decode()
    assert LogEntry.objects.count() == 51
