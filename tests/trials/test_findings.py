"""The check at submission: what it reads, what it asks, who answers, and that nothing found is sent unanswered."""

from time import process_time

import pytest
from django.urls import reverse

from portal.text.personal_data import FindingKind
from portal.workflow.gate import Incomplete
from portal.workflow.models import LogEntry
from tests.factories import files, people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from tests.trials.posting import press
from trials.choices import Life, PrivacyReply, Section, State
from trials.findings import findings, open_findings
from trials.models import Adjustment, Attachment, Expectation, ExpectationCorrection, Image, Measure, PrivacyAnswer, TrialAction, Version
from trials.services import privacy, review

pytestmark = pytest.mark.django_db
NOW = make.NOW
CPR, MAIL = "120412-1234", "mor@live.dk"


@pytest.fixture
def leader():
    return people.actor("school_leader", places.school())


@pytest.fixture
def version(leader):
    return make.draft(at=leader.role.school)


def fresh(version: Version) -> Version:
    return Version.objects.select_related("trial").get(pk=version.pk)


def put(version: Version, where: str, text: str) -> None:
    """Write a text where the name says."""
    trial = version.trial
    rows = {
        "observation": lambda: version.observations.create(perspectives=["pupils"], text=text),
        "own label": lambda: version.observations.create(perspectives=["pupils"], own_label=text),
        "expectation": lambda: Expectation.objects.create(trial=trial, perspective="pupils", text=text),
        "observed": lambda: Expectation.objects.create(trial=trial, perspective="pupils", text="x", observed=text),
        "correction": lambda: ExpectationCorrection.objects.create(
            expectation=Expectation.objects.create(trial=trial, perspective="pupils", text="x"),
            before=text,
            note="x",
            made_at=NOW,
            made_by=trial.created_by,
        ),
        "adjustment": lambda: Adjustment.objects.create(trial=trial, made_on=NOW.date(), text=text),
        "measure": lambda: Measure.objects.create(trial=trial, name=text),
        "unit": lambda: Measure.objects.create(trial=trial, name="x", unit=text),
        "source": lambda: Measure.objects.create(trial=trial, name="x", source=text),
        "sentence": lambda: Measure.objects.create(trial=trial, name="x", sentence=text),
        "alt": lambda: files.image(version, alt=text),
        "caption": lambda: files.image(version, caption=text),
        "attachment": lambda: files.attachment(version, title=text),
        "image file": lambda: _named(files.image(version), text),
        "attached file": lambda: _named(files.attachment(version), text),
        "person's title": lambda: trial.people.create(name="Ida Bro", title=text),
        "contact phone": lambda: type(trial).objects.filter(pk=trial.pk).update(contact_phone=text),
    }
    if where in rows:
        rows[where]()
    else:
        Version.objects.filter(pk=version.pk).update(**{where: text})


def _named(thing: Image | Attachment, name: str) -> None:
    thing.stored.original_name = f"{name}.pdf"
    thing.stored.save()


FIELDS = "title headline standfirst done change future learned effort_hours effort_staff effort_money effort_preparation".split()
ROWS = [
    *("observation", "own label", "expectation", "observed", "correction", "adjustment", "measure", "unit", "source", "sentence"),
    *("alt", "caption", "attachment", "image file", "attached file", "person's title", "contact phone"),
]


@pytest.mark.parametrize("where", [*FIELDS, *ROWS])
def test_every_text_is_read(version, where):
    put(version, where, CPR)
    (found,) = findings(fresh(version))
    assert (found.kind, found.is_open) == (FindingKind.CPR, True)


