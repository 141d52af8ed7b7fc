"""Who can be recognised in a picture, and taking one off everything that shows it."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.documents.choices import DocumentState
from portal.files.models import StoredFile
from portal.home.work import Work
from portal.notices.choices import MailKind
from portal.notices.models import Notice
from portal.workflow import gate
from portal.workflow.models import LogEntry
from tests.factories import catalogues, files, people, places
from tests.factories import trials as make
from tests.files import made
from tests.support.pages import check_page
from tests.trials.posting import press
from trials.catalogue.documents import missing_for_publishing
from trials.catalogue.models import EditionItem
from trials.catalogue.services import editions as books
from trials.choices import Section
from trials.documents import content_hash
from trials.models import Image, SentText, Version
from trials.queries import missing_parts
from trials.services import images, review
from trials.tasks import remove_expired_images

pytestmark = pytest.mark.django_db
NOW = make.NOW
CONSENT = {"people": "recognisable", "basis": "consent", "basis_date": date(2026, 1, 1)}


def url(version: Version) -> str:
    return reverse("trials:section", args=[version.pk, Section.FILES])


def missing(version: Version) -> set[str]:
    return {str(part) for part in missing_parts(Version.objects.get(pk=version.pk)) if part.section == Section.FILES}


# The answers


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ({"people": "none"}, ""),
        ({"people": ""}, "Sig, om nogen kan genkendes på billederne"),
        ({"people": "recognisable"}, "Skriv grundlaget for billedet af ”Et rum”, og hvor længe det gælder"),
        (CONSENT, "Skriv grundlaget for billedet af ”Et rum”, og hvor længe det gælder"),
        ({**CONSENT, "valid_until": date(2027, 1, 1)}, ""),
        ({**CONSENT, "basis": "assessment", "valid_until": date(2027, 1, 1)}, ""),
    ],
)
def test_a_half_answer_is_kept_and_listed(said, lacks):
    version = make.draft()
    files.image(version, alt="Et rum", **said)
    assert missing(version) == ({lacks} if lacks else set())


def test_the_answers_are_written_and_cleaned_when_nobody_can_be_recognised(sign_in):
    version = make.draft()
    image = files.image(version, people="")
    client = sign_in(people.actor("contributor", version.trial.home_school))
    check_page(client.get(url(version)).content)
    said = {"people": "recognisable", "basis": "consent", "basis_date": "2026-01-01", "valid_until": "2027-01-01"}
    press(client, url(version), {f"images-0-{name}": value for name, value in said.items()})
    image.refresh_from_db()
    assert (image.basis, image.basis_date, image.valid_until) == ("consent", date(2026, 1, 1), date(2027, 1, 1))
    press(client, url(version), {"images-0-people": "none"})
    image.refresh_from_db()
    assert (image.people, image.basis, image.basis_date, image.valid_until) == ("none", "", None, None)
    wrong = press(client, url(version), {f"images-0-{name}": value for name, value in {**said, "valid_until": "2025-01-01"}.items()})
    assert "Slutdatoen ligger før" in wrong.content.decode()


def test_a_copy_in_a_new_version_rests_on_the_same():
    version = make.published()
    files.image(version, **CONSENT, valid_until=date(2027, 1, 1))
    newer = review.improve(trial=version.trial, by=people.actor("school_leader", version.trial.home_school), now=NOW)
    assert newer.images.get().valid_until == date(2027, 1, 1)


# Removing


@pytest.fixture
def shown():
    """A published version with a picture, and a draft that came of it."""
    version = make.published()
    files.image(version, alt="Et rum", caption="Vores rum")
    version.content_hash = content_hash(make.frozen_anew(version))
    version.save(update_fields=["content_hash"])
    return make.frozen_anew(version)


def remove(version: Version, by=None, reason="En forælder har bedt om det") -> None:
    by = by or people.actor("consultant", version.trial.municipality)
    images.remove_image(image=version.images.get(), reason=reason, by=by, now=NOW)


def test_it_goes_off_every_version_and_every_kept_text(shown, sign_in, django_capture_on_commit_callbacks):
    leader = people.actor("school_leader", shown.trial.home_school)
    newer = review.improve(trial=shown.trial, by=leader, now=NOW)
    SentText.objects.create(version=newer, sent_at=NOW, snapshot=shown.frozen["da"])
    path, before = shown.images.get().stored.file.name, shown.content_hash
    client = sign_in(leader)
    page = client.get(reverse("trials:detail", args=[shown.trial.slug]))
    remover = reverse("trials:remove_image", args=[shown.trial.slug, shown.images.get().pk])
    assert remover in page.content.decode()
    check_page(client.get(remover).content)
    assert client.post(remover, {"reason": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        client.post(remover, {"reason": "En forælder har bedt om det"})
    shown.refresh_from_db()
    assert not Image.objects.exists()
    assert not StoredFile.objects.exists()
    assert not default_storage.exists(path)
    assert all(said["images"] == [] and said["content_hash"] == shown.content_hash for said in shown.frozen.values())
    assert shown.content_hash == content_hash(shown) != before
    assert newer.sent_texts.get().snapshot["images"] == []
    public = client.get(reverse("trials:detail", args=[shown.trial.slug]))
    assert public.status_code == 200
    assert "Vores rum" not in public.content.decode()
    assert LogEntry.objects.filter(act="trials.remove_image", note="En forælder har bedt om det").count() == 1
    assert Notice.objects.filter(kind=MailKind.IMAGE_REMOVED).exclude(user=leader.user).exists()


@pytest.mark.parametrize(
    ("kind", "may"),
    [("contributor", True), ("school_leader", True), ("consultant", True), ("head", True), ("editor", False), ("ppr", False)],
)
def test_those_who_write_and_those_who_review_may(shown, kind, may):
    by = people.actor(kind, shown.trial.home_school if kind in {"contributor", "school_leader"} else shown.trial.municipality)
    if may:
        remove(shown, by)
        assert not Image.objects.exists()
    else:
        with pytest.raises(PermissionDenied):
            remove(shown, by)


@pytest.mark.parametrize("reason", ["", "  ", "Det viser 120412-1234"])
def test_a_reason_is_compulsory_and_no_number(shown, reason):
    with pytest.raises(gate.Refused):
        remove(shown, reason=reason)
    assert Image.objects.exists()


def test_removing_twice_is_no_error_on_the_page(shown):
    image = shown.images.get()
    by = people.actor("consultant", shown.trial.municipality)
    remove(shown, by)
    with pytest.raises(gate.WrongState):
        images.remove_image(image=image, reason="Igen", by=by, now=NOW)


@pytest.fixture
def maker(shown):
    return people.actor("editor", shown.trial.municipality)


def edition_of(shown, maker):
    edition = catalogues.draft(shown.trial.municipality, by=maker, items=0)
    books.add(edition=edition, versions=[shown], by=maker, now=NOW)
    return edition


def test_a_book_under_way_must_be_ordered_anew(shown, maker, django_capture_on_commit_callbacks):
    edition = edition_of(shown, maker)
    ready = catalogues.built(edition, by=maker)
    assert missing_for_publishing(edition) == []
    with django_capture_on_commit_callbacks(execute=True):
        remove(shown)
    path = ready.file.name
    ready.refresh_from_db()
    assert (ready.state, ready.file.name) == (DocumentState.CANCELLED, "")
    assert not default_storage.exists(path)
    assert missing_for_publishing(edition) != []
    again = catalogues.ordered(edition, by=maker)
    assert again.pk != ready.pk
    remover = again.snapshot["trials"][0]["images"]
    assert remover == []


def test_a_build_under_way_stops(shown, maker):
    document = catalogues.ordered(edition_of(shown, maker), by=maker)
    remove(shown)
    document.refresh_from_db()
    assert document.state == DocumentState.CANCELLED


def test_a_published_book_is_flagged_for_its_makers_and_for_nobody_else(shown, maker, sign_in, client):
    edition = edition_of(shown, maker)
    document = catalogues.built(edition, by=maker)
    edition = books.publish(edition=edition, by=maker, now=NOW)
    remove(shown)
    assert EditionItem.objects.get().image_removed_at == NOW
    document.refresh_from_db()
    assert document.state == DocumentState.READY, "what is published is never changed in silence"
    assert "rettet udgave" not in client.get(edition.get_absolute_url()).content.decode()
    assert Notice.objects.filter(user=maker.user, kind=MailKind.IMAGE_REMOVED, url=edition.get_absolute_url()).exists()
    assert f"Ret ”{edition.title}”" in {task.title for task in Work(maker, timezone.now()).tasks}
    page = sign_in(maker).get(edition.get_absolute_url())
    check_page(page.content)
    assert "Der skal laves en rettet udgave" in page.content.decode()


# What a picture rests on runs out


@pytest.mark.parametrize(("until", "gone"), [(date(2026, 11, 1), True), (date(2026, 11, 2), False), (None, False)])
def test_a_picture_goes_the_day_after_its_basis_ran_out(until, gone):
    version = make.published()
    files.image(version, **CONSENT, valid_until=until)
    assert images.remove_expired(now=NOW) == gone
    assert Image.objects.exists() != gone
    if gone:
        entry = LogEntry.objects.get(act="trials.remove_image")
        assert (entry.user, entry.note) == (None, "Grundlaget for billedet gjaldt til og med 1. november 2026.")
        told = set(Notice.objects.filter(kind=MailKind.IMAGE_REMOVED).values_list("user", flat=True))
        assert told == {version.submitted_by_id, version.trial.created_by_id}


def test_a_renewed_basis_in_a_new_version_keeps_the_picture():
    version = make.published()
    files.image(version, **CONSENT, valid_until=date(2026, 11, 1))
    newer = review.improve(trial=version.trial, by=people.actor("school_leader", version.trial.home_school), now=NOW)
    newer.images.update(valid_until=date(2027, 11, 1))
    assert images.remove_expired(now=NOW) == 0


def test_the_daily_task_does_it():
    version = make.draft()
    files.image(version, **CONSENT, valid_until=timezone.localdate() - timedelta(days=1))
    remove_expired_images()
    assert not version.images.exists()


@pytest.mark.parametrize(("days", "warned"), [(-1, False), (0, True), (14, True), (15, False)])
def test_the_writers_are_warned_a_fortnight_before(days, warned):
    version = make.published()
    now: datetime = timezone.now()
    files.image(version, **CONSENT, valid_until=timezone.localdate(now) + timedelta(days=days))
    tasks = {task.title for task in Work(people.actor("school_leader", version.trial.home_school), now).tasks}
    assert (f"Forny grundlaget for et billede i ”{version.title}”" in tasks) == warned


def test_a_new_picture_is_asked_about_too(sign_in):
    version = make.draft(at=places.school())
    client = sign_in(people.actor("contributor", version.trial.home_school))
    upload = SimpleUploadedFile("rum.png", made.image())
    press(client, url(version), {"new_image-file": upload, "new_image-alt": "Et rum", "new_image-people": "none"})
    assert version.images.get().people == "none"
