"""The page of a trial action, and who sees it, its images and its files."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from portal.accounts.actor import VISITOR, Actor
from tests.factories import files, mails, people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from trials.choices import Life, State, Visibility
from trials.documents import trial_snapshot
from trials.finding.services import keep
from trials.models import Adjustment, Expectation, Measure, MeasureValue, Observation, ResponsiblePerson, Version
from trials.services import review

pytestmark = pytest.mark.django_db


def detail(version: Version) -> str:
    return reverse("trials:detail", args=[version.trial.slug])


def status(client: Client, address: str) -> int:
    """Ask, and read the answer to its end, so that a file is closed again."""
    response = client.get(address)
    b"".join(response)
    return response.status_code


def rich(times: int = 1, **fields) -> Version:
    """A published version with `times` of everything a page can show."""
    version = make.draft(
        **{"change": "Vi har talt med **børnene**.", "video_url": "https://video.example/1", "video_is_captioned": True, **fields}
    )
    trial = version.trial
    for at in range(times):
        Observation.objects.create(
            version=version, perspectives=["pupils", "parents"], own_label="de yngste", text="De glæder sig.", position=at
        )
        Observation.objects.create(version=version, perspectives=["staff"], kind="strength", text="Vi når det.", position=at)
        Observation.objects.create(version=version, perspectives=["politicians"], kind="not_yet", position=at)
        Expectation.objects.create(
            trial=trial, perspective="pupils", text="Færre konflikter", by_when=date(2026, 5, 1), met="partly", observed="Lidt færre"
        )
        Adjustment.objects.create(trial=trial, made_on=date(2025, 11, 3), text="Tolv klip i stedet for seks.")
        measure(version, 14, 9, 5)
        files.image(version, caption="Tavlen ved garderoben")
        files.attachment(version)
        ResponsiblePerson.objects.create(trial=trial, name=f"Jonas Tved {at}", title="Lærer")
    leader, consultant = people.actor("school_leader", trial.home_school), people.actor("consultant", trial.municipality)
    version = review.submit(version=version, nobody_recognised=True, by=leader, now=make.NOW)
    version = review.approve(version=version, nobody_recognised=True, by=consultant, now=make.NOW)
    return review.publish(version=version, by=consultant, now=make.NOW)


def measure(version: Version, *values: int) -> None:
    made = Measure.objects.create(trial=version.trial, name="Afbrydelser", unit="gange om ugen", sentence="Afbrydelserne faldt.")
    for month, value in enumerate(values, start=1):
        MeasureValue.objects.create(measure=made, taken_on=date(2026, month, 1), kind="interim", value=Decimal(value))


def test_the_page_shows_all_that_was_written(client: Client):
    html = client.get(detail(rich())).content.decode()
    check_page(html)
    for words in [
        "Fire værksteder i stedet for fag efter frokost",
        "Klippekortet",
        "Skoleåret 2025/26",
        "0.\u2060–\u20602. klasse",
        "Gik delvist som ventet",
        "<strong>børnene</strong>",
        "Elever og forældre",
        "de yngste",
        "Styrke",
        "Endnu ikke observeret",
        "Det ventede vi, og det så vi",
        "senest maj 2026",
        "Lidt færre",
        "Justering 3. november 2025",
        "Afbrydelserne faldt.",
        "<polyline",
        "Linjediagram: Afbrydelser, fra 14 i jan. 2026 til 5 i mar.",
        "Se tallene som tabel",
        "Fremover vil vi",
        "Tæl, før I går i gang",
        'alt="To børn bygger et tårn"',
        "Tavlen ved garderoben",
        "Kom i gang på seks uger",
        "Opskrift, PDF",
        "https://video.example/1",
        "Karen Mølgaard",
        "mailto:skolen@kommune.example",
        "version 1",
    ]:
        assert words in html, words
    assert "Beskrevet efterfølgende" not in html
    assert "Kun én ansvarlig" not in html
    assert "Skriv en ny version" not in html, "a visitor is offered nothing that only writers may do"


def test_what_was_described_afterwards_and_rests_on_one_person_says_so(client: Client):
    version = make.published()
    version.trial.people.last().delete()
    html = client.get(detail(version)).content.decode()
    assert "Beskrevet efterfølgende" in html
    assert "Kun én ansvarlig" in html


@pytest.mark.parametrize(("values", "draws"), [([14, 5], False), ([14, 9, 5], True)])
def test_three_values_make_a_chart_and_fewer_a_table(client: Client, values, draws):
    version = make.published()
    measure(version, *values)
    make.frozen_anew(version)
    html = client.get(detail(version)).content.decode()
    check_page(html)
    assert ("<polyline" in html) is draws
    assert '<td class="r">14</td>' in html


@pytest.mark.parametrize(
    ("language", "days", "labels"),
    [
        ("da", [date(2026, 4, 4), date(2026, 5, 4)], ["apr. 2026", "maj 2026"]),
        ("da", [date(2026, 4, 4), date(2026, 4, 11)], ["4. apr. 2026", "11. apr. 2026"]),
        ("en", [date(2026, 4, 4), date(2026, 4, 11)], ["4 Apr 2026", "11 Apr 2026"]),
    ],
)
def test_what_was_measured_twice_in_a_month_is_told_apart_by_its_day(language, days, labels):
    version = make.draft(title="Klippekortet")
    made = Measure.objects.create(trial=version.trial, name="Afbrydelser")
    for day in days:
        MeasureValue.objects.create(measure=made, taken_on=day, kind="interim", value=Decimal(1))
    with override(language):
        (said,) = trial_snapshot(version)["measures"]
    assert [value["label"] for value in said["values"]] == labels


def test_related_shares_a_focus_area_and_is_not_itself(client: Client):
    here = places.municipality()
    area, other_area = places.focus_area(here), places.focus_area(here)
    version = make.published(at=places.school(at=here), area=area)
    kin = make.published(at=places.school(at=here), area=area, headline="I samme fokusområde")
    make.published(at=places.school(at=here), area=other_area, headline="Noget andet")
    hidden = make.published(at=places.school(at=here), area=area, headline="Kun for skolen", visibility=Visibility.SCHOOL)
    html = client.get(detail(version)).content.decode()
    assert kin.headline in html
    assert "Noget andet" not in html
    assert hidden.headline not in html
    assert f'<a href="{detail(version)}"' not in html


# State


def test_a_withdrawn_action_leaves_a_page_that_says_so(client: Client):
    version = make.in_state(State.WITHDRAWN)
    response = client.get(detail(version))
    html = response.content.decode()
    check_page(html)
    assert response.status_code == 200
    assert "er trukket tilbage" in html
    assert "Skolen er lukket." in html
    assert version.headline not in html
    assert "Vi begyndte med at se på dagen." not in html
    assert detail(version) not in client.get(reverse("trials:list")).content.decode()


def test_a_withdrawn_version_gives_out_no_files(client: Client, sign_in):
    version = rich()
    image, attachment = version.images.get(), version.attachments.get()
    addresses = [
        reverse("trials:image", args=[version.trial.slug, image.pk]),
        reverse("trials:attachment", args=[version.trial.slug, attachment.pk]),
    ]
    assert [status(client, address) for address in addresses] == [200, 200]
    review.withdraw(version=version, note="Fordi", by=people.actor("consultant", version.trial.municipality), now=make.NOW)
    assert [status(client, address) for address in addresses] == [404, 404]


def test_an_archived_version_is_not_shown_on_its_own(client: Client):
    first = make.published()
    trial = first.trial
    leader, consultant = people.actor("school_leader", trial.home_school), people.actor("consultant", trial.municipality)
    second = review.improve(trial=trial, by=leader, now=make.NOW)
    Version.objects.filter(pk=second.pk).update(visibility=Visibility.SCHOOL)
    assert client.get(detail(first)).status_code == 200, "the old one stays until the new one is public"
    second = review.submit(version=second, nobody_recognised=True, by=leader, now=make.NOW)
    second = review.approve(version=second, nobody_recognised=True, by=consultant, now=make.NOW)
    review.publish(version=second, by=consultant, now=make.NOW)
    assert client.get(detail(first)).status_code == 404


def test_before_the_first_publication_the_address_leads_the_writers_to_their_draft(sign_in):
    version = make.draft()
    assert Client().get(detail(version)).status_code == 404
    leader = sign_in(people.actor("school_leader", version.trial.home_school))
    response = leader.get(detail(version), follow=True)
    assert response.redirect_chain == [(reverse("trials:preview", args=[version.pk]), 302)]
    check_page(response.content)
    assert "Sådan bliver siden" in response.content.decode()


def test_an_empty_draft_can_be_previewed(sign_in):
    version = make.draft(complete=False)
    html = (
        sign_in(people.actor("contributor", version.trial.home_school)).get(reverse("trials:preview", args=[version.pk])).content.decode()
    )
    check_page(html)
    assert "Uden titel" in html
    assert "ting mangler, før den kan sendes" in html


def test_an_idea_has_expectations_that_can_still_change(sign_in):
    version = make.draft(complete=False, title="Morgenvagten")
    Expectation.objects.create(trial=version.trial, perspective="pupils", text="Flere kommer til tiden")
    html = (
        sign_in(people.actor("contributor", version.trial.home_school)).get(reverse("trials:preview", args=[version.pk])).content.decode()
    )
    assert "kan ændres, indtil det går i gang" in html
    assert version.trial.life == Life.IDEA


def test_the_preview_of_what_is_public_is_its_page(sign_in):
    version = make.published()
    response = sign_in(people.actor("school_leader", version.trial.home_school)).get(reverse("trials:preview", args=[version.pk]))
    assert response["Location"] == detail(version)


# Who

ROLES = [
    "visitor",
    "own contributor",
    "own leader",
    "other leader",
    "consultant",
    "head",
    "ppr",
    "system administrator",
    "leader in the network",
    "consultant in the network",
    "network editor",
    "consultant elsewhere",
    "network editor elsewhere",
]
# One letter per role above: . sees it, - does not.
SIGHT = {
    Visibility.SCHOOL: "-..-.." + "-------",
    Visibility.MUNICIPALITY: "-......." + "-----",
    Visibility.NETWORKS: "-......." + "...--",
    Visibility.EVERYONE: "." * 13,
}


@pytest.mark.parametrize("visibility", SIGHT)
def test_who_sees_what_is_published(visibility):
    here, member, outside = places.municipality(), places.municipality(), places.municipality()
    school, network = places.school(at=here), places.network(here, member)
    version = rich(at=school, visibility=visibility)
    if visibility == Visibility.NETWORKS:
        version.networks.add(network)
        keep(trials=[version.trial_id])
    actors = [
        VISITOR,
        people.actor("contributor", school),
        people.actor("school_leader", school),
        people.actor("school_leader", places.school(at=here)),
        people.actor("consultant", here),
        people.actor("head", here),
        people.actor("ppr", here),
        people.actor("system_administrator", here),
        people.actor("school_leader", places.school(at=member)),
        people.actor("consultant", member),
        people.actor("editor", network),
        people.actor("consultant", outside),
        people.actor("editor", places.network(outside)),
    ]
    slug = version.trial.slug
    addresses = [
        reverse("trials:detail", args=[slug]),
        reverse("trials:image", args=[slug, version.images.get().pk]),
        reverse("trials:attachment", args=[slug, version.attachments.get().pk]),
    ]
    for address in addresses:
        assert dict(zip(ROLES, (_letter(actor, address) for actor in actors), strict=True)) == dict(
            zip(ROLES, SIGHT[visibility], strict=True)
        ), address
    listed = "".join("." if _lists(actor, version) else "-" for actor in actors)
    assert dict(zip(ROLES, listed, strict=True)) == dict(zip(ROLES, SIGHT[visibility], strict=True))


def _client(actor: Actor) -> Client:
    client = Client()
    if actor.user:
        client.force_login(actor.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _letter(actor: Actor, address: str) -> str:
    return {200: ".", 404: "-"}[status(_client(actor), address)]


def _lists(actor: Actor, version: Version) -> bool:
    return detail(version) in _client(actor).get(reverse("trials:list")).content.decode()


def test_a_file_is_fetched_through_its_own_trial_action_only(client: Client):
    version, other = rich(), make.published()
    assert client.get(reverse("trials:image", args=[other.trial.slug, version.images.get().pk])).status_code == 404


def test_an_attachment_is_saved_and_an_image_is_shown(client: Client):
    version = rich()
    file = client.get(reverse("trials:attachment", args=[version.trial.slug, version.attachments.get().pk]))
    image = client.get(reverse("trials:image", args=[version.trial.slug, version.images.get().pk]))
    assert file["Content-Disposition"].startswith("attachment")
    assert image["Content-Type"] == "image/png"
    assert not image["Content-Disposition"].startswith("attachment")
    assert b"".join(file) == b"%PDF-1.7"
    assert b"".join(image).startswith(b"\x89PNG")


def test_the_history_is_for_those_who_write_and_review(sign_in):
    version = make.published()
    address, school = reverse("trials:history", args=[version.trial.slug]), version.trial.home_school
    assert Client().get(address).status_code == 302
    assert sign_in(people.actor("school_leader", places.school(at=school.municipality))).get(address).status_code == 403
    html = sign_in(people.actor("school_leader", school)).get(address).content.decode()
    check_page(html)
    for words in ["Sendt til gennemsyn", "Godkendt", "Publiceret"]:
        assert words in html


def test_who_writes_may_begin_a_new_version(sign_in):
    version = make.published()
    address = reverse("trials:improve", args=[version.trial.slug])
    leader = people.actor("school_leader", version.trial.home_school)
    client = sign_in(leader)
    assert "Skriv en ny version" in client.get(detail(version)).content.decode()
    response = client.post(address)
    new = version.trial.versions.get(state=State.DRAFT)
    assert response["Location"] == reverse("trials:write", args=[new.pk])
    assert "Skriv videre på den nye version" in client.get(detail(version)).content.decode()
    assert client.get(address).status_code == 405


def test_others_may_not_begin_a_new_version(sign_in):
    version = make.published()
    client = sign_in(people.actor("consultant", version.trial.municipality))
    response = client.post(reverse("trials:improve", args=[version.trial.slug]))
    assert response.status_code == 403
    assert list(get_messages(response.wsgi_request)) == []
    assert version.trial.versions.count() == 1


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_asks_the_database_as_often_for_much_as_for_little(client: Client, django_assert_num_queries, times):
    version = rich(times)
    with django_assert_num_queries(15):
        client.get(detail(version))


def test_the_history_shows_a_mail_that_may_not_have_arrived_with_its_button(sign_in):
    version = make.published()
    consultant = people.actor("consultant", version.trial.municipality)
    client = sign_in(consultant)
    address = reverse("trials:history", args=[version.trial.slug])
    assert "Mails, der måske ikke er nået frem" not in client.get(address).content.decode()
    mails.stuck(about=version, to=version.submitted_by)
    html = client.get(address).content.decode()
    check_page(html)
    assert "Uvist" in html
    assert "Send igen" in html


def test_an_english_page_says_that_the_schools_words_are_danish(client):
    version = rich()
    page = client.get(detail(version), headers={"accept-language": "en"}).content.decode()
    assert '<html lang="en">' in page
    for words in (version.headline, "Vi begyndte med at se på dagen."):
        start = page.index(words, page.index("<article"))
        assert 'lang="da"' in page[start - 200 : start]
    assert (
        ' lang="da"'
        not in client.get(detail(version)).content.decode().replace('<html lang="da">', "").split("<article")[1].split("</article")[0]
    )