@pytest.mark.parametrize("where", [*FIELDS, *ROWS])
def test_it_leads_to_the_field_where_it_stands(version, leader, sign_in, where):
    if where == "expectation":  # it is locked when the trial action has begun
        TrialAction.objects.filter(pk=version.trial_id).update(life=Life.IDEA, outcome="", starts_on=None)
    put(version, where, CPR)
    (found,) = findings(fresh(version))
    (place,) = found.places
    client = sign_in(leader)
    address = reverse("trials:section", args=[version.pk, place.section])
    assert f'href="{address}{place.anchor}"' in client.get(reverse("trials:submit", args=[version.pk])).content.decode()
    cannot_be_mended_in_a_field = {"correction", "image file", "attached file"}
    assert (place.anchor == "") == (where in cannot_be_mended_in_a_field)
    if place.anchor:
        assert f'id="{place.anchor[1:]}"' in client.get(address).content.decode()


@pytest.mark.parametrize("where", ["https://video.example/1204121234", "[skriv](mailto:mor@live.dk) til os\n\n- Ja", "**120412**-1234"])
def test_what_hides_in_a_link_or_a_mark_is_found(version, where):
    put(version, "video_url" if where.startswith("http") else "done", where)
    assert len(findings(fresh(version))) == 1


def test_a_finding_shows_its_words_in_their_sentence_and_nothing_more(version):
    put(version, "done", f"Først noget andet. Vi skrev {MAIL} på tavlen. Så gik vi videre.")
    (found,) = findings(fresh(version))
    (place,) = found.places
    assert (place.before, place.words, place.after) == ("Vi skrev ", MAIL, " på tavlen.")
    assert (place.section, place.label) == (Section.DONE, "Det har vi gjort")


def test_the_same_words_are_asked_about_once_wherever_they_stand(version):
    put(version, "done", f"Skriv til {MAIL}.")
    put(version, "future", f"SKRIV TIL {MAIL.upper()}.")
    (found,) = findings(fresh(version))
    assert [place.section for place in found.places] == [Section.DONE, Section.FUTURE]


def test_the_contact_and_the_responsible_are_no_findings(version):
    version.trial.contact_phone = "22 33 44 55"
    version.trial.save()
    put(version, "done", "Ring til Karen på 22334455, eller skriv til skolen@kommune.example.")
    assert findings(fresh(version)) == []


def test_the_key_says_nothing_and_belongs_to_one_trial_action(version):
    other = make.draft()
    for each in (version, other):
        put(each, "done", CPR)
    keys = {findings(fresh(each))[0].key for each in (version, other)}
    assert len(keys) == 2
    assert all(len(key) == 64 and "1204" not in key[:4] for key in keys)


@pytest.mark.parametrize("much", [1, 4])
def test_it_reads_in_a_constant_number_of_queries(version, django_assert_num_queries, much):
    for _number in range(much):
        for where in ROWS:
            put(version, where, "Skriv til mor@live.dk")
    loaded = fresh(version)
    with django_assert_num_queries(11):
        findings(loaded)


# Answering


def reply(version: Version, by, answer: str = PrivacyReply.NOT_PERSONAL) -> None:
    replies = {found.key: answer for found in open_findings(fresh(version))}
    privacy.answer(version=version, replies=replies, by=by, now=NOW)


def test_an_open_finding_stops_the_text_and_an_answer_lets_it_go(version, leader):
    put(version, "done", f"Skriv til {MAIL}.")
    with pytest.raises(Incomplete) as refusal:
        review.submit(version=version, nobody_recognised=True, by=leader, now=NOW)
    assert "E-mailadresse" in str(refusal.value)
    assert MAIL not in str(refusal.value)
    assert not LogEntry.objects.about(version).filter(act="trials.confirm_nobody_recognised").exists()
    reply(version, leader)
    assert review.submit(version=version, nobody_recognised=True, by=leader, now=NOW).state == State.SUBMITTED
    acts = [entry.act for entry in LogEntry.objects.about(version)]
    assert acts == ["trials.submit", "trials.confirm_nobody_recognised", "trials.answer_finding"]


