"""An editor's proposal: what may be changed, who answers, and that nothing happens before the answer."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from portal.home.work import Work
from portal.notices.choices import MailKind
from portal.notices.models import Notice
from portal.workflow import gate
from portal.workflow.models import LogEntry
from tests.factories import people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from tests.support.racing import race
from trials.choices import EditorialState, Section, State
from trials.editing import Texts, texts_of
from trials.flow import EDITORIAL_FLOW
from trials.models import EditorialVersion, Version
from trials.services import drafts, editorial, review

pytestmark = pytest.mark.django_db
NOW = make.NOW


def texts(version: Version, observation: str = "", **fields: str) -> Texts:
    now = texts_of(version)
    return Texts({**now.fields, **fields}, {row: observation or text for row, text in now.observations.items()})


def save(version: Version, by, **changes) -> EditorialVersion:
    return editorial.save(
        version=version, texts=texts(version, **changes), note="", seen=editorial.seen_stamp(None, version), by=by, now=NOW
    )


@pytest.fixture
def submitted():
    version = make.in_state(State.SUBMITTED, standfirst="Timerne efter frokost var dagens sværeste.")
    version.observations.create(perspectives=["pupils"], text="Der er ro på gangen nu.")
    return version


@pytest.fixture
def editor(submitted):
    return people.actor("editor", submitted.trial.municipality)


@pytest.fixture
def leader(submitted):
    return people.actor("school_leader", submitted.trial.home_school)


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({"title": "Et meget længere navn på det hele"}, True),
        ({"headline": "En ny og længere overskrift, som ingen har skrevet før"}, True),
        ({"standfirst": "Kort."}, True),
        ({"done": "Vi så på dagen.\n\n- Bygge"}, True),
        ({"done": "Andre ord, men lige så mange: otte\n\n- ni"}, True),
        ({"done": "Vi begyndte med at se på hele dagen.\n\n- Bygge\n- Fortælle"}, False),
        ({"done": "Vi begyndte med **at** se på dagen.\n\n- Bygge\n- Fortælle"}, True),
        ({"change": "Vi har talt med alle børnene."}, False),
        ({"future": "Stop."}, True),
        ({"learned": "- Tæl"}, True),
        ({"observation": "Der er ro."}, True),
        ({"observation": "Der er meget mere ro på gangen nu."}, False),
        ({"title": ""}, False),
        ({"done": ""}, False),
        ({"standfirst": "   "}, False),
    ],
)
def test_what_an_editor_may_change(submitted, editor, changes, allowed):
    if allowed:
        assert save(submitted, editor, **changes).state == EditorialState.DRAFT
    else:
        with pytest.raises(editorial.Unsuitable):
            save(submitted, editor, **changes)
        assert not EditorialVersion.objects.exists()


@pytest.mark.parametrize(
    ("kind", "state", "allowed"),
    [
        *[(kind, state, True) for kind in ("editor", "consultant", "head") for state in (State.SUBMITTED, State.APPROVED)],
        *[("editor", state, False) for state in (State.DRAFT, State.RETURNED, State.PUBLISHED)],
        *[(kind, State.SUBMITTED, False) for kind in ("ppr", "school_leader", "contributor", "system_administrator")],
    ],
)
def test_who_edits_when(kind, state, allowed):
    version = make.in_state(state)
    place = version.trial.home_school if kind in {"school_leader", "contributor"} else version.trial.municipality
    if allowed:
        save(version, people.actor(kind, place), title="Nyt")
    else:
        with pytest.raises(PermissionDenied):
            save(version, people.actor(kind, place), title="Nyt")


PROPOSED = {
    "propose": "draft",
    "accept": "proposed",
    "answer": "proposed",
    "withdraw": "draft proposed answered",
    "lapse": "draft proposed",
}


@pytest.mark.parametrize("act", PROPOSED)
def test_the_table_of_a_proposal(act):
    assert sorted(EDITORIAL_FLOW.by_name[act].sources) == sorted(PROPOSED[act].split())


@pytest.mark.parametrize(
    ("who", "may_answer"),
    [
        ("the contributor who wrote it", True),
        ("another contributor", False),
        ("the leader", True),
        ("the leader of another school", False),
        ("the editor", False),
        ("a consultant", False),
    ],
)
def test_who_answers(submitted, editor, who, may_answer):
    school = submitted.trial.home_school
    by = {
        "the contributor who wrote it": lambda: people.writer(submitted),
        "another contributor": lambda: people.actor("contributor", school),
        "the leader": lambda: people.actor("school_leader", school),
        "the leader of another school": lambda: people.actor("school_leader", places.school(at=school.municipality)),
        "the editor": lambda: people.actor("school_leader", school, who=editor.user),
        "a consultant": lambda: people.actor("consultant", school.municipality),
    }[who]()
    proposal = make.proposal(submitted, by=editor)
    if may_answer:
        assert editorial.accept(proposal=proposal, by=by, now=NOW).state == EditorialState.ACCEPTED
    else:
        with pytest.raises(gate.NotAllowed):
            editorial.accept(proposal=proposal, by=by, now=NOW)


def test_an_accepted_proposal_is_the_text_and_its_editor_one_of_the_writers(submitted, leader):
    consultant = people.actor("consultant", submitted.trial.municipality)
    proposal = make.proposal(submitted, by=consultant, headline="Kort og godt", done="Vi så på dagen.")
    editorial.accept(proposal=proposal, by=leader, now=NOW)
    submitted.refresh_from_db()
    assert (submitted.headline, submitted.done, submitted.state) == ("Kort og godt", "Vi så på dagen.", State.SUBMITTED)
    assert consultant.user in submitted.writers.all()
    with pytest.raises(gate.NotAllowed):
        review.approve(version=submitted, nobody_recognised=True, by=consultant, now=NOW)
    assert Notice.objects.filter(user=consultant.user, kind=MailKind.EDIT_ANSWERED).count() == 1


def test_an_approved_text_that_is_edited_must_be_approved_again():
    version = make.in_state(State.APPROVED)
    editorial.accept(proposal=make.proposal(version), by=people.actor("school_leader", version.trial.home_school), now=NOW)
    version.refresh_from_db()
    assert version.state == State.SUBMITTED
    assert LogEntry.objects.about(version).first().act == "trials.reconsider"


def test_an_answer_is_in_writing_and_changes_nothing(submitted, editor, leader):
    proposal = make.proposal(submitted, by=editor)
    with pytest.raises(gate.NoteMissing):
        editorial.answer(proposal=proposal, answer="  ", by=leader, now=NOW)
    answered = editorial.answer(proposal=proposal, answer="Overskriften er vores.", by=leader, now=NOW)
    assert (answered.state, answered.answer) == (EditorialState.ANSWERED, "Overskriften er vores.")
    headline = submitted.headline
    submitted.refresh_from_db()
    assert submitted.headline == headline


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_silence_is_not_consent(state):
    version = make.in_state(state)
    consultant = people.actor("consultant", version.trial.municipality)
    proposal = make.proposal(version)
    acts = {State.SUBMITTED: [review.approve, review.approve_and_publish], State.APPROVED: [review.publish]}[state]
    for act in acts:
        more = {} if act is review.publish else {"nobody_recognised": True}
        with pytest.raises(gate.Incomplete):
            act(version=version, by=consultant, now=NOW, **more)
    editorial.withdraw(proposal=proposal, by=consultant, now=NOW)
    assert acts[-1](version=version, by=consultant, now=NOW, **more).state == State.PUBLISHED


def test_an_empty_proposal_is_not_sent(submitted, editor):
    with pytest.raises(gate.Incomplete):
        editorial.propose(proposal=save(submitted, editor), by=editor, now=NOW)


@pytest.mark.parametrize("sent", [True, False])
@pytest.mark.parametrize("act", ["recall", "return"])
def test_a_proposal_lapses_when_the_text_goes_back(submitted, leader, act, sent):
    proposal = make.proposal(submitted, sent=sent)
    if act == "recall":
        review.recall(version=submitted, by=leader, now=NOW)
    else:
        review.send_back(version=submitted, note="Ret den.", by=people.actor("head", submitted.trial.municipality), now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == EditorialState.WITHDRAWN


def test_a_draft_of_a_proposal_ends_when_the_text_is_published():
    version = make.in_state(State.APPROVED)
    proposal = make.proposal(version, sent=False)
    review.publish(version=version, by=people.actor("head", version.trial.municipality), now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == EditorialState.WITHDRAWN


def test_a_proposal_for_other_words_is_not_accepted(submitted, leader):
    proposal = make.proposal(submitted)
    Version.objects.filter(pk=submitted.pk).update(done="Andre ord.")
    with pytest.raises(gate.WrongState):
        editorial.accept(proposal=proposal, by=leader, now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == EditorialState.PROPOSED


def test_a_colleagues_newer_words_are_not_overwritten(submitted, editor):
    first = editorial.seen_stamp(None, submitted)
    save(submitted, editor, title="Mit forslag")
    colleague = people.actor("head", submitted.trial.municipality)
    with pytest.raises(gate.WrongState):
        editorial.save(version=submitted, texts=texts(submitted, title="Et andet"), note="", seen=first, by=colleague, now=NOW)
    assert EditorialVersion.objects.get().title == "Mit forslag"


@pytest.mark.django_db(transaction=True)
def test_accepting_while_the_text_is_taken_back_to_be_written_loses_no_words():
    version = make.in_state(State.SUBMITTED)
    proposal = make.proposal(version)
    leaders = [people.actor("school_leader", version.trial.home_school) for _ in range(2)]

    def take_back_and_write() -> Version:
        mine = review.recall(version=version, by=leaders[1], now=NOW)
        seen = drafts.fingerprint(drafts.contents(mine, Section.FUTURE))
        return drafts.save_section(
            version=mine, section=Section.FUTURE, data={"future": "Skrevet af os."}, seen=seen, by=leaders[1], now=NOW
        )

    accepted, written = race(lambda: editorial.accept(proposal=proposal, by=leaders[0], now=NOW), take_back_and_write)
    version.refresh_from_db()
    assert isinstance(written, Version), written
    assert version.future == "Skrevet af os."
    assert (version.headline == proposal.headline) == isinstance(accepted, EditorialVersion)


@pytest.mark.django_db(transaction=True)
def test_one_of_two_at_once_answers():
    version = make.in_state(State.SUBMITTED)
    proposal = make.proposal(version)
    by = [people.actor("school_leader", version.trial.home_school) for _ in range(2)]
    results = race(
        lambda: editorial.accept(proposal=proposal, by=by[0], now=NOW),
        lambda: editorial.answer(proposal=EditorialVersion.objects.get(pk=proposal.pk), answer="Nej tak.", by=by[1], now=NOW),
    )
    assert sorted(type(result).__name__ for result in results) == ["EditorialVersion", "WrongState"]


# Pages


def form_data(client, url: str, **changes: str) -> dict[str, str]:
    """The form as it stands on the page, with the changes."""
    form = client.get(url).context["form"]
    values = {field.html_name: field.value() or "" for field in form}
    return {**values, "seen": client.get(url).context["seen"], **changes}


def test_the_whole_way_of_a_proposal(submitted, editor, leader, client):
    def as_one(actor):
        client.force_login(actor.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    edit, answer = (reverse(f"trials:{name}", args=[submitted.pk]) for name in ("editorial", "editorial_answer"))
    page = as_one(editor).get(edit)
    check_page(page.content)
    too_long = form_data(client, edit, future="Vi fortsætter og bliver ved længe endnu.", propose="1")
    refused = client.post(edit, too_long)
    check_page(refused.content)
    assert refused.status_code == 422
    assert "må kun blive kortere" in refused.content.decode()
    assert "Vi fortsætter og bliver ved længe endnu." in refused.content.decode()
    kept = client.post(edit, form_data(client, edit, headline="Værksteder efter frokost", save="1"), follow=True)
    assert "gemt som kladde" in kept.content.decode()
    sent = client.post(edit, form_data(client, edit, propose="1"), follow=True)
    check_page(sent.content)
    assert "Forslaget venter på svar" in sent.content.decode()
    assert "Værksteder efter frokost" in sent.content.decode().replace("<ins>", "").replace("</ins>", "")

    tasks = [task.title for task in Work(leader, NOW).tasks]
    assert f"Redaktøren foreslår ændringer i ”{submitted.title}”" in tasks
    asked = as_one(leader).get(answer)
    check_page(asked.content)
    assert "<ins>" in asked.content.decode()
    empty = client.post(answer, {"reply": "1", "answer": ""})
    check_page(empty.content)
    assert empty.status_code == 422
    client.post(answer, {"reply": "1", "answer": "Kald det værksteder i stedet."})
    assert [task.title for task in Work(editor, NOW).tasks] == [f"Læs svaret på forslaget til ”{submitted.title}”"]

    again = as_one(editor).get(edit)
    check_page(again.content)
    assert "Kald det værksteder i stedet." in again.content.decode()
    assert "Værksteder efter frokost" in again.content.decode(), "the editor's words are not lost"
    client.post(edit, form_data(client, edit, propose="1"))
    done = as_one(leader).post(answer, {"accept": "1"}, follow=True)
    assert "I har taget imod forslaget" in done.content.decode()
    submitted.refresh_from_db()
    assert submitted.headline == "Værksteder efter frokost"


def test_the_reviewer_sees_that_the_answer_is_missing(submitted, sign_in):
    make.proposal(submitted)
    client = sign_in(people.actor("consultant", submitted.trial.municipality))
    html = client.get(reverse("trials:review", args=[submitted.pk])).content.decode()
    check_page(html)
    assert "Tavshed er ikke et ja" in html
    refused = client.post(reverse("trials:decide", args=[submitted.pk]), {"decision": "approve", "recognised": "no"})
    assert refused.status_code == 409
    assert "Redaktørens forslag er ikke besvaret" in refused.content.decode()


def test_history_tells_of_proposals_too(submitted, leader, sign_in):
    editorial.accept(proposal=make.proposal(submitted), by=leader, now=NOW)
    html = sign_in(leader).get(reverse("trials:history", args=[submitted.trial.slug])).content.decode()
    assert "Redaktørens forslag taget imod" in html


def test_an_answer_page_without_a_proposal_leads_on(submitted, leader, sign_in):
    response = sign_in(leader).get(reverse("trials:editorial_answer", args=[submitted.pk]))
    assert response["Location"] == reverse("trials:preview", args=[submitted.pk])


def test_an_editor_without_a_role_is_not_told_the_answer(submitted, editor, leader):
    sent = make.proposal(submitted, by=editor)
    editor.user.roles.update(ends_on=NOW.date() - timedelta(days=1))
    editorial.answer(proposal=sent, answer="Nej tak.", by=leader, now=NOW)
    assert not Notice.objects.filter(user=editor.user, kind=MailKind.EDIT_ANSWERED).exists()


@pytest.mark.parametrize("button", [{"accept": "1"}, {"reply": "1", "answer": "Nej tak."}])
def test_another_proposal_than_the_one_that_was_read_is_not_answered(submitted, editor, leader, sign_in, button):
    read = make.proposal(submitted, by=editor)
    editorial.withdraw(proposal=read, by=editor, now=NOW)
    sent = make.proposal(submitted, by=editor, headline="Helt andre ord")
    response = sign_in(leader).post(reverse("trials:editorial_answer", args=[submitted.pk]), {**button, "proposal": read.pk})
    assert response.status_code == 409
    check_page(response.content)
    assert "Helt andre ord" in response.content.decode()
    sent.refresh_from_db()
    assert sent.state == EditorialState.PROPOSED
