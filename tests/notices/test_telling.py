"""What people are told on the site, what they choose to get by mail, and what they have read."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.accounts.actor import Actor
from portal.notices import services
from portal.notices.choices import HEARD_BY, Delivery, MailKind
from portal.notices.forms import WHEN
from portal.notices.models import Mail, Notice, NoticePreference
from portal.ui.templatetags.ui import unbroken
from schools.people.choices import RoleKind
from tests.factories import people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from trials.choices import State
from trials.services import review

pytestmark = pytest.mark.django_db
NOW = make.NOW
INBOX, PREFERENCES = "/beskeder/", "/beskeder/valg/"


def notice(user, text="Godkendt: ”Klippekortet”", *, url="/om/", **fields) -> Notice:
    return Notice.objects.create(user=user, kind=fields.pop("kind", "approved"), text=text, url=url, created_at=NOW, **fields)


def writer(**fields) -> Actor:
    return people.actor("contributor", places.school(), who=people.user(**fields))


# What the acts of review tell


@pytest.mark.parametrize(
    ("kind", "state", "page"),
    [
        ("submitted", State.SUBMITTED, "trials:review"),
        ("returned", State.RETURNED, "trials:write"),
        ("approved", State.APPROVED, "trials:preview"),
    ],
)
def test_an_act_tells_on_the_site_where_the_thing_lies(kind, state, page):
    school = places.school()
    people.role("consultant", school.municipality)
    version = make.in_state(state, told=True, at=school)
    told = Notice.objects.filter(kind=kind).latest("pk")
    assert (told.url, told.about) == (reverse(page, args=[version.pk]), version)
    assert "”Klippekortet”" in told.text
    assert Mail.objects.filter(kind=kind, user=told.user, subject=told.text).exists()


def test_a_responsible_person_who_does_not_write_there_is_led_to_what_that_person_may_read():
    school = places.school()
    version = make.in_state(State.SUBMITTED, told=True, at=school)
    reader, outsider = (people.role(kind, school.municipality).user for kind in ("editor", "ppr"))
    for person in (reader, outsider):
        version.trial.people.create(user=person, name=person.name)
    review.send_back(version=version, note="Mere", by=people.actor("consultant", school.municipality), now=NOW)
    assert Notice.objects.get(user=reader).url == reverse("trials:preview", args=[version.pk])
    assert not Notice.objects.filter(user=outsider).exists(), "a text that is not public is not theirs to hear about"


@pytest.mark.parametrize(("delivery", "mails"), [(None, 1), (Delivery.AT_ONCE, 1), (Delivery.DAILY, 0), (Delivery.NEVER, 0)])
def test_the_notice_comes_in_any_case_and_the_mail_as_chosen(delivery, mails):
    school = places.school()
    reader = people.role("consultant", school.municipality).user
    if delivery:
        NoticePreference.objects.create(user=reader, kind=MailKind.SUBMITTED, delivery=delivery)
    make.in_state(State.SUBMITTED, told=True, at=school)
    assert Notice.objects.filter(user=reader, kind="submitted").count() == 1
    assert Mail.objects.filter(user=reader, kind="submitted").count() == mails


def test_notice_and_mail_are_in_the_receivers_language():
    school = places.school()
    reader = people.role("consultant", school.municipality, who=people.user(language="en")).user
    make.in_state(State.SUBMITTED, told=True, at=school)
    assert Notice.objects.get(user=reader).text == "For review: “Klippekortet”"
    assert Mail.objects.get(user=reader).subject == "For review: “Klippekortet”"


# The inbox


def test_the_inbox_shows_ones_own_the_newest_first_and_marks_the_new(sign_in):
    reader = writer()
    notice(reader.user, "Den gamle", read_at=NOW)
    notice(reader.user, "Den nye")
    notice(people.user(), "En andens")
    html = sign_in(reader).get(INBOX).content.decode()
    check_page(html)
    assert html.index("Den nye") < html.index("Den gamle")
    assert "En andens" not in html
    assert "Én besked er ny." in html
    assert html.count("told--new") == 1


def test_looking_reads_nothing(sign_in):
    reader = writer()
    told = notice(reader.user)
    sign_in(reader).get(INBOX)
    assert sign_in(reader).get(reverse("notices:open", args=[told.pk])).status_code == 405
    told.refresh_from_db()
    assert told.read_at is None


@pytest.mark.parametrize(
    ("url", "leads_to"),
    [
        ("/om/", "/om/"),
        ("/skriv/3/?vis=1#a", "/skriv/3/?vis=1#a"),
        ("", INBOX),
        ("https://ondt.example/", INBOX),
        ("//ondt.example/", INBOX),
        ("/\\ondt.example/", INBOX),
        ("javascript:alert(1)", INBOX),
        ("notices:list", INBOX),
    ],
)
def test_opening_marks_it_read_and_leads_to_a_page_of_the_portal(sign_in, url, leads_to):
    reader = writer()
    told = notice(reader.user, url=url)
    answer = sign_in(reader).post(reverse("notices:open", args=[told.pk]))
    assert (answer.status_code, answer["Location"]) == (302, leads_to)
    told.refresh_from_db()
    assert told.read_at is not None


def test_nobody_opens_what_another_was_told(sign_in):
    told = notice(people.user())
    assert sign_in(writer()).post(reverse("notices:open", args=[told.pk])).status_code == 404
    told.refresh_from_db()
    assert told.read_at is None


def test_the_first_reading_counts():
    reader = writer()
    told = notice(reader.user)
    for later in (1, 2):
        services.mark_read(notice=told, by=reader, now=NOW + timedelta(hours=later))
    told.refresh_from_db()
    assert told.read_at == NOW + timedelta(hours=1)


def test_all_are_marked_as_read_at_once(sign_in):
    reader, other = writer(), writer()
    for person in (reader, reader, other):
        notice(person.user)
    page = sign_in(reader).post(reverse("notices:read_all"), follow=True)
    assert "Alle beskeder er markeret som læst." in page.content.decode()
    assert list(Notice.objects.unread().values_list("user", flat=True)) == [other.user.pk]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_asks_as_often_for_three_as_for_one(sign_in, django_assert_num_queries, rows):
    reader = writer()
    for _number in range(rows):
        notice(reader.user)
    client = sign_in(reader)
    with django_assert_num_queries(12):
        client.get(INBOX)


def test_a_long_inbox_is_divided_into_pages(sign_in):
    reader = writer()
    for number in range(26):
        notice(reader.user, f"Besked {number}")
    html = sign_in(reader).get(INBOX, {"side": "2"}).content.decode()
    assert "Besked 0" in html
    assert html.count('class="told') == 1 + html.count("told__open")


# The choice of mails


def test_every_kind_can_be_chosen_or_is_about_access():
    assert set(MailKind) - set(HEARD_BY) == {MailKind.INVITED, MailKind.ACCOUNT, MailKind.DIGEST}
    assert set(WHEN) == set(HEARD_BY)
    assert frozenset().union(*HEARD_BY.values()) <= set(RoleKind.values)


@pytest.mark.parametrize(
    ("kind", "asked", "not_asked"),
    [
        ("contributor", {"returned", "reminder", "document_ready"}, {"submitted", "release_asked", "account"}),
        ("consultant", {"submitted", "document_ready"}, {"release_asked", "invited"}),
        ("head", {"submitted", "release_asked"}, {"digest"}),
        ("facilitator", {"document_ready"}, {"submitted", "returned"}),
        ("ppr", {"document_ready"}, {"submitted", "returned"}),
    ],
)
def test_only_what_can_reach_a_person_is_asked(sign_in, kind, asked, not_asked):
    place = {"contributor": places.school, "facilitator": places.network}.get(kind, places.municipality)()
    page = sign_in(people.actor(kind, place)).get(PREFERENCES)
    check_page(page.content)
    fields = set(page.context["form"].fields)
    assert asked <= fields
    assert not fields & not_asked


def test_all_roles_of_a_person_are_asked_about_whichever_is_used_now(sign_in):
    school, person = places.school(), people.user()
    people.role("consultant", school.municipality, who=person)
    page = sign_in(people.actor("contributor", school, who=person)).get(PREFERENCES)
    assert {"returned", "submitted"} <= set(page.context["form"].fields)


def choices(page, **other) -> dict[str, str]:
    return dict.fromkeys(page.context["form"].fields, "at_once") | other


def test_a_choice_is_kept_and_shown_again(sign_in):
    client = sign_in(writer())
    chosen = choices(client.get(PREFERENCES), returned="daily", approved="never")
    page = client.post(PREFERENCES, chosen, follow=True)
    assert "Dine valg er gemt." in page.content.decode()
    kept = {field.name: field.value() for field in page.context["form"]}
    assert (kept["returned"], kept["approved"], kept["published"]) == ("daily", "never", "at_once")


def test_with_script_each_choice_is_saved_at_once(sign_in):
    client = sign_in(writer())
    page = client.post(PREFERENCES, choices(client.get(PREFERENCES), returned="never"), headers={"HX-Request": "true"})
    assert f"Gemt {unbroken('i dag kl.')}" in page.content.decode()
    assert "<html" not in page.content.decode()
    assert NoticePreference.objects.get(kind="returned").delivery == "never"


@pytest.mark.parametrize("value", ["", "hver time", "a\x00b"])
def test_another_answer_is_refused(sign_in, value):
    client = sign_in(writer())
    page = client.post(PREFERENCES, choices(client.get(PREFERENCES), returned=value))
    assert page.status_code == 422
    check_page(page.content)
    assert not NoticePreference.objects.exists()


def test_what_waits_to_be_gathered_and_is_no_longer_wanted_is_not_mailed():
    reader = writer()
    told = notice(reader.user, delivery="daily")
    services.choose(deliveries={MailKind.APPROVED: Delivery.NEVER}, by=reader, now=NOW)
    told.refresh_from_db()
    assert told.delivery == "never"


def test_the_foot_of_a_mail_leads_to_the_choice_where_there_is_one():
    make.in_state(State.RETURNED, told=True)
    assert "/beskeder/valg/" in Mail.objects.filter(kind="returned").latest("pk").body
    people_mail = services.queue_mail(kind="account", user=people.user(), context={"subject": "x", "text": "y"}, now=NOW)
    assert "/beskeder/valg/" not in people_mail.body
