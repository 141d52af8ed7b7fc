"""Writing a proposal: sections, drafts with nothing compulsory, autosave, conflict, what is missing, and sending."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from PIL import Image as Picture

from partners.grants.choices import Activity
from partners.mobilities.choices import Company, ParticipantKind, Section, State
from partners.mobilities.models import Mobility, Participant, Support
from partners.models import PartnerOrganisation
from portal.notices.models import Mail
from portal.workflow.models import LogEntry
from tests.factories import consortium, people, places
from tests.trials.posting import press, standing_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return places.school()


@pytest.fixture
def writer(school):
    return people.actor("contributor", school)


@pytest.fixture
def draft(school, writer):
    return consortium.mobility(at=school, by=writer.user)


def _url(mobility: Mobility, section: Section) -> str:
    return reverse("mobilities:section", args=[mobility.pk, section.value])


def _fresh(mobility: Mobility) -> Mobility:
    return Mobility.objects.get(pk=mobility.pk)


def _autosave(client: Client, mobility: Mobility, section: Section, changes: dict[str, Any]) -> Any:
    opened = client.get(_url(mobility, section))
    return client.post(f"{_url(mobility, section)}gem/", {**standing_in(opened), **changes})


# Beginning


@pytest.mark.parametrize(
    ("kind", "at_school"),
    [("contributor", True), ("school_leader", True), ("ppr", False), ("consultant", False), ("editor", False), ("head", False)],
)
def test_school_ppr_and_administration_begin_a_proposal(kind, at_school, school, sign_in):
    project = consortium.project(consortium.accreditation(at=school.municipality))
    client = sign_in(people.actor(kind, school if at_school else school.municipality))
    answer = press(client, reverse("mobilities:new"), {"title": "To voksne i klassen", "activity": Activity.SHADOWING})
    made = Mobility.objects.get()
    assert answer["Location"] == reverse("mobilities:write", args=[made.pk])
    assert (made.school, made.project, made.state, made.number) == (school if at_school else None, project, State.DRAFT, None)
    assert list(made.writers.all()) == [made.created_by]


def test_a_page_that_is_sent_twice_begins_one_draft(school, writer, sign_in):
    client = sign_in(writer)
    page = client.get(reverse("mobilities:new"))
    for _time in range(2):
        press(client, reverse("mobilities:new"), {"title": "Gent", "activity": Activity.SHADOWING}, page=page)
    assert Mobility.objects.count() == 1


def test_a_school_with_departments_says_which_one_travels(school, sign_in):
    department = places.school(at=school.municipality, parent=school)
    client = sign_in(people.actor("school_leader", school))
    press(client, reverse("mobilities:new"), {"title": "Gent", "activity": Activity.SHADOWING, "school": department.pk})
    assert Mobility.objects.get().school == department


@pytest.mark.parametrize("opens", [False, True])
def test_pupils_and_hosting_are_hidden_until_the_accreditation_opens(opens, school, writer, sign_in):
    consortium.accreditation(at=school.municipality, has_pupil_activities=opens, has_hosting=opens)
    page = sign_in(writer).get(reverse("mobilities:new")).content.decode()
    assert [word in page for word in ("Gruppeophold for elever", "Besøg af ekspert", "Jobskygning")] == [opens, opens, True]


# Sections


SAVED = {
    Section.ACTIVITY: {"title": "Et kursus i Firenze", "activity": "course", "course_name": "Inclusive Classrooms"},
    Section.HOST: {"mentor": "Anna de Vries"},
    Section.TIME: {"starts_on": "2027-04-05", "ends_on": "2027-04-16", "days": "8", "travel_days": "4", "is_green": "on", "km": "1020"},
    Section.PEOPLE: {"company": "alone", "people-0-title": "Børnehaveklasseleder"},
    Section.PURPOSE: {"how_it_serves": "Vi ser det ske.", "sharing": "På lærermødet."},
    Section.MONEY: {"language_participants": "1"},
}


@pytest.mark.parametrize("section", Section)
def test_each_section_is_saved_by_the_button_and_by_itself(section, draft, writer, sign_in):
    client = sign_in(writer)
    answer = _autosave(client, draft, section, SAVED[section])
    assert answer.status_code == 200, answer.content.decode()
    again = press(client, _url(draft, section))
    assert again.status_code == 302
    page = client.get(_url(draft, section)).content.decode()
    for value in SAVED[section].values():
        assert value == "on" or value in page
    assert not LogEntry.objects.about(draft).exists(), "a save is no act"


def test_a_draft_may_be_empty_and_is_told_what_it_lacks(school, writer, sign_in):
    empty = Mobility.objects.create(
        municipality=school.municipality,
        school=school,
        created_at=consortium.NOW,
        created_by=writer.user,
        changed_at=consortium.NOW,
        changed_by=writer.user,
    )
    client = sign_in(writer)
    for section in Section:
        assert press(client, _url(empty, section)).status_code == 302
    page = client.get(reverse("mobilities:write", args=[empty.pk])).content.decode()
    for words in ("Vælg en aktivitet", "Vælg en vært", "Skriv den første dag", "Vælg, hvem der rejser", "Skriv, hvad I vil lære"):
        assert words in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"days": "2,5"}, "Halve dage tæller ikke"),
        ({"starts_on": "2027-03-05", "ends_on": "2027-03-01"}, "slutter, før det begynder"),
    ],
)
def test_what_cannot_be_stored_is_told_beside_the_field_and_nothing_is_lost(typed, words, draft, writer, sign_in):
    client = sign_in(writer)
    answer = press(client, _url(draft, Section.TIME), {**typed, "km": "777"})
    page = answer.content.decode()
    assert (answer.status_code, words in page, 'value="777"' in page) == (200, True, True)
    assert _autosave(client, draft, Section.TIME, typed).status_code == 422
    assert _fresh(draft).km == 700


def test_what_the_rules_refuse_is_saved_and_told_beside_the_field(draft, writer, sign_in):
    client = sign_in(writer)
    assert press(client, _url(draft, Section.TIME), {"travel_days": "3"}).status_code == 302
    page = client.get(_url(draft, Section.TIME)).content.decode()
    assert '<div class="refused" id="afvist-travel_days" aria-live="polite" data-say-once><p>Der gives højst 2 rejsedage' in page
    told = re.search(r'name="travel_days"[^>]*aria-describedby="([^"]+)"', page)
    assert "afvist-travel_days" in told[1].split()  # heard by whoever comes back to the field
    assert _fresh(draft).travel_days == 3


def test_a_new_host_is_written_in_the_proposal_by_the_button_only(draft, writer, sign_in):
    client = sign_in(writer)
    before = draft.host
    new = {"new_name": "Instituto do Sol", "new_country": "PT", "new_city": "Porto"}
    # The script holds back what begins with new_ (static/js/writing.js); the button sends it.
    press(client, _url(draft, Section.HOST), new)
    host = _fresh(draft).host
    assert host != before
    assert (host.name, host.country, host.city, host.created_by) == ("Instituto do Sol", "PT", "Porto", writer.user)
    assert PartnerOrganisation.objects.visible_to(people.actor("consultant", draft.municipality)).filter(pk=host.pk).exists()


def test_a_new_host_without_a_country_is_asked_for_it(draft, writer, sign_in):
    answer = press(sign_in(writer), _url(draft, Section.HOST), {"new_name": "Instituto do Sol"})
    assert "Vælg det land, værten ligger i." in answer.content.decode()
    assert PartnerOrganisation.objects.count() == 1


def test_a_host_of_another_municipality_cannot_be_chosen(draft, writer, sign_in):
    other = consortium.partner(at=places.municipality())
    answer = press(sign_in(writer), _url(draft, Section.HOST), {"host_id": other.pk})
    assert answer.status_code == 200
    assert _fresh(draft).host != other


def test_the_commissions_calculation_is_kept_and_replaced(draft, writer, sign_in, django_capture_on_commit_callbacks):
    picture = BytesIO()
    Picture.new("RGB", (40, 30), "teal").save(picture, "PNG")
    client = sign_in(writer)
    for name in ("afstand.png", "ny.png"):
        opened = standing_in(client.get(_url(draft, Section.TIME)))
        with django_capture_on_commit_callbacks(execute=True):
            client.post(_url(draft, Section.TIME), {**opened, "new_evidence-file": SimpleUploadedFile(name, picture.getvalue())})
    assert _fresh(draft).km_evidence.original_name == "ny.png"
    answer = client.get(reverse("mobilities:evidence", args=[draft.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    answer.close()


def test_colleagues_are_chosen_and_others_written_by_name(draft, school, writer, sign_in):
    colleague = people.role("contributor", school, title="Pædagog").user
    rows = {"people-TOTAL_FORMS": "2", "people-1-user_id": colleague.pk, "company": Company.PAIR}
    press(sign_in(writer), _url(draft, Section.PEOPLE), rows)
    second = draft.participants.get(user=colleague)
    assert (second.name, second.title, second.email) == (colleague.name, "Pædagog", colleague.email)
    assert _fresh(draft).company == Company.PAIR


def test_the_same_colleague_travels_once(draft, writer, sign_in):
    rows = {"people-TOTAL_FORMS": "2", "people-1-user_id": writer.user.pk}
    assert "er valgt to gange" in press(sign_in(writer), _url(draft, Section.PEOPLE), rows).content.decode()
    assert draft.participants.count() == 1


def test_a_person_without_a_user_is_a_name_and_is_removed_again(draft, writer, sign_in):
    client = sign_in(writer)
    press(client, _url(draft, Section.PEOPLE), {"people-TOTAL_FORMS": "2", "people-1-name": "Bo Skov", "people-1-is_leader": "on"})
    assert draft.participants.filter(name="Bo Skov", user=None, is_leader=True).exists()
    press(client, _url(draft, Section.PEOPLE), {"people-1-DELETE": "on"})
    assert not draft.participants.filter(name="Bo Skov").exists()


def test_what_the_browser_keeps_is_never_mistaken_for_a_trial_actions(draft, writer, sign_in):
    page = sign_in(writer).get(_url(draft, Section.PURPOSE)).content.decode()
    assert f'data-version="ophold-{draft.pk}"' in page


# Support: written, never read back


def test_support_is_written_by_the_proposer_and_read_by_the_administration_alone(draft, writer, sign_in):
    client = sign_in(writer)
    press(client, _url(draft, Section.MONEY), {"fewer_opportunities": "1", "inclusion_costs": "4321", "exceptional_costs": "0"})
    kept = Support.objects.get(mobility=draft)
    assert (kept.fewer_opportunities, kept.inclusion_costs) == (1, Decimal(4321))
    pages = [_url(draft, section) for section in Section]
    pages += [reverse(f"mobilities:{name}", args=[draft.pk]) for name in ("write", "propose", "detail")]
    for page in pages:
        text = re.sub(r'"[0-9A-Za-z]{32,}"', "", client.get(page).content.decode())  # a fingerprint may hold any digits
        assert "4.321" not in text and "4321" not in text, page
        assert not re.search(r"\b125\b", strip_tags(text)), page
    assert "Indberettet" in client.get(_url(draft, Section.MONEY)).content.decode()


def test_an_amount_left_empty_stays_and_zero_removes_it(draft, writer, sign_in):
    client = sign_in(writer)
    press(client, _url(draft, Section.MONEY), {"inclusion_costs": "400", "exceptional_costs": "90"})
    press(client, _url(draft, Section.MONEY), {"exceptional_costs": "0"})
    kept = Support.objects.get(mobility=draft)
    assert (kept.inclusion_costs, kept.exceptional_costs) == (Decimal(400), Decimal(0))


def test_the_log_and_the_mails_name_no_amount(draft, writer, sign_in):
    client = sign_in(writer)
    people.role("school_leader", draft.school)
    press(client, _url(draft, Section.MONEY), {"inclusion_costs": "4321"})
    press(client, reverse("mobilities:propose", args=[draft.pk]), {"nobody": "on"})
    told = [mail.subject + mail.body for mail in Mail.objects.all()] + [entry.note for entry in LogEntry.objects.all()]
    assert len(told) > 1
    assert not any("4321" in text or "4.321" in text for text in told)


def test_a_list_of_people_that_is_not_begun_is_not_reproached(draft, writer, sign_in):
    """Somebody who only goes along is: then one who takes part is missing."""
    client, words = sign_in(writer), "Der skal være mindst én deltager."
    draft.participants.update(kind=ParticipantKind.ACCOMPANYING)
    assert words in client.get(_url(draft, Section.PEOPLE)).content.decode()
    draft.participants.all().delete()
    assert words not in client.get(_url(draft, Section.PEOPLE)).content.decode()


# The grant while typing


def test_the_grant_is_calculated_from_what_is_typed_and_nothing_is_saved(draft, writer, sign_in):
    client = sign_in(writer)
    opened = standing_in(client.get(_url(draft, Section.TIME)))
    answer = client.post(reverse("mobilities:calculate", args=[draft.pk, "tid"]), {**opened, "km": "100", "days": "4"})
    page = answer.content.decode()
    # 211 for 100 km, 6 days at 172, 350 to the organisation.
    assert "1.593" in page
    assert "tæt på 100 km" in page
    assert "Ikke bekræftet" in page
    assert _fresh(draft).km == 700


def test_only_the_total_is_told_aloud_while_somebody_types(draft, writer, sign_in):
    client = sign_in(writer)
    page = client.get(_url(draft, Section.TIME))
    html = page.content.decode()
    assert re.search(r'<p[^>]* id="tilskud-sagt" role="status" data-say-once>\s*Tilskuddet er nu 1\.863 euro\.\s*</p>', html)
    assert "aria-live" not in html.split('id="beregning"')[1].split(">")[0]
    answer = client.post(reverse("mobilities:calculate", args=[draft.pk, "tid"]), {**standing_in(page), "days": "4"}).content.decode()
    assert re.search(r'<p id="tilskud-sagt" hx-swap-oob="innerHTML">\s*Tilskuddet er nu 1\.691 euro\.\s*</p>', answer)


def test_a_proposals_sections_are_counted_as_their_pages_do(draft, writer, sign_in):
    client = sign_in(writer)
    assert (
        "Fem af seks afsnit er skrevet. Ét afsnit kan springes over."
        in client.get(reverse("mobilities:write", args=[draft.pk])).content.decode()
    )
    assert "Afsnit 3 af 6" in client.get(_url(draft, Section.TIME)).content.decode()


def test_refusals_come_beside_their_field_while_typing(draft, writer, sign_in):
    client = sign_in(writer)
    opened = standing_in(client.get(_url(draft, Section.TIME)))
    page = client.post(reverse("mobilities:calculate", args=[draft.pk, "tid"]), {**opened, "days": "1"}).content.decode()
    assert '<div id="afvist-days" hx-swap-oob="innerHTML"><p>Jobskygning varer mindst 2 dage' in page
    assert '<div id="afvist-km" hx-swap-oob="innerHTML"></div>' in page


def test_people_on_the_page_count_before_they_are_saved(draft, writer, sign_in):
    client = sign_in(writer)
    opened = standing_in(client.get(_url(draft, Section.PEOPLE)))
    typed = {**opened, "people-TOTAL_FORMS": "2", "people-1-name": "Bo Skov"}
    page = client.post(reverse("mobilities:calculate", args=[draft.pk, "deltagere"]), typed).content.decode()
    assert "3.726" in page, "two at 1.863"
    assert Participant.objects.filter(mobility=draft).count() == 1


def test_support_that_is_typed_is_left_out_of_what_the_proposer_sees(draft, writer, sign_in):
    client = sign_in(writer)
    opened = standing_in(client.get(_url(draft, Section.MONEY)))
    page = client.post(reverse("mobilities:calculate", args=[draft.pk, "tilskud"]), {**opened, "inclusion_costs": "500"}).content.decode()
    assert "1.863" in page and "2.363" not in page
    assert "dem ser kun forvaltningen" in page


@pytest.mark.parametrize(
    "typed", [{"days": "x" * 400}, {"days": "-4"}, {"km": "9" * 30}, {"starts_on": "2027-13-40"}, {"is_green": "\x00"}]
)
def test_bad_input_never_breaks_the_calculation(typed, draft, writer, sign_in):
    answer = sign_in(writer).post(reverse("mobilities:calculate", args=[draft.pk, "tid"]), typed)
    assert answer.status_code == 200


# Two who write


def test_two_writers_meet_both_texts(draft, school, writer, sign_in):
    client = sign_in(writer)
    opened = client.get(_url(draft, Section.PURPOSE))
    other = Client()
    colleague = people.actor("contributor", school)
    other.force_login(colleague.user, backend="django.contrib.auth.backends.ModelBackend")
    press(other, _url(draft, Section.PURPOSE), {"sharing": "I et nyhedsbrev."})
    mine = {**standing_in(opened), "sharing": "På et møde for forældrene."}
    assert client.post(f"{_url(draft, Section.PURPOSE)}gem/", mine).status_code == 409
    page = client.post(_url(draft, Section.PURPOSE), mine)
    assert page.status_code == 409
    assert "I et nyhedsbrev." in page.content.decode()
    assert set(_fresh(draft).writers.all()) == {writer.user, colleague.user}, "who writes is a writer"


def test_different_fields_are_put_together(draft, school, writer, sign_in):
    client = sign_in(writer)
    opened = client.get(_url(draft, Section.PURPOSE))
    other = Client()
    other.force_login(people.actor("contributor", school).user, backend="django.contrib.auth.backends.ModelBackend")
    press(other, _url(draft, Section.PURPOSE), {"sharing": "I et nyhedsbrev."})
    client.post(_url(draft, Section.PURPOSE), {**standing_in(opened), "expected_learning": "At dele timer."})
    saved = _fresh(draft)
    assert (saved.sharing, saved.expected_learning) == ("I et nyhedsbrev.", "At dele timer.")


def test_nothing_is_written_once_it_is_sent(school, writer, sign_in):
    sent = consortium.mobility(at=school, by=writer.user, state=State.PROPOSED)
    client = sign_in(writer)
    assert client.get(_url(sent, Section.TIME))["Location"] == reverse("mobilities:detail", args=[sent.pk])
    answer = client.post(f"{_url(sent, Section.TIME)}gem/", {"seen": "", "base": ""})
    assert answer.status_code == 409
    assert _fresh(sent).km == 700


# Sending


def test_a_whole_proposal_is_sent_and_gets_its_id(draft, writer, sign_in):
    people.role("school_leader", draft.school)
    answer = press(sign_in(writer), reverse("mobilities:propose", args=[draft.pk]), {"nobody": "on"})
    sent = _fresh(draft)
    assert answer["Location"] == reverse("mobilities:detail", args=[draft.pk])
    assert (sent.state, sent.proposed_by) == (State.PROPOSED, writer.user)
    assert sent.number.startswith("2026-SHADO-0001-KA121-SCH-")


def test_the_question_about_pupils_must_be_answered(draft, writer, sign_in):
    answer = press(sign_in(writer), reverse("mobilities:propose", args=[draft.pk]))
    assert "Sæt kryds, når du har læst det igennem" in answer.content.decode()
    assert _fresh(draft).state == State.DRAFT


def test_what_is_missing_stands_on_the_page_and_in_the_gate(draft, writer, sign_in):
    Mobility.objects.filter(pk=draft.pk).update(sharing="", km=None)
    client = sign_in(writer)
    url = reverse("mobilities:propose", args=[draft.pk])
    page = client.get(url).content.decode()
    answer = client.post(url, {"nobody": "on"})
    assert answer.status_code == 409
    for words in ("Skriv, hvordan I deler det, I lærer", "Skriv afstanden fra Kommissionens beregner"):
        assert words in page and words in answer.content.decode()


def test_a_cpr_number_stops_it_and_a_pupils_name_is_shown(draft, writer, sign_in):
    Mobility.objects.filter(pk=draft.pk).update(expected_learning="Eleven Mads har det svært. 010190-1234")
    page = sign_in(writer).get(reverse("mobilities:propose", args=[draft.pk])).content.decode()
    assert "Skal fjernes" in page
    assert "Fjern tallet i ”Det vil vi lære”, der ligner et CPR-nummer" in page
    assert "Et barn ved navn" in page


def test_the_page_says_who_decides_and_who_must_be_appointed(draft, writer, sign_in):
    client = sign_in(writer)
    url = reverse("mobilities:propose", args=[draft.pk])
    assert "skal udpeges som chef eller skolekonsulent" in client.get(url).content.decode()
    leader, consultant = people.role("school_leader", draft.school), people.role("consultant", draft.municipality)
    page = client.get(url).content.decode()
    assert leader.user.name in page and consultant.user.name in page and "skal udpeges" not in page


@pytest.mark.parametrize(
    ("section", "name"),
    [
        (Section.TIME, "days"),
        (Section.TIME, "travel_days"),
        (Section.TIME, "km"),
        (Section.PEOPLE, "pupils"),
        (Section.MONEY, "fewer_opportunities"),
    ],
)
def test_a_number_too_large_to_keep_is_said_beside_its_field(draft, writer, sign_in, section, name):
    page = press(sign_in(writer), _url(draft, section), {name: "99999999999"})
    assert name in page.context["form"].fields.errors