def test_what_is_sent_is_what_is_checked(version, leader):
    """An answer to what stood there before is no answer to what somebody has written since."""
    put(version, "done", f"Skriv til {MAIL}.")
    reply(version, leader)
    put(version, "done", "Skriv til far@live.dk.")
    with pytest.raises(Incomplete):
        review.submit(version=version, nobody_recognised=True, by=leader, now=NOW)


def test_nothing_is_sent_without_the_confirmation(version, leader):
    with pytest.raises(review.NotConfirmed):
        review.submit(version=version, nobody_recognised=False, by=leader, now=NOW)
    version.refresh_from_db()
    assert version.state == State.DRAFT


@pytest.mark.parametrize("answer", [PrivacyReply.ASKED, PrivacyReply.RELEASED, PrivacyReply.REFUSED, "", "noget"])
def test_only_the_writers_two_answers_are_taken(version, leader, answer):
    put(version, "done", f"Skriv til {MAIL}.")
    with pytest.raises(privacy.NotOffered):
        reply(version, leader, answer)
    assert not PrivacyAnswer.objects.exists()


@pytest.mark.parametrize("answer", privacy.WRITERS_REPLIES)
def test_no_writer_clears_a_cpr_number(version, leader, answer):
    put(version, "done", f"Nr. {CPR}. Skriv til {MAIL}.")
    with pytest.raises(privacy.NotOffered):
        reply(version, leader, answer)
    assert not PrivacyAnswer.objects.exists(), "all or none"


def test_an_answer_lasts_into_the_next_version_and_the_log_never_names_the_words(version, leader):
    put(version, "done", f"Skriv til {MAIL}.")
    reply(version, leader)
    consultant = people.actor("consultant", version.trial.municipality)
    version = review.submit(version=version, nobody_recognised=True, by=leader, now=NOW)
    version = review.publish(
        version=review.approve(version=version, nobody_recognised=True, by=consultant, now=NOW), by=consultant, now=NOW
    )
    newer = review.improve(trial=version.trial, by=leader, now=NOW)
    assert open_findings(fresh(newer)) == []
    assert not LogEntry.objects.filter(note__contains=MAIL).exists()


# The page


def url(version: Version) -> str:
    return reverse("trials:submit", args=[version.pk])


def test_the_page_asks_about_each_finding_and_sends_when_all_is_answered(version, leader, sign_in):
    put(version, "done", f"Skriv til {MAIL}.")
    put(version, "future", "Emma fra 3.b var med.")
    client = sign_in(leader)
    page = client.get(url(version))
    check_page(page.content)
    assert "To steder i teksten" in page.content.decode()
    keys = [found.key for found in open_findings(fresh(version))]
    half = press(client, url(version), {f"svar-{keys[0]}": "agreed", "recognised": "nej", "send": ""})
    assert half.status_code == 409
    check_page(half.content)
    assert "Ikke sendt endnu" in half.content.decode()
    assert PrivacyAnswer.objects.get().answer == PrivacyReply.AGREED
    sent = press(client, url(version), {f"svar-{keys[1]}": "not_personal", "recognised": "nej", "send": ""})
    assert sent["Location"] == reverse("trials:receipt", args=[version.pk])


@pytest.mark.parametrize(("answer", "says"), [("ja", "Så er teksten ikke sendt"), ("", "Svar på spørgsmålet")])
def test_a_doubt_or_no_answer_does_not_send(version, leader, sign_in, answer, says):
    put(version, "done", f"Skriv til {MAIL}.")
    (found,) = open_findings(fresh(version))
    page = press(sign_in(leader), url(version), {f"svar-{found.key}": "agreed", "recognised": answer, "send": ""})
    assert page.status_code == 422
    check_page(page.content)
    assert says in page.content.decode()
    version.refresh_from_db()
    assert version.state == State.DRAFT
    assert PrivacyAnswer.objects.exists(), "the answers are kept all the same"


