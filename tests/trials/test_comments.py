"""Comments: who may write them, where the words must stand, who is told, and what closes them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from portal.accounts.actor import Actor
from portal.notices.choices import MailKind
from portal.notices.models import Mail, Notice
from portal.workflow.gate import Refused, WrongState
from portal.workflow.models import LogEntry
from tests.factories import people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from tests.support.racing import race
from trials.choices import Section, State
from trials.models import Comment, Version
from trials.services import comments, review

pytestmark = pytest.mark.django_db
NOW = make.NOW
OPEN = [State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED]

WHO_MAY = {
    # role: in draft, submitted, returned, approved, published
    "contributor": "xxxx-",
    "school_leader": "xxxx-",
    "consultant": "-xxx-",
    "head": "-xxx-",
    "editor": "-xxx-",
    "ppr": "-----",
    "system_administrator": "-----",
    "consultant elsewhere": "-----",
    "leader elsewhere": "-----",
}


def actor(who: str, school) -> Actor:
    kind, _space, elsewhere = who.partition(" ")
    if kind == "leader":
        return people.actor("school_leader", places.school(at=school.municipality))
    if elsewhere:
        return people.actor(kind, places.municipality())
    return people.actor(kind, school if kind in {"contributor", "school_leader"} else school.municipality)


@pytest.mark.parametrize("who", WHO_MAY)
def test_who_may_comment_when(who):
    school = places.school()
    by, found = actor(who, school), ""
    for state in [*OPEN, State.PUBLISHED]:
        version = make.in_state(state, at=school)
        try:
            made = make.comment(version, by=by)
            comments.resolve(comment=made, by=by, now=NOW)
            found += "x"
        except PermissionDenied:
            found += "-"
    assert found == WHO_MAY[who]


@pytest.mark.parametrize(
    ("section", "quote", "stored"),
    [
        (Section.DONE, "", ""),
        (Section.DONE, "se på\n  dagen", "se på dagen"),
        (Section.INTRO, "Klippekortet", "Klippekortet"),
        (Section.INTRO, "Fire værksteder i stedet", "Fire værksteder i stedet"),
        (Section.INTRO, "dagens sværeste", "dagens sværeste"),
        (Section.LEARNED, "før I går", "før I går"),
        (Section.CHANGE, "Der er ro", "Der er ro"),
        (Section.DONE, "Klippekortet", None),
        (Section.DONE, "findes ikke", None),
        (Section.MEASURES, "se på dagen", None),
        (Section.DONE, "<b>se</b>", None),
        (Section.DONE, "dagen " * 100, None),
    ],
)
def test_the_marked_words_must_stand_in_the_section(section, quote, stored):
    version = make.in_state(State.SUBMITTED)
    version.observations.create(perspectives=["pupils"], text="**Der** er ro.")
    if stored is None:
        with pytest.raises(Refused):
            make.comment(version, section=section, quote=quote)
        assert not Comment.objects.exists()
    else:
        assert make.comment(version, section=section, quote=quote).quote == stored


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
def test_a_comment_says_something_of_a_reasonable_length(text):
    with pytest.raises(Refused):
        make.comment(make.in_state(State.SUBMITTED), text=text)


def told(kind: str = MailKind.COMMENTED) -> set[int]:
    return set(Notice.objects.filter(kind=kind).values_list("user", flat=True))


@pytest.mark.parametrize(
    ("state", "side", "hears"),
    [
        (State.SUBMITTED, "reviewer", "nobody"),
        (State.APPROVED, "reviewer", "nobody"),
        (State.RETURNED, "reviewer", "writers"),
        (State.DRAFT, "writer", "writers"),
        (State.RETURNED, "writer", "writers"),
        (State.SUBMITTED, "writer", "reviewers"),
    ],
)
def test_the_other_side_is_told_when_the_text_is_in_its_hands(state, side, hears):
    school = places.school()
    version = make.in_state(state, at=school)
    writer, reviewer = version.writers.get(), people.actor("consultant", school.municipality)
    leader = people.actor("school_leader", school)
    make.comment(version, by=reviewer if side == "reviewer" else leader)
    assert (writer.pk in told()) == (hears == "writers")
    assert (reviewer.user_id in told()) == (hears == "reviewers")
    assert leader.user_id not in told(), "nobody is told what they wrote themselves"


def test_the_mail_that_sends_a_text_back_counts_the_open_comments():
    version = make.in_state(State.SUBMITTED)
    consultant = people.actor("consultant", version.trial.municipality)
    comments.resolve(comment=make.comment(version, by=consultant), by=consultant, now=NOW)
    make.comment(version, by=consultant)
    make.comment(version, by=consultant)
    review.send_back(version=version, note="Se bemærkningerne.", by=consultant, now=NOW)
    assert "To bemærkninger er åbne." in Mail.objects.filter(kind=MailKind.RETURNED).first().body
    assert not Mail.objects.filter(kind=MailKind.COMMENTED).exists()


def test_an_answer_reaches_those_in_the_thread_with_a_link_to_it():
    version = make.in_state(State.RETURNED)
    consultant = people.actor("consultant", version.trial.municipality)
    writer = people.writer(version)
    made = make.comment(version, by=consultant)
    Notice.objects.all().delete()
    comments.reply(comment=made, text="Tre voksne.", by=writer, now=NOW)
    comments.reply(comment=made, text="Godt, skriv det.", by=consultant, now=NOW)
    assert [(notice.user, notice.url) for notice in Notice.objects.order_by("pk")] == [
        (consultant.user, f"/gennemsyn/{version.pk}/#bemaerkning-{made.pk}"),
        (writer.user, f"/skriv/{version.pk}/det-har-vi-gjort/#bemaerkning-{made.pk}"),
    ]
    assert "Tre voksne." in Mail.objects.get(user=consultant.user, kind=MailKind.COMMENTED).body


def test_approving_closes_what_is_open_in_the_same_act():
    version = make.in_state(State.SUBMITTED)
    made = make.comment(version)
    head = people.actor("head", version.trial.municipality)
    review.approve_and_publish(version=version, nobody_recognised=True, by=head, now=NOW)
    made.refresh_from_db()
    assert (made.is_resolved, made.resolved_by) == (True, head.user)
    with pytest.raises(PermissionDenied):
        comments.reopen(comment=made, by=head, now=NOW)


def test_what_is_said_is_logged_without_its_words():
    version = make.in_state(State.SUBMITTED)
    by = people.actor("consultant", version.trial.municipality)
    made = make.comment(version, by=by)
    comments.reply(comment=made, text="Og hvornår?", by=by, now=NOW)
    comments.resolve(comment=made, by=by, now=NOW)
    comments.reopen(comment=made, by=by, now=NOW)
    entries = LogEntry.objects.about(version).filter(user=by.user)
    assert [(entry.act, entry.note) for entry in entries] == [
        ("trials.reopen", ""),
        ("trials.resolve", ""),
        ("trials.reply", ""),
        ("trials.comment", ""),
    ]


@pytest.mark.django_db(transaction=True)
def test_one_of_two_at_once_resolves():
    version = make.in_state(State.SUBMITTED)
    made = make.comment(version)
    both = [people.actor(kind, version.trial.municipality) for kind in ("consultant", "head")]
    results = race(*[lambda by=by: comments.resolve(comment=made, by=by, now=NOW) for by in both])
    assert sorted(type(result).__name__ for result in results) == ["Comment", "WrongState"]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_said_about_a_text_in_the_moment_it_is_frozen():
    version = make.in_state(State.APPROVED)
    consultant, editor = (people.actor(kind, version.trial.municipality) for kind in ("consultant", "editor"))
    race(lambda: review.publish(version=version, by=consultant, now=NOW), lambda: make.comment(version, by=editor))
    assert not version.comments.unresolved().exists()


# Pages


@pytest.fixture
def reviewing(sign_in) -> Client:
    """A consultant's client, with a submitted version of the same municipality."""
    version = make.in_state(State.SUBMITTED, done="Et barn var **længe** ude.\n\n- Bygge")
    client = sign_in(people.actor("consultant", version.trial.municipality))
    client.version = version
    return client


