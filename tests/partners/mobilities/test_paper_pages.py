"""The pages of a mobility's documents: what they show, the acts on them, and the files they hand out."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partners.grants.choices import Activity
from partners.mobilities.choices import Company, PaperKind, PaperLanguage, PaperState, State
from partners.mobilities.models import Mobility, Paper, Participant, Signature
from partners.mobilities.papers.services import order_print
from portal.celery import app
from portal.documents import building
from portal.documents.choices import DocumentState
from portal.documents.models import Document
from portal.ui.templatetags.ui import unbroken
from tests.factories import consortium, people, places
from tests.factories import papers as make
from tests.support.pages import check_page
from tests.support.pictures import photo

pytestmark = pytest.mark.django_db
AGREEMENT = PaperKind.LEARNING_AGREEMENT


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr(app, "send_task", lambda name, args: None)


@pytest.fixture
def school():
    return places.school("Hasselhegnskolen")


@pytest.fixture
def maker(school):
    return people.actor("contributor", school, who=people.user("Jonas Tved"))


@pytest.fixture
def journey(school, maker):
    return consortium.mobility(at=school, by=maker.user, state=State.APPROVED, grant=make.GRANT)


@pytest.fixture
def reader(sign_in, maker):
    return sign_in(maker)


@pytest.fixture
def decider(sign_in, school):
    return lambda: sign_in(people.actor("consultant", school.municipality))


def address(paper: Paper, name: str = "paper") -> str:
    key = f"{paper.kind}-{paper.participant_id}" if paper.participant_id else paper.kind
    return reverse(f"mobilities:{name}", args=[paper.mobility_id, key])


def shown(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    check_page(answer.content)
    return answer.content.decode()


def an_image(tmp_path) -> SimpleUploadedFile:
    return SimpleUploadedFile("aftale.png", Path(photo(tmp_path / "aftale.png")).read_bytes())


def test_the_page_shows_each_phase_and_what_is_missing(reader, journey):
    page = shown(reader, reverse("mobilities:papers", args=[journey.pk]))
    for heading in ("Før afrejse", "Sidste dag"):
        assert heading in page
    assert "Efter hjemkomst" not in page
    assert "Læringsaftale for Jonas Tved mangler" in page
    assert "ikke bekræftet" in page
    assert page.count("button-primary") == 1


def test_before_the_approval_the_page_says_when_documents_are_made(reader, school, maker):
    mobility = consortium.mobility(at=school, by=maker.user)
    page = shown(reader, reverse("mobilities:papers", args=[mobility.pk]))
    assert "Dokumenterne laves, når opholdet er godkendt" in page
    assert "Lav udkast" not in page


def test_when_all_is_there_the_page_says_so(reader, journey):
    make.all_approved(journey)
    assert "Alt er på plads før afrejsen" in shown(reader, reverse("mobilities:papers", args=[journey.pk]))


def test_a_pupil_group_has_its_own_documents(reader, school, maker):
    mobility = consortium.mobility(
        at=school, by=maker.user, state=State.APPROVED, activity=Activity.PUPIL_GROUP, company=Company.PUPILS, pupils=12
    )
    page = shown(reader, reverse("mobilities:papers", args=[mobility.pk]))
    assert "Læringsprogram med deltagerliste" in page
    assert "Modelkontrakt" not in page


@pytest.mark.parametrize("state", PaperState.values)
def test_every_state_has_a_page_for_each_reader(reader, journey, decider, state):
    paper = make.paper(journey, AGREEMENT, state)
    shown(reader, address(paper))
    shown(decider(), address(paper))


def test_a_draft_is_made_followed_and_printed(reader, journey):
    slot = make.slot(journey, AGREEMENT)
    page = reverse("mobilities:paper", args=[journey.pk, slot.key])
    assert "Lav udkast" in shown(reader, page)
    answer = reader.post(reverse("mobilities:paper_draft", args=[journey.pk, slot.key]), {"languages": PaperLanguage.BOTH})
    assert answer.url == page
    paper = Paper.objects.get()
    assert "bliver sat op" in shown(reader, page)
    assert reader.get(address(paper, "paper_pdf")).status_code == 404
    Document.objects.all().delete()
    assert "Lav PDF" in shown(reader, page)
    reader.post(address(paper, "paper_print"))
    assert Document.objects.get().file_name.startswith("laeringsaftale-jonas-tved-2026-shado-")
    Document.objects.all().delete()
    make.printed(paper)
    assert "Hent PDF" in shown(reader, page)
    assert b"".join(reader.get(address(paper, "paper_pdf")).streaming_content) == b"%PDF-1.7"


def test_a_pdf_of_earlier_words_is_not_handed_out(reader, journey):
    paper = make.paper(journey, AGREEMENT, PaperState.DRAFTED)
    make.printed(paper)
    Mobility.objects.filter(pk=journey.pk).update(mentor="En ny mentor")
    assert reader.get(address(paper, "paper_pdf")).status_code == 404


def test_a_build_that_failed_says_why(reader, journey):
    paper = make.paper(journey, AGREEMENT, PaperState.DRAFTED)
    document = make.printed(paper)
    Document.objects.filter(pk=document.pk).update(state=DocumentState.FAILED, error="Skrifttypen mangler.")
    assert "Skrifttypen mangler." in shown(reader, address(paper))


def test_a_journey_that_changed_after_the_sending_is_told(reader, journey):
    paper = make.paper(journey, AGREEMENT, PaperState.SENT)
    assert "Opholdet er ændret" not in shown(reader, address(paper))
    Mobility.objects.filter(pk=journey.pk).update(ends_on=date(2027, 3, 4))
    assert "Opholdet er ændret" in shown(reader, address(paper))


def test_signatures_come_one_by_one_with_the_copy_last(reader, journey, tmp_path):
    paper = make.paper(journey, AGREEMENT, PaperState.DRAFTED)
    reader.post(address(paper, "paper_send"))
    host = {"name_host": "Ann Peeters", "date_host": "2026-11-02"}
    reader.post(address(paper, "paper_sign"), host)
    page = shown(reader, address(paper))
    assert f"Ann Peeters, {unbroken('2. november 2026')}" in page
    assert "Mangler 2 af 3 underskrifter" in shown(reader, reverse("mobilities:papers", args=[journey.pk]))
    others = {"name_sender": "Birgit Ravn", "date_sender": "2026-11-03", "name_participant": "Jonas Tved", "date_participant": "2026-11-03"}
    reader.post(address(paper, "paper_sign"), {**host, **others, "file": an_image(tmp_path)})
    paper.refresh_from_db()
    assert paper.state == PaperState.SIGNED
    assert "aftale.png" in shown(reader, address(paper))
    copy = reader.get(reverse("mobilities:paper_copy", args=[journey.pk, paper.pk]))
    assert b"".join(copy.streaming_content).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Skriv, hvem der har skrevet under"),
        ({"name_host": "Ann Peeters"}, "Skriv, hvem der har skrevet under"),
        ({"date_host": "2026-11-02"}, "Skriv navnet på den"),
        ({"name_host": "Ann", "date_host": "2099-01-01"}, "ligger i fremtiden"),
        ({"name_host": "Ann", "date_host": "i går"}, "dag, måned og år"),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_what_is_right_is_kept(reader, journey, said, words):
    paper = make.paper(journey, AGREEMENT, PaperState.SENT)
    answer = reader.post(address(paper, "paper_sign"), {"name_sender": "Birgit Ravn", **said})
    assert answer.status_code == 422
    check_page(answer.content)
    assert words in answer.content.decode()
    assert "Birgit Ravn" in answer.content.decode()
    assert not paper.signatures.exists()


def test_the_portal_takes_copies_and_says_what_it_does_not_take(reader, journey, tmp_path):
    page = reverse("mobilities:paper_hand_in", args=[journey.pk, "forsikring"])
    empty = reader.post(page)
    assert "Vælg den fil" in empty.content.decode()
    wrong = reader.post(page, {"file": SimpleUploadedFile("police.exe", b"MZ program")})
    assert (empty.status_code, wrong.status_code) == (422, 422)
    check_page(wrong.content)
    reader.post(page, {"file": an_image(tmp_path)})
    reader.post(page, {"file": an_image(tmp_path)})
    assert sorted(Paper.objects.values_list("version", "state")) == [(1, PaperState.SUPERSEDED), (2, PaperState.SIGNED)]
    assert "Version 1" in shown(reader, reverse("mobilities:paper", args=[journey.pk, "forsikring"]))


def test_the_administration_decides_and_the_reason_is_read(journey, decider, sign_in, maker):
    paper = make.paper(journey, AGREEMENT, PaperState.SIGNED)
    client = decider()
    without = client.post(address(paper, "paper_decide"), {"afvis": "1"})
    assert without.status_code == 422
    assert "Skriv, hvorfor" in without.content.decode()
    client.post(address(paper, "paper_decide"), {"afvis": "1", "note": "Datoen mangler."})
    assert "Datoen mangler." in shown(sign_in(maker), address(paper))


def test_what_was_approved_is_opened_again_with_a_reason(journey, decider):
    paper = make.paper(journey, AGREEMENT, PaperState.APPROVED)
    client = decider()
    assert client.post(address(paper, "paper_reopen"), {"note": ""}).status_code == 422
    client.post(address(paper, "paper_reopen"), {"note": "Forkert år."})
    assert make.slot(journey, AGREEMENT).state == PaperState.MISSING


def test_who_travels_does_not_decide_and_the_page_says_so(journey, school, sign_in):
    traveller = people.actor("consultant", school.municipality)
    Participant.objects.create(mobility=journey, user=traveller.user, name="Den rejsende", position=1)
    paper = make.paper(journey, AGREEMENT, PaperState.SIGNED)
    client = sign_in(traveller)
    assert "Ingen godkender dokumenter til sin egen rejse" in shown(client, address(paper))
    assert client.post(address(paper, "paper_decide"), {"godkend": "1"}).status_code == 403


def test_two_who_decide_at_the_same_time_hear_of_each_other(journey, decider):
    paper = make.paper(journey, AGREEMENT, PaperState.SIGNED)
    client = decider()
    client.post(address(paper, "paper_decide"), {"godkend": "1"})
    second = client.post(address(paper, "paper_decide"), {"godkend": "1"}, follow=True)
    assert "den står som ”Godkendt”" in second.content.decode()


@pytest.mark.parametrize("slot", ["ukendt", "laeringsaftale-0", "laeringsaftale", "forsikring-1"])
def test_there_is_no_other_document_than_those_of_the_journey(reader, journey, slot):
    for name in ("paper", "paper_preview", "paper_pdf"):
        assert reader.get(reverse(f"mobilities:{name}", args=[journey.pk, slot])).status_code == 404


def test_the_preview_says_what_the_paper_says_and_draws_on_our_own_files(reader, journey):
    paper = make.paper(journey, PaperKind.CERTIFICATE, PaperState.DRAFTED, languages=PaperLanguage.BOTH)
    page = reader.get(address(paper, "paper_preview")).content.decode()
    assert "Jonas Tved" in page
    assert "Certificate of attendance" in page
    assert "print://" not in page
    assert page.index("/ophold/tryk/css/book.css") < page.index("/ophold/tryk/css/papers.css") < page.index("papers-screen.css")
    for kind, name in (("css", "papers.css"), ("font", "IBMPlexSans-Regular.woff2"), ("drawing", "eu.svg"), ("drawing", "band-1.svg")):
        part = reader.get(reverse("mobilities:print_part", args=[kind, name]))
        assert part.status_code == 200
        assert b"print://" not in part.content
    for kind, name in (("css", "screen.css"), ("font", "../settings.py"), ("drawing", "ukendt.svg"), ("font", "IBMPlexSans-Nej.woff2")):
        assert reader.get(f"/ophold/tryk/{kind}/{name}").status_code == 404


def test_an_accession_form_is_ordered_and_fetched(decider, journey):
    member = consortium.membership(journey.project, journey.school)
    client, page = decider(), reverse("mobilities:accession", args=[member.pk])
    assert "Lav PDF" in shown(client, page)
    assert client.post(reverse("mobilities:accession_order", args=[member.pk])).url == page
    assert "bliver sat op" in shown(client, page)
    Document.objects.all().delete()
    make.printed(member)
    assert "Hent PDF" in shown(client, page)
    assert b"".join(client.get(reverse("mobilities:accession_pdf", args=[member.pk])).streaming_content) == b"%PDF-1.7"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_three_as_for_one(reader, journey, django_assert_num_queries, rows):
    for number in range(1, rows):
        Participant.objects.create(mobility=journey, name=f"Nr. {number}", position=number)
    make.all_approved(journey)
    with django_assert_num_queries(PAPERS_QUERIES):
        reader.get(reverse("mobilities:papers", args=[journey.pk]))


PAPERS_QUERIES = 16


@pytest.mark.django_db(transaction=True)
def test_the_worker_sets_it(journey, maker):
    paper = make.paper(journey, PaperKind.CERTIFICATE, PaperState.DRAFTED)
    order_print(paper=paper, by=maker, now=make.NOW)
    document = Document.objects.get()
    assert building.build(document_id=document.pk)
    document.refresh_from_db()
    assert (document.state, document.pages) == (DocumentState.READY, 1)


def test_one_that_is_not_drafted_has_no_words_to_print_or_to_send(reader, journey):
    make.paper(journey, AGREEMENT)
    at = [journey.pk, make.slot(journey, AGREEMENT).key]
    assert reader.get(reverse("mobilities:paper_pdf", args=at)).status_code == 404
    for name in ("paper_print", "paper_send"):
        assert reader.post(reverse(f"mobilities:{name}", args=at)).status_code == 404


def test_the_name_of_who_signs_holds_no_cpr_number(reader, journey):
    make.paper(journey, AGREEMENT, PaperState.SENT)
    at = [journey.pk, make.slot(journey, AGREEMENT).key]
    signed = {"name_participant": "Jonas Tved 010203-1234", "date_participant": "2026-11-01"}
    answer = reader.post(reverse("mobilities:paper_sign", args=at), signed)
    assert answer.status_code == 422
    check_page(answer.content)
    assert "Skriv ikke selve tallet." in answer.content.decode()
    assert not Signature.objects.exists()


@pytest.mark.parametrize("act", ["decide", "reopen"])
def test_a_reason_that_is_mailed_holds_no_cpr_number(sign_in, school, journey, act):
    state = PaperState.SIGNED if act == "decide" else PaperState.APPROVED
    make.paper(journey, AGREEMENT, state)
    at = [journey.pk, make.slot(journey, AGREEMENT).key]
    client = sign_in(people.actor("consultant", school.municipality))
    answer = client.post(reverse(f"mobilities:paper_{act}", args=at), {"note": "Hun er 010203-1234", "afvis": "1"})
    assert answer.status_code == 422
    assert Paper.objects.current().get(kind=AGREEMENT).state == state


@pytest.mark.parametrize(("page", "takes"), [("detail", "pk"), ("papers", "pk"), ("paper_list", "call")])
def test_an_english_page_says_that_a_source_is_danish(reader, journey, page, takes):
    address = reverse(f"mobilities:{page}", args=[journey.pk if takes == "pk" else 2026])
    assert 'Source: <span lang="da">' in reader.get(address, headers={"accept-language": "en"}).content.decode()
    assert "Kilde: <span>" in reader.get(address).content.decode()
