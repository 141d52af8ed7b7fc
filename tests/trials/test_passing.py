"""Beginning on a phone, and sending a draft on to a colleague."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.actor import Actor
from portal.home.work import Work
from portal.notices.choices import MailKind
from portal.notices.models import Mail, Notice
from portal.workflow.gate import Refused, WrongState
from portal.workflow.models import LogEntry
from portal.writing.contents import fingerprint
from tests.factories import people, places
from tests.factories import trials as make
from tests.files import made
from tests.support.pages import check_page
from tests.support.racing import race
from tests.trials.posting import press, standing_in
from trials.choices import Life, Scope, Section, State
from trials.colleagues import fellow_writers
from trials.models import PassedOn, TrialAction, Version
from trials.sections import contents
from trials.services import drafts, passing, review

pytestmark = pytest.mark.django_db
NEW = "/skriv/ny/"
TYPED = {"title": "Klippekortet", "summary": "Værksteder efter frokost.", "life": "running"}


def photo(name: str = "IMG_2043.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, made.image("JPEG"), "image/jpeg")


# On a phone


def test_a_title_a_sentence_and_a_photo_are_a_draft(sign_in):
    client = sign_in(people.actor("contributor", places.school()))
    opened = client.get(NEW)
    check_page(opened.content)
    assert 'accept="image/*"' in opened.content.decode()
    answer = press(client, NEW, {**TYPED, "photo": photo()}, page=opened)
    version = Version.objects.get()
    assert answer["Location"] == reverse("trials:write", args=[version.pk])
    image = version.images.get()
    assert (image.stored.media_type, image.alt) == ("image/jpeg", "")
    assert image.stored.uploaded_by == version.changed_by
    tasks = client.get(answer["Location"]).content.decode()
    assert reverse("trials:pass_on", args=[version.pk]) in tasks
    assert "Tilføj et billede" not in tasks, "it has one"


def test_what_is_no_picture_is_refused_and_begins_nothing(sign_in):
    client = sign_in(people.actor("contributor", places.school()))
    answer = press(client, NEW, {**TYPED, "photo": SimpleUploadedFile("film.mp4", b"no picture", "video/mp4")})
    assert standing_in(answer)["title"] == ["Klippekortet"]
    assert not TrialAction.objects.exists()


def test_a_photo_is_asked_for_again_when_something_else_is_wrong(sign_in):
    client = sign_in(people.actor("contributor", places.school()))
    answer = press(client, NEW, {**TYPED, "title": "", "photo": photo()})
    assert "Vælg billedet igen" in answer.content.decode()
    assert not TrialAction.objects.exists()


def test_a_double_tap_begins_one_draft(sign_in):
    client = sign_in(people.actor("contributor", places.school()))
    opened = client.get(NEW)
    first, second = (press(client, NEW, {**TYPED, "photo": photo()}, page=opened) for _tap in range(2))
    assert first["Location"] == second["Location"]
    assert Version.objects.get().images.count() == 1
    press(client, NEW, TYPED)
    assert Version.objects.count() == 2, "opening the page again and writing the same title is meant"


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_instant_begin_one_draft():
    by = people.actor("contributor", places.school())

    def tap() -> Version:
        return drafts.start(
            title="Klippekortet",
            summary="",
            life=Life.IDEA,
            home_school=by.role.school,
            scope=Scope.NAMED,
            schools=[by.role.school],
            token="fra-siden",
            by=by,
            now=make.NOW,
        )

    versions = race(tap, tap, tap)
    assert len({version.pk for version in versions}) == 1
    assert TrialAction.objects.count() == Version.objects.count() == 1


# Sending on


@pytest.fixture
def version() -> Version:
    return make.draft(complete=False, title="Klippekortet")


def colleague_of(version: Version, kind: str = "contributor") -> Actor:
    return people.actor(kind, version.trial.home_school)


def send_on(version: Version, to: Actor, *, by: Actor | None = None, message: str = "", now=make.NOW) -> PassedOn:
    return passing.pass_on(version=version, to=to.user, message=message, by=by or colleague_of(version), now=now)


def tasks(actor: Actor) -> list[str]:
    return [task.title for task in Work(actor, timezone.now()).tasks]


def write_in(version: Version, by: Actor, text: str = "Det gik godt.") -> None:
    seen = fingerprint(contents(version, Section.DONE))
    drafts.save_section(version=version, section=Section.DONE, data={"done": text}, seen=seen, by=by, now=make.NOW + timedelta(hours=1))
    version.refresh_from_db()


def test_the_colleague_is_told_with_a_link_that_lands_on_the_draft(version):
    me, colleague = colleague_of(version), colleague_of(version)
    send_on(version, colleague, by=me, message="Skriver du, hvordan det gik?")
    url = reverse("trials:write", args=[version.pk])
    notice = Notice.objects.get(user=colleague.user)
    assert (notice.kind, notice.url) == (MailKind.PASSED_ON, url)
    assert notice.text == f"{me.user} har sendt dig ”Klippekortet”"
    mail = Mail.objects.get(user=colleague.user)
    assert f"{settings.SITE_URL}{url}\n" in mail.body
    assert "Skriver du, hvordan det gik?" in mail.body
    entry = LogEntry.objects.about(version).get(act="trials.pass_on")
    assert (entry.user, entry.note) == (me.user, colleague.user.name), "the message is between the two"


def test_whoever_is_signed_out_signs_in_and_lands_there(version, sign_in):
    url = reverse("trials:write", args=[version.pk])
    assert Client().get(url)["Location"] == f"{reverse('account_login')}?next={url}"
    assert sign_in(colleague_of(version)).get(url).status_code == 200


def test_a_link_opened_in_another_role_is_one_press_away(version, sign_in):
    colleague = colleague_of(version)
    elsewhere = people.actor("contributor", places.school(), who=colleague.user)
    client = sign_in(elsewhere)
    url = reverse("trials:write", args=[version.pk])
    page = client.get(url)
    check_page(page.content)
    assert f"Åbn som {colleague.role_label}" in page.content.decode()
    answer = client.post(reverse("people:switch"), {"role": colleague.role.pk, "next": url})
    assert answer["Location"] == url
    assert client.get(url).context["version"] == version


def test_a_link_to_somebody_elses_draft_is_not_found_in_any_role(version, sign_in):
    stranger = people.actor("contributor", places.school())
    people.actor("school_leader", places.school(), who=stranger.user)
    assert sign_in(stranger).get(reverse("trials:write", args=[version.pk])).status_code == 404


def test_it_waits_among_the_tasks_until_it_is_written_in(version):
    me, colleague = colleague_of(version), colleague_of(version)
    send_on(version, colleague, by=me, message="Din tur")
    (task,) = Work(colleague, timezone.now()).tasks
    assert (task.title, task.note) == (f"{me.user} har sendt dig ”Klippekortet”", "Din tur")
    assert task.url == reverse("trials:write", args=[version.pk])
    assert tasks(me) == []
    write_in(version, me)
    assert len(tasks(colleague)) == 1, "somebody else has written, not the one it was sent to"
    write_in(version, colleague, "Det gik skævt.")
    assert tasks(colleague) == []
    write_in(version, me, "Det gik nogenlunde.")
    assert tasks(colleague) == []
    send_on(version, colleague, by=me, now=make.NOW + timedelta(days=1))
    assert len(tasks(colleague)) == 1


def test_it_waits_no_more_once_it_is_sent():
    version = make.draft(title="Klippekortet")
    colleague, leader = colleague_of(version), colleague_of(version, "school_leader")
    send_on(version, colleague)
    sent = review.submit(version=version, nobody_recognised=True, by=leader, now=make.NOW + timedelta(hours=1))
    assert tasks(colleague) == []
    review.recall(version=sent, by=leader, now=make.NOW + timedelta(hours=2))
    assert tasks(colleague) == []


def test_a_leader_is_asked_once_to_send_a_finished_text(sign_in):
    version = make.draft(title="Klippekortet")
    writer, leader = colleague_of(version), colleague_of(version, "school_leader")
    page = sign_in(writer).get(reverse("trials:submit", args=[version.pk])).content.decode()
    check_page(page)
    assert f"Send videre til {leader.user.first_name}" in page
    answer = sign_in(writer).post(reverse("trials:pass_on", args=[version.pk]), {"to": leader.user.pk})
    assert answer["Location"] == reverse("trials:write", args=[version.pk])
    (task,) = Work(leader, timezone.now()).tasks
    assert task.title == f"{writer.user} har sendt dig ”Klippekortet”"
    assert (task.act, task.url) == ("Læs kladden", reverse("trials:preview", args=[version.pk]))


def test_an_unfinished_text_has_no_button_to_the_leader_yet(version, sign_in):
    leader = colleague_of(version, "school_leader")
    page = sign_in(colleague_of(version)).get(reverse("trials:submit", args=[version.pk])).content.decode()
    assert leader.user.name in page
    assert "Send videre til" not in page


def test_the_page_of_sending_on(version, sign_in):
    me, colleague = colleague_of(version), colleague_of(version)
    client = sign_in(me)
    url = reverse("trials:pass_on", args=[version.pk])
    page = client.get(url).content.decode()
    check_page(page)
    assert colleague.user.name in page
    assert me.user.pk not in [role.user_id for role in fellow_writers(version, make.NOW.date(), but=me.user)]
    assert "Vælg en kollega." in press(client, url).content.decode()
    assert press(client, url, {"to": colleague.user.pk, "message": "Din tur"}).status_code == 302
    assert PassedOn.objects.get().message == "Din tur"


@pytest.mark.parametrize(("kind", "invites"), [("contributor", False), ("school_leader", True)])
def test_a_colleague_who_is_not_there_yet_is_invited_by_those_who_may(kind, invites, version, sign_in):
    page = sign_in(colleague_of(version, kind)).get(reverse("trials:pass_on", args=[version.pk])).content.decode()
    assert (reverse("people:invite") in page) == invites


def test_only_those_who_write_the_text_can_have_it():
    here = places.municipality()
    school = places.school(at=here)
    department = places.school("Afdeling Nord", at=here, parent=school)
    version = make.draft(at=department)
    known = {
        "own": people.actor("contributor", department),
        "main school": people.actor("school_leader", school),
        "another department": people.actor("contributor", places.school("Afdeling Syd", at=here, parent=school)),
        "another school": people.actor("contributor", places.school(at=here)),
        "the administration": people.actor("consultant", here),
    }
    chosen = {role.user_id for role in fellow_writers(version, make.NOW.date(), but=None)}
    assert {name for name, actor in known.items() if actor.user.pk in chosen} == {"own", "main school"}
    with pytest.raises(Refused):
        send_on(version, known["another school"], by=known["own"])
    with pytest.raises(PermissionDenied):
        send_on(version, known["own"], by=known["the administration"])


def test_what_was_sent_is_not_passed_on():
    version = make.in_state(State.SUBMITTED)
    with pytest.raises(WrongState):
        send_on(version, colleague_of(version), by=colleague_of(version, "school_leader"))


@pytest.mark.django_db(transaction=True)
def test_two_taps_send_it_on_once(version):
    me, colleague = colleague_of(version), colleague_of(version)
    race(*(lambda: send_on(version, colleague, by=me),) * 3)
    assert PassedOn.objects.count() == Notice.objects.count() == Mail.objects.count() == 1