def test_the_summary_leads_to_the_number_or_says_to_remove_it(version, leader, sign_in):
    """The link goes to a field that is open on the page; where nobody can release a number there is no field."""
    put(version, "done", f"Ring {CPR}.")
    client = sign_in(leader)
    nobody = press(client, url(version), {"recognised": "nej", "send": ""}).content.decode()
    assert "<li>Fjern det tal, der ligner et CPR-nummer.</li>" in nobody
    people.role("head", version.trial.home_school.municipality)
    page = press(client, url(version), {"recognised": "nej", "send": ""})
    check_page(page.content)
    (found,) = open_findings(fresh(version))
    summary = page.content.decode().split('role="alert"')[1].split("</ul>")[0]
    assert f'<a href="#id_tal-{found.key}">Hvad er det for et tal? Fjern tallet' in summary
    assert "<details open><summary>Er det ikke et CPR-nummer?" in page.content.decode()


def test_a_stale_or_forged_answer_is_refused_and_the_page_shown_anew(version, leader, sign_in):
    put(version, "done", f"Skriv til {MAIL}.")
    client = sign_in(leader)
    page = client.get(url(version))
    (found,) = open_findings(fresh(version))
    put(version, "done", "Skriv til far@live.dk.")
    stale = press(client, url(version), {f"svar-{found.key}": "agreed", "gem": ""}, page=page)
    assert stale.status_code == 409
    check_page(stale.content)
    assert "Teksten er ændret" in stale.content.decode()
    (now_found,) = open_findings(fresh(version))
    forged = press(client, url(version), {f"svar-{now_found.key}": "released", "gem": ""})
    assert forged.status_code == 422
    asked = press(client, url(version), {f"frigiv-{now_found.key}": "on", "gem": ""})
    assert asked.status_code == 409
    assert not PrivacyAnswer.objects.exists()


def test_a_contributor_answers_but_does_not_send(version, sign_in):
    put(version, "done", f"Skriv til {MAIL}.")
    (found,) = open_findings(fresh(version))
    client = sign_in(people.actor("contributor", version.trial.home_school))
    assert "Send til gennemsyn</button>" not in client.get(url(version)).content.decode()
    answered = press(client, url(version), {f"svar-{found.key}": "not_personal", "gem": ""})
    assert answered["Location"] == url(version)
    assert press(client, url(version), {"recognised": "nej", "send": ""}).status_code == 403
    assert "er besvaret" in client.get(url(version)).content.decode()


@pytest.mark.parametrize("much", [1, 4])
def test_the_page_asks_the_database_as_often_for_much_as_for_little(version, leader, sign_in, django_assert_num_queries, much):
    for number in range(much):
        put(version, "alt", f"Skriv til nr{number}@live.dk")
        put(version, "measure", f"Emma i {number + 1}.b")
    client = sign_in(leader)
    client.get(url(version))
    with django_assert_num_queries(25):
        client.get(url(version))


def test_the_reviewer_sees_each_finding_with_its_answer_and_by_whom(version, leader, sign_in):
    put(version, "done", f"Skriv til {MAIL}.")
    reply(version, leader, PrivacyReply.AGREED)
    review.submit(version=version, nobody_recognised=True, by=leader, now=NOW)
    page = sign_in(people.actor("consultant", version.trial.municipality)).get(reverse("trials:review", args=[version.pk]))
    check_page(page.content)
    html = page.content.decode()
    assert f"<mark>{MAIL}</mark>" in html
    assert f"Personen er voksen og har sagt ja til at stå her: {leader.user}" in html
    assert "Bekræftet: ingen kan genkendes" in html


def test_a_text_with_thousands_of_findings_is_read_in_reasonable_time():
    version = make.draft(done="Emma er elev. " * 8_000)
    begun = process_time()
    found = findings(version)
    assert process_time() - begun < 15  # it was a minute; on an idle machine it is a second
    assert sum(len(one.places) for one in found) >= 8_000
    assert {(place.before, place.after) for one in found for place in one.places} == {("", ".")}
