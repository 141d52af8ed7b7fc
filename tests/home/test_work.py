"""Mine opgaver: what waits for each role, in order of urgency, with the one next act."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.actor import Actor
from portal.documents.choices import DocumentState
from portal.documents.models import Document
from portal.home.choices import RetentionKind
from portal.home.services import accessibility, retention
from portal.home.views import work as views
from portal.home.work import Task, Urgency, Work
from portal.home.work.task import Waiting, in_order
from portal.notices.models import Notice
from tests.factories import people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from trials.catalogue.models import Catalogue, Edition
from trials.choices import State
from trials.models import Version
from trials.services import review

pytestmark = pytest.mark.django_db
WORK = "/mine-opgaver/"


def work(actor: Actor) -> Work:
    return Work(actor, timezone.now())


def tasks(actor: Actor) -> list[str]:
    return [task.title for task in work(actor).tasks]


def edition(owner, **fields) -> Edition:
    place = {"network": owner} if hasattr(owner, "memberships") and hasattr(owner, "kind") else {"municipality": owner}
    catalogue = Catalogue.objects.create(title="Flere med", slug=f"flere-med-{Catalogue.objects.count()}", **place)
    return Edition.objects.create(
        catalogue=catalogue, number=1, title="Flere med", created_at=make.NOW, changed_at=make.NOW, created_by=people.user(), **fields
    )


def build(made: Edition, state: str, **fields) -> Document:
    ready = {"file": "documents/x.pdf", "checksum": "0" * 64, "finished_at": make.NOW} if state == DocumentState.READY else {}
    return Document.objects.create(
        kind="edition",
        subject_type=ContentType.objects.get_for_model(made),
        subject_id=made.pk,
        language="da",
        snapshot={},
        snapshot_hash=str(Document.objects.count()),
        state=state,
        requested_at=make.NOW + timedelta(minutes=Document.objects.count()),
        template_version="1",
        file_name="flere-med.pdf",
        **{**ready, **fields},
    )


def test_a_visitor_signs_in_first():
    assert Client().get(WORK)["Location"] == f"{reverse('account_login')}?next={WORK}"


# Writers


def test_a_returned_text_stands_first_with_its_note(sign_in):
    school, writer = places.school(), people.user()
    make.draft(at=school, by=writer, complete=False, title="En kladde")
    make.in_state(State.RETURNED, at=school, by=writer, title="Morgenvagten")
    html = sign_in(people.actor("contributor", school, who=writer)).get(WORK).content.decode()
    check_page(html)
    assert "Én ting venter på dig" in html
    assert "Ret ”Morgenvagten”" in html
    assert "Skriv, hvor mange voksne det krævede." in html
    assert html.index("Ret ”Morgenvagten”") < html.index("En kladde")


def test_a_returned_text_says_how_many_comments_are_open():
    version = make.in_state(State.RETURNED)
    for _number in range(2):
        make.comment(version)
    (task,) = work(people.writer(version)).tasks
    assert task.text == "To bemærkninger er åbne ved teksten."


def test_a_contributor_corrects_only_what_he_or_she_wrote():
    school = places.school()
    make.in_state(State.RETURNED, at=school)
    assert tasks(people.actor("contributor", school)) == []
    assert len(tasks(people.actor("school_leader", school))) == 1


def test_drafts_say_what_they_lack():
    school, writer = places.school(), people.user()
    make.draft(at=school, by=writer, title="Færdig")
    make.draft(at=school, by=writer, title="Næsten", headline="", future="")
    rows = {row.title: row.sub for row in work(people.actor("contributor", school, who=writer)).drafts}
    assert "Mangler to ting." in rows["Næsten"]
    assert "Alt er udfyldt. Skolelederen kan sende den." in rows["Færdig"]


def test_a_leader_sends_finished_drafts_own_and_others():
    school, leader = places.school(), people.user()
    make.draft(at=school, by=leader, title="Min egen")
    make.draft(at=school, title="En lærers")
    make.draft(at=school, complete=False, title="Ufærdig")
    make.draft(title="En anden skoles")
    found = {task.title: task.url for task in work(people.actor("school_leader", school, who=leader)).tasks}
    assert set(found) == {"Send ”Min egen” til gennemsyn", "Læs ”En lærers” og send den videre"}


def test_the_schools_trial_actions_stand_once_each_with_their_state():
    school = places.school()
    version = make.published(at=school, title="Klippekortet")
    leader = people.actor("school_leader", school)
    review.improve(trial=version.trial, by=people.actor("contributor", school), now=make.NOW)
    alone = make.published(at=school, title="Alene")
    alone.trial.people.last().delete()
    rows = work(leader).place_rows
    assert [(row.title, row.thing.state, row.lone) for row in rows] == [
        ("Alene", State.PUBLISHED, True),
        ("Klippekortet", State.PUBLISHED, False),
    ]
    assert "Ny version: kladde" in rows[1].sub


def test_answers_are_the_acts_of_others(sign_in):
    school = places.school()
    leader = people.actor("school_leader", school)
    make.published(at=school, title="Klippekortet")
    make.published(title="En anden skoles")
    html = sign_in(leader).get(WORK).content.decode()
    assert "blev publiceret af" in html
    assert "En anden skoles" not in html
    assert [answer.words.split(" af ")[0] for answer in work(leader).answers] == ["blev publiceret", "blev godkendt"]


# Reviewers


def test_reviewers_see_the_longest_waiting_first_then_what_is_to_be_published(sign_in):
    school = places.school()
    for days, title in ((1, "Ny"), (16, "Gammel")):
        version = make.in_state(State.SUBMITTED, at=school, title=title)
        Version.objects.filter(pk=version.pk).update(submitted_at=timezone.now() - timedelta(days=days))
    make.in_state(State.APPROVED, at=school, title="Godkendt")
    make.in_state(State.SUBMITTED, title="En anden kommunes")
    for kind in ("consultant", "head"):
        reviewer = people.actor(kind, school.municipality)
        assert tasks(reviewer) == ["Gennemse ”Gammel”", "Gennemse ”Ny”", "Publicér ”Godkendt”"]
    html = sign_in(reviewer).get(WORK).content.decode()
    check_page(html)
    assert "Har ventet 16 dage" in html


def test_a_reviewer_is_not_asked_to_review_own_words():
    here, writer = places.municipality(), people.user()
    consultant, colleague = people.actor("consultant", here, who=writer), people.actor("consultant", here)
    review.submit(version=make.draft(at=here, by=writer), nobody_recognised=True, by=consultant, now=make.NOW)
    assert tasks(consultant) == []
    assert len(tasks(colleague)) == 1


def test_a_long_pile_is_cut_and_says_so(sign_in):
    school = places.school()
    for _number in range(7):
        make.in_state(State.SUBMITTED, at=school)
    client = sign_in(people.actor("consultant", school.municipality))
    html = client.get(WORK).content.decode()
    assert html.count("Gennemse ”") == 10, "five rows, each named in its button too"
    assert "Se de 2 andre, der venter på gennemsyn" in html


# Catalogues


@pytest.mark.parametrize(
    ("state", "task"),
    [
        (DocumentState.FAILED, "Byg ”Flere med” igen"),
        (DocumentState.READY, "Se ”Flere med” igennem og udgiv"),
        (DocumentState.BUILDING, None),
    ],
)
def test_an_editor_sees_how_the_last_build_went(sign_in, state, task):
    network = places.network()
    editor = people.actor("editor", network)
    made = edition(network)
    build(made, DocumentState.CANCELLED)
    build(made, state, token="0" * 32, heartbeat_at=make.NOW)
    assert tasks(editor) == ([task] if task else [])
    html = sign_in(editor).get(WORK).content.decode()
    check_page(html)
    assert "Kataloger under arbejde" in html


def test_catalogues_of_others_are_not_shown():
    edition(places.network())
    edition(places.municipality())
    assert work(people.actor("facilitator", places.network())).edition_rows == []
    assert work(people.actor("school_leader", places.school())).edition_rows == []


# The order, and what is new


ORDER = [
    # (urgency, days it has waited) as they come, and as they are shown
    ([("WAITING", 1), ("WAITING", 9)], [("WAITING", 9), ("WAITING", 1)]),
    ([("TO_SEND", 40), ("RETURNED", 0)], [("RETURNED", 0), ("TO_SEND", 40)]),
    (
        [("TO_ISSUE", 1), ("TO_PUBLISH", 1), ("TO_SEND", 1), ("WAITING", 1), ("FAILED", 1), ("RETURNED", 1)],
        [("RETURNED", 1), ("FAILED", 1), ("WAITING", 1), ("TO_SEND", 1), ("TO_PUBLISH", 1), ("TO_ISSUE", 1)],
    ),
    (
        [("RETURNED", 2), ("WAITING", 30), ("RETURNED", 5), ("FAILED", 1), ("WAITING", 31)],
        [("RETURNED", 5), ("RETURNED", 2), ("FAILED", 1), ("WAITING", 31), ("WAITING", 30)],
    ),
]


@pytest.mark.parametrize(("come", "shown"), ORDER)
def test_tasks_are_ordered_by_urgency_and_then_by_waiting_time(come, shown):
    def task(urgency: str, days: int) -> Task:
        return Task(Urgency[urgency], make.NOW - timedelta(days=days), "", "", f"{urgency} {days}", "", "", "")

    assert [one.title for one in in_order([task(*one) for one in come])] == [f"{urgency} {days}" for urgency, days in shown]


def test_only_the_tasks_that_are_shown_are_told():
    asked = []

    def tell(keys) -> dict[int, Task]:
        asked.append(list(keys))
        return {key: Task(Urgency.WAITING, make.NOW, "", "", f"Nr. {key}", "", "", "") for key in keys if key != 4}

    sent = Task(Urgency.RETURNED, make.NOW, "", "", "Sendt retur", "", "", "")
    found = in_order([*(Waiting(Urgency.WAITING, make.NOW + timedelta(days=key), key, tell) for key in (3, 1, 4, 2)), sent])
    assert (len(found), asked) == (5, [])
    assert [task.title for task in found[:3]] == ["Sendt retur", "Nr. 1", "Nr. 2"]
    assert found[3].title == "Nr. 3"
    assert asked == [[1, 2], [3]]
    assert [task.title for task in found] == ["Sendt retur", "Nr. 1", "Nr. 2", "Nr. 3"], "the fourth is gone by now"


def test_a_new_notice_stands_on_the_page_until_it_is_opened(sign_in):
    reader = people.actor("contributor", places.school())
    for number in range(6):
        Notice.objects.create(user=reader.user, kind="approved", text=f"Besked {number}", url="/om/", created_at=make.NOW)
    client = sign_in(reader)
    html = client.get(WORK).content.decode()
    check_page(html)
    assert "Nyt til dig" in html and "Se alle beskeder" in html
    assert [f"Besked {number}" in html for number in range(6)] == [False, True, True, True, True, True]
    for notice in Notice.objects.all():
        client.post(reverse("notices:open", args=[notice.pk]))
    assert "Nyt til dig" not in client.get(WORK).content.decode()


def test_a_draft_that_rests_on_one_person_says_so_and_one_without_people_does_not():
    school, writer = places.school(), people.user()
    lone = make.draft(at=school, by=writer, title="På én")
    lone.trial.people.last().delete()
    make.draft(at=school, by=writer, title="Uden", complete=False)
    make.draft(at=school, by=writer, title="På to")
    rows = work(people.actor("contributor", school, who=writer)).drafts
    assert {row.title: row.lone for row in rows} == {"På én": True, "Uden": False, "På to": False}


# Nobody is left with an empty page


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("contributor", "Her kommer jeres prøvehandlinger"),
        ("school_leader", "Her kommer jeres prøvehandlinger"),
        ("ppr", "Her kommer det, der venter på dig"),
        ("consultant", "Her kommer det, skolerne sender til gennemsyn"),
        ("editor", "Her kommer jeres prøvehandlinger"),
        ("head", "Her kommer det, skolerne sender til gennemsyn"),
        ("facilitator", "Her kommer de kataloger, du arbejder på"),
        ("system_administrator", "Her kommer det, der venter på systemadministratoren"),
    ],
)
def test_an_empty_page_says_what_will_come(sign_in, kind, says):
    place = {"contributor": places.school, "school_leader": places.school, "facilitator": places.network}.get(kind, places.municipality)()
    if kind == "system_administrator":
        _nothing_is_left_to_decide(people.actor(kind, place))
    html = sign_in(people.actor(kind, place)).get(WORK).content.decode()
    check_page(html)
    assert says in html


@pytest.mark.parametrize(("kind", "invites"), [("school_leader", True), ("contributor", False)])
def test_a_leader_is_shown_the_way_to_invite_colleagues(sign_in, kind, invites):
    html = sign_in(people.actor(kind, places.school())).get(WORK).content.decode()
    assert (reverse("people:invite") in html) == invites


def _nothing_is_left_to_decide(administrator: Actor) -> None:
    for period in RetentionKind:
        retention.confirm(kind=period, days=365, by=administrator, now=timezone.now())
    accessibility.review_statement(by=administrator, now=timezone.now())


def test_a_person_without_a_role_is_told_how_to_get_one(sign_in):
    html = sign_in(Actor(people.user("Ny Kollega"))).get(WORK).content.decode()
    check_page(html)
    assert "Du har ikke en rolle i portalen endnu" in html


@pytest.mark.parametrize("rows", [1, 3])
def test_a_leaders_page_asks_as_often_for_three_as_for_one(sign_in, django_assert_num_queries, rows):
    school, leader = places.school(), people.user()
    for _number in range(rows):
        for state in (State.DRAFT, State.RETURNED, State.PUBLISHED):
            make.in_state(state, at=school, by=leader)
        make.draft(at=school, by=leader, complete=False)
    client = sign_in(people.actor("school_leader", school, who=leader))
    client.get(WORK)
    with django_assert_num_queries(25):
        client.get(WORK)


def test_a_long_list_goes_on_on_the_next_page(sign_in, monkeypatch):
    monkeypatch.setattr(views, "PER_PAGE", 2)
    school = places.school()
    for title in ("Den første", "Den anden", "Den tredje"):
        make.in_state(State.SUBMITTED, at=school, title=title)
    client = sign_in(people.actor("consultant", school.municipality))
    first, second = (client.get(WORK, {"side": side}) for side in (1, 2))
    for answer in (first, second):
        check_page(answer.content)
        assert "Tre ting venter på dig" in answer.content.decode()
    assert "Side 1 af 2" in first.content.decode()
    assert [len(answer.context["page"]) for answer in (first, second)] == [2, 1]
    assert len({task.title for answer in (first, second) for task in answer.context["page"]}) == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_a_consultants_page_asks_as_often_for_three_as_for_one(sign_in, django_assert_num_queries, rows):
    school = places.school()
    for _number in range(rows):
        make.in_state(State.SUBMITTED, at=school)
        make.in_state(State.APPROVED, at=school)
        build(edition(school.municipality), DocumentState.READY)
    client = sign_in(people.actor("consultant", school.municipality))
    client.get(WORK)
    with django_assert_num_queries(21):
        client.get(WORK)
