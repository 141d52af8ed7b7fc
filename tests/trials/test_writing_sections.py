"""Each section's page: what is typed is saved and shown, nothing typed is ever lost."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.files.models import StoredFile
from tests.factories import people, places
from tests.factories import trials as make
from tests.files import made
from tests.support.pages import check_page
from tests.trials.posting import press, standing_in
from trials.choices import Life, Scope, Section
from trials.models import Expectation, Image, Measure, TrialAction, Version

pytestmark = pytest.mark.django_db


def _url(version: Version, section: Section) -> str:
    return reverse("trials:section", args=[version.pk, section.value])


@pytest.fixture
def version() -> Version:
    return make.draft(complete=False)


@pytest.fixture
def writer(version: Version, sign_in) -> Client:
    return sign_in(people.actor("contributor", version.trial.home_school))


@pytest.mark.parametrize("section", Section)
def test_each_section_has_a_page(section, version, writer):
    page = writer.get(_url(version, section))
    assert page.status_code == 200
    check_page(page.content)


SIMPLE = {
    Section.INTRO: {"title": "Klippekortet", "headline": "Fire værksteder", "standfirst": "Timerne efter frokost …"},
    Section.DONE: {"done": "### Sådan begyndte vi\n\n- Byg\n- Fortæl"},
    Section.CHANGE: {"change": "Vi har talt med børnene."},
    Section.FUTURE: {"future": "Vi fortsætter."},
    Section.LEARNED: {"learned": "- Tæl, før I går i gang"},
    Section.FACTS: {
        "school_year": "2025/26",
        "starts_on": "2025-08-11",
        "ends_on": "2026-06-12",
        "grades": ["0", "sfo"],
        "life": Life.EVALUATED,
        "outcome": "not_as_expected",
        "next_steps": ["adjusted", "stops"],
        "effort_hours": "Seks lektioner",
        "effort_staff": "To lærere",
        "effort_money": "Ingen",
        "effort_preparation": "Et møde",
        "video_url": "https://video.example/1",
        "video_is_captioned": "on",
    },
    Section.PEOPLE: {"contact_email": "skolen@kommune.example", "contact_phone": "12 34 56 78", "visibility": "municipality"},
}


@pytest.mark.parametrize("section", SIMPLE)
def test_what_is_typed_in_a_section_is_saved_and_shown(section, version, writer):
    typed = SIMPLE[section]
    answer = press(writer, _url(version, section), typed)
    assert answer.status_code == 302
    shown = standing_in(writer.get(answer["Location"]))
    assert {name: shown[name] for name in typed} == {name: value if isinstance(value, list) else [value] for name, value in typed.items()}


def test_saving_stays_or_goes_on_as_asked(version, writer):
    here = _url(version, Section.DONE)
    assert press(writer, here, {"done": "A"})["Location"] == here
    assert press(writer, here, {"videre": "1"})["Location"] == _url(version, Section.EXPECTED)
    last = _url(version, Section.FILES)
    assert press(writer, last, {"videre": "1"})["Location"] == reverse("trials:write", args=[version.pk])


def test_focus_areas_are_those_offered_to_the_municipality(version, writer):
    here = version.trial.municipality
    own, shared = places.focus_area(here, "Børnesyn"), places.focus_area(places.network(here), "Ledelse")
    foreign = places.focus_area(places.municipality(), "Andres")
    page = writer.get(_url(version, Section.INTRO)).content.decode()
    assert "Børnesyn" in page
    assert "Ledelse" in page
    assert "Andres" not in page
    press(writer, _url(version, Section.INTRO), {"focus_areas": [own.pk, shared.pk]})
    assert set(version.focus_areas.all()) == {own, shared}
    refused = press(writer, _url(version, Section.INTRO), {"focus_areas": [foreign.pk]})
    assert refused.status_code == 200
    assert set(version.focus_areas.all()) == {own, shared}


def test_a_short_introduction_gets_advice_and_no_refusal(version, writer):
    press(writer, _url(version, Section.INTRO), {"standfirst": "Kort."})
    version.refresh_from_db()
    assert version.standfirst == "Kort."
    assert "190–350 tegn" in writer.get(reverse("trials:write", args=[version.pk])).content.decode()


def _observation(at: int, **values) -> dict:
    typed = {"perspectives": ["pupils"], "own_label": "", "kind": "seen", "text": "Der er ro.", **values}
    return {f"observations-{at}-{name}": value for name, value in typed.items()}


def test_observations_are_added_one_by_one_without_javascript(version, writer):
    url = _url(version, Section.CHANGE)
    typed = _observation(0, perspectives=["pupils", "parents"], own_label="børnene i 0.b", text="Der er ro.")
    answer = press(writer, url, {**typed, "tilfoej": "observations"})
    assert answer["Location"] == f"{url}?tilfoej=observations#observations-ny"
    page = writer.get(answer["Location"])
    assert standing_in(page)["observations-TOTAL_FORMS"] == ["2"]
    press(writer, url, _observation(1, perspectives=["staff"], kind="challenge", text="Det er hårdt."), page=page)
    seen = list(version.observations.all())
    assert [(row.perspectives, row.kind, row.text) for row in seen] == [
        (["pupils", "parents"], "seen", "Der er ro."),
        (["staff"], "challenge", "Det er hårdt."),
    ]
    assert seen[0].own_label == "børnene i 0.b"


def test_an_empty_row_is_no_observation(version, writer):
    press(writer, _url(version, Section.CHANGE), {"change": "Kun en indledning."})
    assert not version.observations.exists()


def test_an_observation_is_changed_and_removed(version, writer):
    for text in ("Første", "Anden"):
        version.observations.create(perspectives=["pupils"], text=text)
    press(writer, _url(version, Section.CHANGE), {"observations-0-DELETE": "on", "observations-1-text": "Rettet"})
    assert [seen.text for seen in version.observations.all()] == ["Rettet"]


def test_hoped_for_and_observed_are_kept_apart(version, writer):
    answer = press(writer, _url(version, Section.CHANGE), _observation(0, own_label="vores egne", kind="not_yet"))
    assert "Når der er skrevet en tekst, er noget observeret." in answer.content.decode()
    assert not version.observations.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"perspectives": []}, "Sæt kryds ved, hvem hvert perspektiv er set fra"),
        ({"text": ""}, "Skriv, hvad I har set, eller vælg ”Endnu ikke observeret”"),
    ],
)
def test_an_observation_half_done_is_saved_and_asked_about_before_it_is_sent(changes, words, version, writer):
    answer = press(writer, _url(version, Section.CHANGE), _observation(0, own_label="vores egne", **changes))
    assert answer.status_code == 302
    assert version.observations.get().own_label == "vores egne"
    for page in ("write", "submit", "preview"):
        shown = writer.get(reverse(f"trials:{page}", args=[version.pk]))
        check_page(shown.content)
        assert page == "preview" or words in shown.content.decode()


def test_not_yet_observed_needs_no_text(version, writer):
    press(writer, _url(version, Section.CHANGE), _observation(0, perspectives=["politicians"], kind="not_yet", text=""))
    assert version.observations.get().kind == "not_yet"


def test_nothing_typed_is_lost_on_an_error(version, writer):
    url = _url(version, Section.CHANGE)
    typed = {"change": "En lang tekst\n\nmed afsnit", **_observation(0, kind="not_yet", own_label="pædagogerne", text="Meget at fortælle")}
    answer = press(writer, url, {**typed, "tilfoej": "observations"})
    assert answer.status_code == 200
    check_page(answer.content)
    page = answer.content.decode()
    assert 'href="#id_observations-0-kind_0"' in page
    assert "Alt, hvad du har skrevet, står der stadig." in page
    shown = standing_in(answer)
    assert shown["change"] == ["En lang tekst\n\nmed afsnit"]
    assert shown["observations-0-text"] == ["Meget at fortælle"]
    assert shown["observations-0-own_label"] == ["pædagogerne"]
    assert shown["observations-TOTAL_FORMS"] == ["2"], "the row that was asked for is there too"
    mended = press(writer, url, {"observations-0-kind": "challenge"}, page=answer)
    assert mended.status_code == 302
    version.refresh_from_db()
    assert version.change == "En lang tekst\n\nmed afsnit"
    assert version.observations.get().text == "Meget at fortælle"


def test_expectations_are_written_before_the_start(version, writer):
    url = _url(version, Section.EXPECTED)
    typed = {"expectations-0-perspective": "pupils", "expectations-0-text": "20 af 24 er med", "expectations-0-by_when": "2027-06-01"}
    press(writer, url, typed)
    expected = version.trial.expectations.get()
    assert (expected.perspective, expected.text, expected.by_when) == ("pupils", "20 af 24 er med", date(2027, 6, 1))
    press(writer, url, {"expectations-0-DELETE": "on"})
    assert not version.trial.expectations.exists()


def test_from_the_start_only_what_came_of_the_expectations_is_written(version, writer):
    expected = Expectation.objects.create(trial=version.trial, perspective="pupils", text="20 af 24 er med")
    TrialAction.objects.filter(pk=version.trial_id).update(life=Life.RUNNING)
    url = _url(version, Section.EXPECTED)
    page = writer.get(url)
    assert "expectations-0-text" not in standing_in(page)
    check_page(page.content)
    typed = {"expectations-0-met": "not_as_expected", "expectations-0-observed": "Kun 12", "expectations-0-text": "12 af 24 er med"}
    press(writer, url, {**typed, "tilfoej": "adjustments"})
    expected.refresh_from_db()
    assert (expected.text, expected.met, expected.observed) == ("20 af 24 er med", "not_as_expected", "Kun 12")
    page = writer.get(f"{url}?tilfoej=adjustments")
    press(writer, url, {"adjustments-0-made_on": "2026-10-01", "adjustments-0-text": "Nu to voksne"}, page=page)
    assert version.trial.adjustments.get().text == "Nu to voksne"


def test_an_expectation_typed_while_it_was_being_locked_is_shown_again(version, writer):
    url = _url(version, Section.EXPECTED)
    page = writer.get(url)
    TrialAction.objects.filter(pk=version.trial_id).update(life=Life.RUNNING)
    typed = {"expectations-0-perspective": "pupils", "expectations-0-text": "20 af 24 er med"}
    answer = press(writer, url, typed, page=page)
    assert answer.status_code == 409
    assert standing_in(answer)["expectations-0-text"] == ["20 af 24 er med"]
    assert "Forventningerne er blevet låst" in answer.content.decode()


def test_a_measure_with_its_numbers(version, writer):
    url = _url(version, Section.MEASURES)
    typed = {
        "measures-0-name": "Elever i klassen kl. 13",
        "measures-0-unit": "elever",
        "measures-0-sentence": "Flere er med.",
        "measures-0-source": "Optalt af lærerne",
        "measures-0-values-0-taken_on": "2025-09-01",
        "measures-0-values-0-kind": "baseline",
        "measures-0-values-0-value": "14,5",
        "measures-0-values-1-taken_on": "2026-05-18",
        "measures-0-values-1-kind": "final",
        "measures-0-values-1-value": "20",
    }
    answer = press(writer, url, {**typed, "tilfoej": "measures-0-values"})
    measure = version.trial.measures.get()
    assert [str(value.value) for value in measure.values.all()] == ["14.50", "20.00"]
    page = writer.get(answer["Location"])
    check_page(page.content)
    shown = standing_in(page)
    assert shown["measures-0-values-TOTAL_FORMS"] == ["3"]
    assert (shown["measures-0-values-0-value"], shown["measures-0-values-1-value"]) == (["14,50"], ["20"])
    press(writer, url, {"measures-0-values-0-DELETE": "on"}, page=page)
    assert measure.values.count() == 1


def test_a_number_that_is_none_keeps_the_rest_of_the_page(version, writer):
    typed = {"measures-0-name": "Uro", "measures-0-values-0-taken_on": "2025-09-01", "measures-0-values-0-value": "mange"}
    answer = press(writer, _url(version, Section.MEASURES), typed)
    shown = standing_in(answer)
    assert (shown["measures-0-name"], shown["measures-0-values-0-value"]) == (["Uro"], ["mange"])
    assert not Measure.objects.exists()


def test_numbers_without_a_name_are_not_thrown_away(version, writer):
    answer = press(writer, _url(version, Section.MEASURES), {"measures-0-values-0-value": "14"})
    assert answer.status_code == 200
    assert 'href="#id_measures-0-name"' in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"starts_on": "2026-08-01", "ends_on": "2026-07-01"}, "Slutdatoen ligger før begyndelsen"),
        ({"life": Life.IDEA, "outcome": "partly"}, "En idé har endnu ikke noget resultat"),
        ({"video_url": "javascript:alert(1)"}, "video"),
    ],
)
def test_facts_that_contradict_each_other_are_asked_about(typed, words, version, writer):
    answer = press(writer, _url(version, Section.FACTS), {"effort_hours": "Seks lektioner", **typed})
    assert words in answer.content.decode()
    assert standing_in(answer)["effort_hours"] == ["Seks lektioner"]


def test_schools_of_the_municipality_can_be_named_and_others_not(version, writer):
    near = places.school(at=version.trial.municipality)
    far = places.school("Langt Væk Skole")
    own = version.trial.home_school
    url = _url(version, Section.FACTS)
    assert far.name not in writer.get(url).content.decode()
    press(writer, url, {"schools": [own.pk, near.pk]})
    assert set(version.trial.schools.all()) == {own, near}
    press(writer, url, {"scope": Scope.UNNAMED})
    assert not version.trial.schools.exists()


def test_a_colleague_is_chosen_and_a_stranger_is_typed(version, writer):
    url = _url(version, Section.PEOPLE)
    colleague = people.role("school_leader", version.trial.home_school, title="Skoleleder").user
    elsewhere = people.role("contributor", places.school(at=version.trial.municipality)).user
    page = writer.get(url)
    assert elsewhere.name not in page.content.decode()
    answer = press(writer, url, {"people-0-user_id": colleague.pk, "tilfoej": "people"}, page=page)
    page = writer.get(answer["Location"])
    press(writer, url, {"people-1-name": "Karen Mølgaard", "people-1-title": "Pædagog"}, page=page)
    responsible = [(person.user, person.name, person.title) for person in version.trial.people.all()]
    assert responsible == [(colleague, colleague.name, "Skoleleder"), (None, "Karen Mølgaard", "Pædagog")]


def test_the_same_colleague_twice_is_asked_about(version, writer):
    colleague = people.role("school_leader", version.trial.home_school).user
    page = writer.get(_url(version, Section.PEOPLE) + "?tilfoej=people")
    version.trial.people.create(user=colleague, name=colleague.name)
    page = writer.get(_url(version, Section.PEOPLE) + "?tilfoej=people")
    answer = press(writer, _url(version, Section.PEOPLE), {"people-1-user_id": colleague.pk}, page=page)
    assert "valgt to gange" in answer.content.decode()


def test_chosen_networks_must_be_named(version, writer):
    network = places.network(version.trial.municipality)
    url = _url(version, Section.PEOPLE)
    assert "Vælg mindst ét netværk" in press(writer, url, {"visibility": "networks"}).content.decode()
    press(writer, url, {"visibility": "networks", "networks": [network.pk]})
    version.refresh_from_db()
    assert (version.visibility, list(version.networks.all())) == ("networks", [network])
    press(writer, url, {"visibility": "everyone"})
    assert not version.networks.exists()


def _upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def test_an_image_is_uploaded_described_and_removed(version, writer, django_capture_on_commit_callbacks):
    url = _url(version, Section.FILES)
    picture = _upload(made.image_with_place(size=(800, 400)), "rum.jpg")
    press(writer, url, {"new_image-file": picture, "new_image-alt": "Et rum med fire borde", "new_image-caption": "Rummet"})
    image = version.images.get()
    assert (image.alt, image.caption, image.stored.original_name) == ("Et rum med fire borde", "Rummet", "rum.jpg")
    page = writer.get(url)
    check_page(page.content)
    assert reverse("trials:image", args=[version.trial.slug, image.pk]) in page.content.decode()
    served = writer.get(reverse("trials:image", args=[version.trial.slug, image.pk]))
    assert b"".join(served.streaming_content).startswith(b"\xff\xd8")
    press(writer, url, {"images-0-alt": "Fire borde"})
    assert version.images.get().alt == "Fire borde"
    with django_capture_on_commit_callbacks(execute=True):
        press(writer, url, {"images-0-DELETE": "on"})
    assert not version.images.exists()
    assert not StoredFile.objects.exists()


def test_a_file_gets_its_own_name_as_title_when_none_is_written(version, writer):
    url = _url(version, Section.FILES)
    press(writer, url, {"new_attachment-file": _upload(made.office(), "Årshjul.docx"), "new_attachment-kind": "recipe"})
    attachment = version.attachments.get()
    assert (attachment.title, attachment.kind, attachment.stored.type_label) == ("Årshjul", "recipe", "Word")


def test_images_are_moved_up_and_down(version, writer):
    url = _url(version, Section.FILES)
    for name in ("en", "to", "tre"):
        press(writer, url, {"new_image-file": _upload(made.image(), f"{name}.png"), "new_image-alt": name})
    third = version.images.get(alt="tre")
    press(writer, url, {"flyt_images": f"{third.pk}:op"})
    assert [image.alt for image in version.images.all()] == ["en", "tre", "to"]
    press(writer, url, {"flyt_images": f"{third.pk}:op"})
    press(writer, url, {"flyt_images": f"{third.pk}:op"})
    assert [image.alt for image in version.images.all()] == ["tre", "en", "to"]
    press(writer, url, {"flyt_images": f"{third.pk}:ned"})
    assert [image.alt for image in version.images.all()] == ["en", "tre", "to"]


def test_a_good_image_is_kept_when_the_file_beside_it_is_refused(version, writer):
    bad = _upload(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "tegning.pdf")
    typed = {"new_image-file": _upload(made.image(), "rum.png"), "new_image-alt": "Et rum", "new_attachment-file": bad}
    answer = press(writer, _url(version, Section.FILES), {**typed, "new_attachment-title": "Vores skema"})
    assert answer.status_code == 200
    check_page(answer.content)
    page = answer.content.decode()
    assert "SVG-tegning" in page
    assert "Resten er gemt" in page
    assert version.images.get().alt == "Et rum"
    assert not version.attachments.exists()
    shown = standing_in(answer)
    assert (shown["images-0-alt"], shown["new_attachment-title"], shown["new_image-alt"]) == (["Et rum"], ["Vores skema"], [""])
    mended = press(writer, _url(version, Section.FILES), {"new_attachment-file": _upload(made.pdf(), "skema.pdf")}, page=answer)
    assert mended.status_code == 302
    assert version.attachments.get().title == "Vores skema"


def test_a_removed_image_stays_in_the_version_that_is_published(sign_in):
    published = make.published()
    by = people.actor("school_leader", published.trial.home_school)
    stored = StoredFile.objects.create(
        sha256="0" * 64, media_type="image/png", size=1, original_name="a.png", file="a.png", uploaded_at=make.NOW
    )
    Image.objects.create(version=published, stored=stored, alt="Et rum")
    client = sign_in(by)
    client.post(reverse("trials:improve", args=[published.trial.slug]))
    newer = published.trial.versions.get(number=2)
    press(client, _url(newer, Section.FILES), {"images-0-DELETE": "on"})
    assert not newer.images.exists()
    assert published.images.get().stored == stored


def test_a_row_of_another_version_cannot_be_changed_from_here(version, writer):
    other = make.draft()
    strange = other.observations.create(perspectives=["pupils"], text="Andres")
    press(writer, _url(version, Section.CHANGE), {**_observation(0, text="Min"), "observations-0-row": strange.pk})
    strange.refresh_from_db()
    assert strange.text == "Andres"
    assert version.observations.get().text == "Min"


def test_a_conflict_with_myself_blames_nobody_else(version, writer):
    url = _url(version, Section.DONE)
    page = writer.get(url)
    press(writer, url, {"done": "Skrevet i det ene vindue"}, page=page)
    conflict = press(writer, url, {"done": "Skrevet i det andet vindue"}, page=page)
    assert conflict.status_code == 409
    assert "Du har selv gemt dette afsnit i et andet vindue" in conflict.content.decode()
    assert "En anden har gemt" not in conflict.content.decode()


def test_a_text_sent_while_somebody_writes_is_shown_and_not_lost(sign_in):
    version = make.draft()
    leader = people.actor("school_leader", version.trial.home_school)
    client = sign_in(leader)
    url = _url(version, Section.DONE)
    page = client.get(url)
    make.review.submit(version=version, nobody_recognised=True, by=leader, now=make.NOW)
    answer = press(client, url, {"done": "Det sidste, jeg nåede"}, page=page)
    assert answer.status_code == 409
    assert standing_in(answer)["done"] == ["Det sidste, jeg nåede"]
    assert "Til gennemsyn" in answer.content.decode()


def _told_above(page) -> list[str]:
    """What the summary above the fields says is wrong."""
    return re.findall(r'<li><a href="#[^"]+">([^<]+)</a></li>', page.content.decode().split('role="alert"')[1].split("</ul>")[0])


def test_an_error_in_a_row_says_which_row(version, writer):
    typed = {
        "measures-TOTAL_FORMS": "2",
        "measures-0-unit": "dage",
        "measures-1-name": "Til stede",
        "measures-1-values-TOTAL_FORMS": "1",
        "measures-1-values-INITIAL_FORMS": "0",
        "measures-1-values-0-value": "14",
    }
    told = _told_above(press(writer, _url(version, Section.MEASURES), typed))
    assert told[0] == "Måling 1, det målte vi: Udfyld feltet."
    assert told[-2:] == ["Måling 2, tal 1, dato: Skriv en dato.", "Måling 2, tal 1, hvornår: Vælg en af mulighederne."]


def test_an_error_in_a_locked_expectation_names_its_perspective(version, writer):
    TrialAction.objects.filter(pk=version.trial_id).update(life=Life.RUNNING)
    Expectation.objects.create(trial=version.trial, perspective="parents", text="Flere møder op")
    told = _told_above(press(writer, _url(version, Section.EXPECTED), {"expectations-0-met": "måske"}))
    assert told[0].startswith("Forældre, ")
