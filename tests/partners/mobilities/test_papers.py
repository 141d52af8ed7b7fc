"""The documents of a mobility: which it needs, who may do what with them, versions, and what stops a departure."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from partners.grants.choices import Activity
from partners.mobilities.choices import COMMITTED_STATES, PaperKind, PaperLanguage, PaperState, Phase, Signer, State
from partners.mobilities.models import Mobility, Paper, Participant, Signature
from partners.mobilities.papers import services as papers
from partners.mobilities.papers.compulsory import missing_before_departure, slots_of
from partners.mobilities.papers.documents import paper_snapshot, written_snapshot
from partners.mobilities.papers.flow import PAPER_FLOW
from partners.mobilities.papers.needed import BadPaperTable, papers_of, read
from partners.mobilities.papers.queries import marks_of
from partners.mobilities.services import deciding
from portal.accounts.actor import Actor
from portal.celery import app
from portal.documents.models import Document
from portal.files.models import StoredFile
from portal.notices.models import Notice
from portal.workflow import gate
from portal.workflow.models import LogEntry
from tests.factories import consortium, people, places
from tests.factories import papers as make
from tests.support.pages import check_page
from tests.support.racing import race

pytestmark = pytest.mark.django_db
NOW = make.NOW
AGREEMENT, INSURANCE = PaperKind.LEARNING_AGREEMENT, PaperKind.INSURANCE
EVERYBODY = {signer: ("Nogen", date(2026, 11, 1)) for signer in Signer}


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr(app, "send_task", lambda name, args: None)


@pytest.fixture
def school():
    return places.school()


@pytest.fixture
def maker(school) -> Actor:
    return people.actor("contributor", school)


@pytest.fixture
def decider(school) -> Actor:
    return people.actor("consultant", school.municipality)


@pytest.fixture
def journey(school, maker) -> Mobility:
    return consortium.mobility(at=school, by=maker.user, state=State.APPROVED)


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


def kinds(mobility: Mobility, *, compulsory: bool = True) -> list[str]:
    return [slot.kind.value for slot in slots_of(fresh(mobility)) if slot.is_compulsory is compulsory]


# Which documents


@pytest.mark.parametrize(
    ("activity", "green", "needed"),
    [
        ("shadowing", False, ["modelkontrakt", "laeringsaftale", "forsikring", "laeringsaftale-tillaeg", "deltagerbevis"]),
        ("teaching", True, ["modelkontrakt", "laeringsaftale", "forsikring", "laeringsaftale-tillaeg", "deltagerbevis", "groen-rejse"]),
        ("course", False, ["modelkontrakt", "program", "forsikring", "deltagerbevis"]),
        ("pupil_group", False, ["laeringsprogram", "forsikring", "deltagerbevis"]),
        ("pupil_short", False, ["modelkontrakt", "laeringsaftale", "forsikring", "laeringsaftale-tillaeg", "deltagerbevis"]),
        ("pupil_long", False, ["modelkontrakt", "laeringsaftale", "forsikring", "laeringsaftale-tillaeg", "deltagerbevis"]),
        ("expert", False, ["program", "forsikring", "invitation", "deltagerbevis"]),
        ("hosted_teacher", False, ["laeringsaftale", "forsikring", "laeringsaftale-tillaeg", "deltagerbevis"]),
        ("preparatory", False, ["modelkontrakt", "program", "forsikring"]),
        ("preparatory", True, ["modelkontrakt", "program", "forsikring", "groen-rejse"]),
    ],
)
def test_each_activity_asks_for_its_documents_in_the_order_of_the_journey(activity, green, needed):
    rules = papers_of(2026).needed(activity, is_green=green)
    assert [rule.kind.value for rule in rules if rule.is_compulsory] == needed


def test_every_activity_is_in_the_table_and_nothing_is_confirmed_that_nobody_has_confirmed():
    table = papers_of(2026)
    assert {activity for rule in table.rules for activity in rule.activities} == set(Activity)
    assert table.source
    assert not marks_of(table)


def test_a_list_is_confirmed_as_it_stands_and_anew_when_it_says_anything_else(decider):
    table = papers_of(2026)
    papers.confirm_list(table=table, activity=Activity.COURSE, by=decider, now=NOW)
    papers.confirm_list(table=table, activity=Activity.COURSE, by=decider, now=NOW)
    assert set(marks_of(table)) == {Activity.COURSE}
    assert LogEntry.objects.filter(act="papers.confirm_list").count() == 2
    for of_courses, left in ((False, {Activity.COURSE}), (True, set())):
        mended = tuple(
            replace(rule, is_compulsory=not rule.is_compulsory) if (Activity.COURSE in rule.activities) is of_courses else rule
            for rule in table.rules
        )
        assert set(marks_of(replace(table, rules=mended))) == left


def test_the_page_tells_what_is_not_confirmed_and_confirms_it(sign_in, decider, journey):
    client, address = sign_in(decider), reverse("mobilities:paper_list", args=[2026])
    papers_page = reverse("mobilities:papers", args=[journey.pk])
    assert "Den er ikke bekræftet af forvaltningen." in client.get(papers_page).content.decode()
    for activity in Activity:
        page = client.get(address)
        check_page(page.content)
        assert not page.context["is_confirmed"]
        assert client.post(reverse("mobilities:confirm_paper_list", args=[2026, activity.value])).url == address
    page = client.get(address)
    assert page.context["is_confirmed"]
    assert "Bekræft denne liste" not in page.content.decode()
    assert "Den er ikke bekræftet af forvaltningen." not in client.get(papers_page).content.decode()
    assert client.get(reverse("mobilities:paper_list", args=[1999])).status_code == 404
    for call, activity in ((1999, "course"), (2026, "ferie")):
        assert client.post(reverse("mobilities:confirm_paper_list", args=[call, activity])).status_code == 404


def test_a_school_reads_the_lists_and_confirms_none(sign_in, school):
    client = sign_in(people.actor("school_leader", school))
    page = client.get(reverse("mobilities:paper_lists"))
    check_page(page.content)
    assert "Bekræft denne liste" not in page.content.decode()
    assert client.post(reverse("mobilities:confirm_paper_list", args=[2026, "course"])).status_code == 403


@pytest.mark.parametrize(("call", "used"), [(2024, 2026), (2026, 2026), (2031, 2026)])
def test_a_call_year_without_its_own_table_takes_the_latest(call, used):
    assert papers_of(call).call == used


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"kind": "ukendt"}, "ukendt"),
        ({"phase": "senere"}, "senere"),
        ({"per": "skole"}, "per skal være"),
        ({"signers": ["kongen"]}, "kongen"),
        ({"activities": ["ferie"]}, "ferie"),
        ({}, "to gange"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(row, words):
    good = {"kind": "forsikring", "phase": "foer", "per": "mobility", "signers": [], "compulsory": True, "activities": ["course"]}
    with pytest.raises(BadPaperTable, match=words):
        read({"call": 2026, "source": "x", "papers": [good, {**good, **row}]})


def test_each_participant_has_documents_of_their_own_and_the_journey_those_of_all(journey):
    Participant.objects.create(mobility=journey, name="Karen Mølgaard", position=1)
    names = [slot.name for slot in slots_of(fresh(journey)) if slot.kind in {AGREEMENT, INSURANCE}]
    first = journey.participants.first()
    assert names == [f"Læringsaftale for {first}", "Læringsaftale for Karen Mølgaard", "Forsikring"]


def test_what_nothing_asks_for_any_more_stays_in_sight_and_stops_nobody(journey):
    make.paper(journey, AGREEMENT, PaperState.SIGNED)
    Mobility.objects.filter(pk=journey.pk).update(activity=Activity.COURSE)
    assert "laeringsaftale" in kinds(journey, compulsory=False)
    papers.expect(mobility=fresh(journey))
    assert "laeringsaftale" not in Paper.objects.lacking().values_list("kind", flat=True)
    Mobility.objects.filter(pk=journey.pk).update(activity=Activity.SHADOWING)
    papers.expect(mobility=fresh(journey))
    assert "laeringsaftale" in Paper.objects.lacking().values_list("kind", flat=True)


# What is missing


def test_what_is_expected_is_noted_once_and_an_approval_does_it(school, decider):
    mobility = consortium.mobility(at=school, state=State.ENDORSED)
    deciding.approve(mobility=mobility, is_checked=True, by=decider, now=NOW)
    assert sorted(mobility.papers.lacking().values_list("kind", flat=True)) == sorted(kinds(mobility))
    before = mobility.papers.count()
    papers.expect(mobility=mobility)
    assert mobility.papers.count() == before


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (PaperState.MISSING, "mangler"),
        (PaperState.DRAFTED, "er ikke sendt til underskrift"),
        (PaperState.SENT, "mangler underskrift fra afsender, vært og deltager"),
        (PaperState.SIGNED, "venter på forvaltningens godkendelse"),
        (PaperState.REJECTED, "er afvist og skal laves om"),
        (PaperState.APPROVED, ""),
    ],
)
def test_a_compulsory_document_stops_the_departure_until_it_is_approved(journey, decider, state, words):
    make.all_approved(journey)
    journey.papers.filter(kind=AGREEMENT).delete()
    make.paper(journey, AGREEMENT, state)
    name = f"Læringsaftale for {journey.participants.get()}"
    lacks = missing_before_departure(fresh(journey))
    assert lacks == ([f"{name} {words}"] if words else [])
    if lacks:
        with pytest.raises(gate.Incomplete) as refused:
            deciding.clear(mobility=journey, by=decider, now=NOW)
        assert refused.value.missing == lacks
    else:
        assert deciding.clear(mobility=journey, by=decider, now=NOW).state == State.CLEARED


def test_what_is_done_on_the_last_day_or_later_stops_no_departure(journey):
    make.all_approved(journey, Phase.BEFORE)
    assert missing_before_departure(fresh(journey)) == []
    assert make.slot(journey, PaperKind.CERTIFICATE).is_lacking


# Who may do what

ROLES = (
    "writer",
    "colleague",
    "leader",
    "other leader",
    "ppr",
    "consultant",
    "head",
    "editor",
    "consultant elsewhere",
    "traveller",
    "visitor",
)
MAKE, DECIDE = "yyy..yy....", ".....yy...."
ACTS = {
    "draft": (MAKE, lambda paper, by: papers.draft(mobility=paper.mobility, key=key(paper), languages=PaperLanguage.BOTH, by=by, now=NOW)),
    "send": (MAKE, lambda paper, by: papers.send(paper=paper, by=by, now=NOW)),
    "sign": (MAKE, lambda paper, by: papers.sign(paper=paper, signatures=EVERYBODY, upload=make.COPY, file_name="a.pdf", by=by, now=NOW)),
    "hand_in": (
        MAKE,
        lambda paper, by: papers.hand_in(mobility=paper.mobility, key=key(paper), upload=make.COPY, file_name="a", by=by, now=NOW),
    ),
    "approve": (DECIDE, lambda paper, by: papers.approve(paper=paper, by=by, now=NOW)),
    "reject": (DECIDE, lambda paper, by: papers.reject(paper=paper, note="Fordi", by=by, now=NOW)),
    "supersede": (MAKE, lambda paper, by: gate.pass_gate(thing=paper, flow=PAPER_FLOW, act="supersede", by=by, now=NOW)),
    "reopen": (DECIDE, lambda paper, by: papers.reopen(paper=paper, note="Fordi", by=by, now=NOW)),
}


def key(paper: Paper) -> str:
    return f"{paper.kind}-{paper.participant_id}" if paper.participant_id else paper.kind


@pytest.fixture
def actors(school, maker, decider):
    here = school.municipality
    found = {"writer": maker, "consultant": decider, "colleague": people.actor("contributor", school), "visitor": Actor()}
    found |= {"leader": people.actor("school_leader", school), "other leader": people.actor("school_leader", places.school(at=here))}
    found |= {kind: people.actor(kind, here) for kind in ("ppr", "head", "editor")}
    found["consultant elsewhere"] = people.actor("consultant", places.municipality())
    found["traveller"] = people.actor("consultant", here)
    return found


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_done_by_those_of_the_table(school, actors, act):
    """The traveller is a consultant of the same municipality: of all acts, those of deciding are closed on the own journey."""
    allowed, do = ACTS[act]
    transition = PAPER_FLOW.by_name[act]
    state = PaperState.SENT if act == "supersede" else min(transition.sources)
    project = consortium.project(consortium.accreditation(at=school.municipality))
    objective, host = consortium.objective(project.accreditation), consortium.partner(at=school.municipality)
    for who, letter in zip(ROLES, allowed, strict=True):
        writer = actors["writer"].user
        mobility = consortium.mobility(at=school, by=writer, state=State.APPROVED, of=project, objective=objective, host=host)
        Participant.objects.create(mobility=mobility, user=actors["traveller"].user, name="Den rejsende", position=1)
        paper = make.paper(mobility, INSURANCE if act == "hand_in" else AGREEMENT, state)
        may = letter == "y" or (who == "traveller" and allowed == MAKE)
        if may:
            do(paper, actors[who])
            assert f"papers.{act}" in LogEntry.objects.about(paper).values_list("act", flat=True), who
        else:
            with pytest.raises((gate.NotAllowed, PermissionDenied)):
                do(paper, actors[who])
            assert fresh(paper).state == state


@pytest.mark.parametrize("state", PaperState.values)
@pytest.mark.parametrize("act", [row.name for row in PAPER_FLOW.transitions])
def test_no_act_is_open_in_another_state_than_its_own(journey, maker, decider, act, state):
    transition = PAPER_FLOW.by_name[act]
    paper = make.paper(journey, AGREEMENT, state)
    by = decider if transition.permission == "papers.decide" else maker
    assert (act in {row.name for row in PAPER_FLOW.open_to(by, paper)}) == (state in transition.sources)
    if state not in transition.sources:
        with pytest.raises(gate.WrongState):
            gate.pass_gate(thing=paper, flow=PAPER_FLOW, act=act, by=by, now=NOW, note="Fordi")


@pytest.mark.parametrize("state", State.values)
def test_documents_are_made_when_there_is_a_grant(school, maker, state):
    mobility = consortium.mobility(at=school, state=state)
    asked = {"mobility": mobility, "key": str(INSURANCE), "upload": make.COPY, "file_name": "a.pdf", "by": maker, "now": NOW}
    if state in COMMITTED_STATES:
        assert papers.hand_in(**asked).state == PaperState.SIGNED
    else:
        with pytest.raises(PermissionDenied):
            papers.hand_in(**asked)


# A document's way


def test_a_document_goes_from_draft_to_approved(journey, maker, decider):
    slot = make.slot(journey, AGREEMENT)
    paper = papers.draft(mobility=journey, key=slot.key, languages=PaperLanguage.BOTH, by=maker, now=NOW)
    assert (paper.state, paper.version, paper.signers) == (PaperState.DRAFTED, 1, ["sender", "host", "participant"])
    paper = papers.send(paper=paper, by=maker, now=NOW)
    host = {Signer.HOST: ("Ann Peeters", date(2026, 11, 2))}
    paper = papers.sign(paper=paper, signatures=host, upload=None, file_name="", by=maker, now=NOW)
    assert paper.state == PaperState.SENT
    assert make.slot(journey, AGREEMENT).lacks.endswith("mangler underskrift fra afsender og deltager")
    paper = papers.sign(paper=paper, signatures={**EVERYBODY, **host}, upload=None, file_name="", by=maker, now=NOW)
    assert make.slot(journey, AGREEMENT).lacks.endswith("mangler det underskrevne eksemplar")
    paper = papers.sign(paper=paper, signatures={}, upload=make.COPY, file_name="aftale.pdf", by=maker, now=NOW)
    assert paper.state == PaperState.SIGNED
    assert Signature.objects.get(paper=paper, signer=Signer.HOST).name == "Ann Peeters"
    assert papers.approve(paper=paper, by=decider, now=NOW).state == PaperState.APPROVED


def test_the_words_lie_fast_once_it_is_sent(journey, maker):
    paper = papers.draft(mobility=journey, key=make.slot(journey, AGREEMENT).key, languages=PaperLanguage.DANISH, by=maker, now=NOW)
    Mobility.objects.filter(pk=journey.pk).update(mentor="Ann")
    assert "Ann" in str(paper_snapshot(fresh(paper), NOW))
    paper = papers.send(paper=fresh(paper), by=maker, now=NOW)
    Mobility.objects.filter(pk=journey.pk).update(mentor="Bert")
    paper = fresh(paper)
    assert "Ann" in str(paper_snapshot(paper, NOW))
    assert "Bert" in str(written_snapshot(paper))


def test_the_same_words_are_printed_once(journey, maker):
    paper = papers.draft(mobility=journey, key=make.slot(journey, AGREEMENT).key, languages=PaperLanguage.DANISH, by=maker, now=NOW)
    papers.order_print(paper=paper, by=maker, now=NOW)
    papers.send(paper=paper, by=maker, now=NOW)
    assert Document.objects.of(paper).count() == 1


@pytest.mark.parametrize("state", [PaperState.SENT, PaperState.SIGNED, PaperState.REJECTED])
def test_a_new_draft_is_a_new_version_and_the_old_one_is_kept(journey, maker, state):
    old = make.paper(journey, AGREEMENT, state)
    new = papers.draft(mobility=journey, key=key(old), languages=PaperLanguage.ENGLISH, by=maker, now=NOW)
    assert (new.version, new.state, fresh(old).state) == (2, PaperState.DRAFTED, PaperState.SUPERSEDED)
    slot = make.slot(journey, AGREEMENT)
    assert (slot.paper, [paper.pk for paper in slot.history]) == (new, [old.pk])
    assert not new.signatures.exists()


def test_a_draft_is_drafted_again_in_place(journey, maker):
    old = make.paper(journey, AGREEMENT, PaperState.DRAFTED)
    assert papers.draft(mobility=journey, key=key(old), languages=PaperLanguage.ENGLISH, by=maker, now=NOW).pk == old.pk
    assert fresh(old).languages == PaperLanguage.ENGLISH


def test_what_is_approved_is_opened_by_those_who_approve(journey, maker, decider):
    paper = make.paper(journey, AGREEMENT, PaperState.APPROVED)
    with pytest.raises(gate.WrongState):
        papers.draft(mobility=journey, key=key(paper), languages=PaperLanguage.DANISH, by=maker, now=NOW)
    new = papers.reopen(paper=paper, note="Datoen er forkert.", by=decider, now=NOW)
    assert (new.version, new.state, fresh(paper).state) == (2, PaperState.MISSING, PaperState.SUPERSEDED)
    assert LogEntry.objects.about(paper).get(act="papers.reopen").note == "Datoen er forkert."


@pytest.mark.parametrize(("state", "opens"), [(State.APPROVED, True), (State.CLEARED, False), (State.HOME, True)])
def test_who_is_cleared_travels_with_the_documents_that_were_approved(journey, decider, state, opens):
    paper = make.paper(journey, AGREEMENT, PaperState.APPROVED)
    Mobility.objects.filter(pk=journey.pk).update(state=state)

    if opens:
        assert papers.reopen(paper=paper, note="Forkert år.", by=decider, now=NOW).state == PaperState.MISSING
    else:
        with pytest.raises(gate.Refused, match="godkendt til afrejse"):
            papers.reopen(paper=paper, note="Forkert år.", by=decider, now=NOW)
        assert fresh(paper).state == PaperState.APPROVED


def test_a_refusal_carries_its_reason_to_those_who_make_it(journey, maker, decider):
    paper = make.paper(journey, AGREEMENT, PaperState.SIGNED)
    with pytest.raises(gate.NoteMissing):
        papers.reject(paper=paper, note=" ", by=decider, now=NOW)
    papers.reject(paper=fresh(paper), note="Værten mangler.", by=decider, now=NOW)
    assert fresh(paper).reason == "Værten mangler."
    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (maker.user, "paper_rejected")
    assert notice.url == f"/ophold/{journey.pk}/dokumenter/{key(paper)}/"


@pytest.mark.parametrize(("kind", "words"), [(INSURANCE, "skriver andre"), (AGREEMENT, "laver portalen")])
def test_what_others_write_is_not_drafted_and_what_the_portal_writes_is_not_handed_in(journey, maker, kind, words):
    found = make.slot(journey, kind)
    with pytest.raises(gate.Refused, match=words):
        if found.is_uploaded:
            papers.draft(mobility=journey, key=found.key, languages=PaperLanguage.DANISH, by=maker, now=NOW)
        else:
            papers.hand_in(mobility=journey, key=found.key, upload=make.COPY, file_name="a.pdf", by=maker, now=NOW)


def test_a_copy_that_is_replaced_in_the_same_version_goes(journey, maker):
    paper = make.paper(journey, AGREEMENT, PaperState.SENT)
    papers.sign(paper=paper, signatures={}, upload=make.COPY, file_name="forkert.pdf", by=maker, now=NOW)
    papers.sign(paper=paper, signatures={}, upload=make.COPY, file_name="rigtig.pdf", by=maker, now=NOW)
    assert [stored.original_name for stored in StoredFile.objects.all()] == ["rigtig.pdf"]


def test_a_document_that_left_the_journey_in_the_meantime_is_refused(journey, maker):
    key = make.slot(journey, AGREEMENT).key
    Mobility.objects.filter(pk=journey.pk).update(activity=Activity.COURSE)
    with pytest.raises(gate.WrongState):
        papers.draft(mobility=journey, key=key, languages=PaperLanguage.DANISH, by=maker, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_copies_at_the_same_moment_are_two_versions(journey, maker):
    def hand_in(number: int) -> int:
        said = {"key": str(INSURANCE), "upload": make.COPY, "file_name": f"{number}.pdf"}
        return papers.hand_in(mobility=journey, **said, by=maker, now=NOW).version

    results = race(*[partial(hand_in, number) for number in range(4)])
    assert sorted(results) == [1, 2, 3, 4]
    assert Paper.objects.current().get(kind=INSURANCE).version == 4