def page_of(version: Version) -> str:
    return reverse("trials:review", args=[version.pk])


def post_comment(client: Client, **fields):
    data = {"section": Section.DONE, "quote": "", "text": "Hvor mange?", "next": page_of(client.version), **fields}
    return client.post(reverse("trials:comment", args=[client.version.pk]), data)


def test_a_comment_stands_beside_its_marked_place(reviewing):
    response = post_comment(reviewing, quote="barn var længe")
    made = Comment.objects.get()
    assert response["Location"] == f"{page_of(reviewing.version)}#bemaerkning-{made.pk}"
    html = reviewing.get(page_of(reviewing.version)).content.decode()
    check_page(html)
    assert '<mark>barn var </mark><strong><mark>længe<sup id="sted-1">' in html
    assert html.index('id="sted-1"') < html.index(f'id="bemaerkning-{made.pk}"') < html.index('id="forandringen"')
    assert 'aria-label="Bemærkning 1, åben"' in html
    assert "Én bemærkning er åben" in html


def test_a_place_that_was_rewritten_says_so(reviewing):
    post_comment(reviewing, quote="barn var længe")
    Version.objects.filter(pk=reviewing.version.pk).update(done="Helt andre ord.")
    html = reviewing.get(page_of(reviewing.version)).content.decode()
    assert "Stedet er ændret siden" in html
    assert "”barn var længe”" in html
    assert "<mark>" not in html


def test_the_changes_show_the_comments_and_the_removed_place(reviewing, sign_in):
    version = reviewing.version
    made = make.comment(version, quote="barn var længe ude")
    review.send_back(version=version, note="Ret den.", by=people.actor("head", version.trial.municipality), now=NOW)
    Version.objects.filter(pk=version.pk).update(done="Et barn kom ind.\n\n- Bygge")
    review.submit(version=version, nobody_recognised=True, by=people.actor("school_leader", version.trial.home_school), now=NOW)
    html = reviewing.get(page_of(version), {"vis": "aendringer"}).content.decode()
    check_page(html)
    assert f'id="bemaerkning-{made.pk}"' in html
    assert "<mark><del>" in html
    assert html.count('id="sted-1"') == 1


def test_hostile_words_stay_words(reviewing):
    attack = '<script>alert("1")</script>'
    Version.objects.filter(pk=reviewing.version.pk).update(done=f"Før {attack} efter", title=attack, learned=f"- {attack}")
    for section in (Section.DONE, Section.INTRO, Section.LEARNED):
        assert post_comment(reviewing, section=section, quote=attack, text=attack).status_code == 302
    html = reviewing.get(page_of(reviewing.version)).content.decode()
    check_page(html)
    assert "<script>alert" not in html
    assert html.count("<mark>") == 3


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"text": ""}, "Udfyld feltet."),
        ({"quote": "findes ikke"}, "Det markerede sted findes ikke i afsnittet"),
        ({"section": "nonsense"}, "Vælg en af de muligheder"),
        ({"quote": "x" * 501}, "501"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(reviewing, fields, says):
    response = post_comment(reviewing, **{"text": "Min bemærkning", **fields})
    html = response.content.decode()
    check_page(html)
    assert response.status_code == 422
    assert says in html
    assert fields.get("text", "Min bemærkning") in html


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_one_comes_back_only_to_the_portal(reviewing, wanted):
    assert post_comment(reviewing, next=wanted)["Location"].startswith(reverse("trials:preview", args=[reviewing.version.pk]))


def test_answer_resolve_and_reopen_from_the_page(reviewing):
    made = make.comment(reviewing.version)
    for name, data in (("reply", {f"svar-{made.pk}-text": "Tre voksne"}), ("resolve", {}), ("resolve", {}), ("reopen", {})):
        response = reviewing.post(
            reverse(f"trials:comment_{name}", args=[made.pk]), {**data, "next": page_of(reviewing.version)}, follow=True
        )
        assert response.status_code == 200
        check_page(response.content)
    made.refresh_from_db()
    assert not made.is_resolved
    assert [answer.text for answer in made.replies.all()] == ["Tre voksne"]


def test_a_comment_out_of_sight_is_not_found(reviewing, sign_in):
    made = make.comment(make.in_state(State.SUBMITTED))
    assert reviewing.post(reverse("trials:comment_resolve", args=[made.pk])).status_code == 404


def test_the_writer_sees_comments_on_the_list_and_beside_the_field(sign_in):
    version = make.in_state(State.RETURNED)
    made = make.comment(version, quote="se på dagen")
    client = sign_in(people.writer(version))
    assert "Én åben bemærkning" in client.get(reverse("trials:write", args=[version.pk])).content.decode()
    html = client.get(reverse("trials:section", args=[version.pk, Section.DONE])).content.decode()
    check_page(html)
    assert f'id="bemaerkning-{made.pk}"' in html
    assert "”se på dagen”" in html
    other = client.get(reverse("trials:section", args=[version.pk, Section.FUTURE])).content.decode()
    assert f'id="bemaerkning-{made.pk}"' not in other
    preview = client.get(reverse("trials:preview", args=[version.pk])).content.decode()
    check_page(preview)
    assert "<mark>" in preview


def test_the_receipt_and_the_preview_show_them_too(sign_in):
    version = make.in_state(State.SUBMITTED)
    made = make.comment(version)
    client = sign_in(people.actor("school_leader", version.trial.home_school))
    for name in ("receipt", "preview"):
        html = client.get(reverse(f"trials:{name}", args=[version.pk])).content.decode()
        check_page(html)
        assert f'id="bemaerkning-{made.pk}"' in html


def test_the_list_counts_what_is_open(reviewing):
    comments.resolve(comment=make.comment(reviewing.version), by=people.actor("head", reviewing.version.trial.municipality), now=NOW)
    for _number in range(2):
        make.comment(reviewing.version)
    make.proposal(reviewing.version)
    html = reviewing.get("/gennemsyn/").content.decode()
    assert "to åbne bemærkninger" in html
    assert "redaktørens forslag venter på svar" in html


def test_the_page_asks_as_often_for_three_as_for_one(reviewing, django_assert_num_queries, django_assert_max_num_queries):
    def one_more() -> None:
        made = make.comment(reviewing.version, quote="Bygge")
        comments.reply(comment=made, text="Ja", by=people.actor("head", reviewing.version.trial.municipality), now=NOW)

    one_more()
    reviewing.get(page_of(reviewing.version))
    with django_assert_max_num_queries(60) as asked:
        reviewing.get(page_of(reviewing.version))
    one_more()
    one_more()
    with django_assert_num_queries(len(asked)):
        reviewing.get(page_of(reviewing.version))


def test_a_second_click_on_resolve_is_told_apart():
    version = make.in_state(State.SUBMITTED)
    made, by = make.comment(version), people.actor("consultant", version.trial.municipality)
    comments.resolve(comment=made, by=by, now=NOW)
    with pytest.raises(WrongState):
        comments.resolve(comment=made, by=by, now=NOW)


# Who is not told: what is said about a draft is as closed as the draft


def test_who_has_moved_to_another_school_hears_nothing_more_about_the_draft():
    version = make.in_state(State.DRAFT)
    writer, school = version.writers.get(), version.trial.home_school
    writer.roles.update(ends_on=NOW.date() - timedelta(days=1))
    people.role("contributor", places.school(at=school.municipality), who=writer)
    make.comment(version, by=people.actor("school_leader", school))
    assert writer.pk not in told()
    assert not Mail.objects.filter(user=writer).exists()


def test_a_reviewer_hears_nothing_about_a_text_that_was_taken_back():
    version = make.in_state(State.SUBMITTED)
    consultant = people.actor("consultant", version.trial.municipality)
    leader = people.actor("school_leader", version.trial.home_school)
    made = make.comment(version, by=consultant)
    review.recall(version=version, by=leader, now=NOW)
    comments.reply(comment=made, text="Det skriver vi om.", by=leader, now=NOW)
    assert consultant.user_id not in told()


@pytest.mark.parametrize(
    "wanted", ["9", "trials:list", "x y", "//evil.example/", "https://evil.example/", "javascript:alert(1)", "\\r\\nX: y"]
)
def test_where_to_come_back_to_is_a_page_of_ours(wanted, sign_in):
    version = make.in_state(State.SUBMITTED)
    client = sign_in(people.actor("consultant", version.trial.municipality))
    asked = {"section": Section.DONE.value, "quote": "", "text": "Hvorfor?", "next": wanted}
    answer = client.post(reverse("trials:comment", args=[version.pk]), asked)
    assert answer.headers["Location"].startswith(f"{reverse('trials:preview', args=[version.pk])}#")
