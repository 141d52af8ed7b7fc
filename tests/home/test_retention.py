"""How long each kind of data is kept: decided by a person, counted before it goes, and never more than what is due."""

import io
import json
from datetime import date, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from partners.choices import ImportKind
from partners.exchange.models import MobilityImport
from partners.models import ConsortiumImport
from portal.accounts.actor import VISITOR, Actor
from portal.accounts.models import User
from portal.files.models import StoredFile
from portal.home.checks import retention_is_confirmed
from portal.home.choices import LONGEST_DAYS, RetentionKind
from portal.home.models import RetentionPeriod
from portal.home.retention import KINDS
from portal.home.services import accounts, retention
from portal.notices.choices import MailKind, MailState
from portal.notices.models import Mail, Notice
from portal.workflow.log import record
from portal.workflow.models import LogEntry
from schools.people.models import Invitation
from schools.register.choices import Encoding
from schools.register.models import SchoolImport
from tests.factories import consortium, files, people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from tests.support.racing import race
from trials.choices import State
from trials.imports.models import TrialImport
from trials.models import TrialAction, Version

pytestmark = pytest.mark.django_db
NOW = make.NOW
DAYS = 100
OLD, YOUNG = NOW - timedelta(days=DAYS, seconds=1), NOW - timedelta(days=DAYS - 1)


@pytest.fixture
def administrator():
    return people.actor("system_administrator", places.municipality("Egsted"))


def _draft(at, **fields) -> Version:
    version = make.in_state(fields.pop("state", State.DRAFT))
    Version.objects.filter(pk=version.pk).update(changed_at=at, **fields)
    return version


def _mail(at, state=MailState.SENT) -> Mail:
    sent = {"state": state, "sent_at": at if state == MailState.SENT else None}
    return Mail.objects.create(
        kind=MailKind.RETURNED, email="a@b.example", language="da", subject="Emne", body="Tekst", created_at=at, **sent
    )


def _notice(at) -> Notice:
    return Notice.objects.create(user=people.user(), kind=MailKind.RETURNED, text="Sendt retur", created_at=at)


def _entry(at) -> LogEntry:
    return record(act="people.invite", subject=places.municipality(), by=VISITOR, now=at, note="Bemærkning")


def _session(at) -> Session:
    return Session.objects.create(session_key=f"key{at.timestamp()}", session_data="", expire_date=at)


def _login(at) -> UserSession:
    key = f"key{at.timestamp()}"
    return UserSession.objects.create(user=people.user(), ip="192.0.2.1", session_key=key, user_agent="Firefox", last_seen_at=at)


def _invitation(at, **fields) -> Invitation:
    return people.invitation("contributor", places.school(), invited_at=at - timedelta(days=14), expires_at=at, **fields)


def _import(at, done=True) -> TrialImport:
    place = places.municipality()
    said = {"municipality": place, "file_name": "fil.xlsx", "source": "xlsx", "read_by": people.user(), "read_at": at}
    return TrialImport.objects.create(**said, done_at=at if done else None)


def _mobility_import(at, done=True) -> MobilityImport:
    project = consortium.project()
    said = {"municipality": project.accreditation.municipality, "project": project, "file_name": "ophold.xlsx", "read_by": people.user()}
    return MobilityImport.objects.create(**said, read_at=at, done_at=at if done else None)


def _consortium_import(at, done=True) -> ConsortiumImport:
    said = {"municipality": places.municipality(), "kind": ImportKind.PARTNERS, "file_name": "partnere.xlsx", "read_by": people.user()}
    return ConsortiumImport.objects.create(**said, read_at=at, done_at=at if done else None)


def _school_import(at) -> SchoolImport:
    return SchoolImport.objects.create(file_name="skoler.csv", encoding=Encoding.UTF8, read_at=at)


def _upload(at) -> StoredFile:
    stored = StoredFile(sha256="0" * 64, media_type="application/pdf", size=4, original_name="fil.pdf", uploaded_at=at)
    stored.file.save("fil.pdf", ContentFile(b"%PDF"), save=False)
    stored.save()
    return stored


def _used_upload(at) -> StoredFile:
    image = files.image(make.draft())
    StoredFile.objects.filter(pk=image.stored_id).update(uploaded_at=at)
    return image.stored


def _left(at, **fields) -> User:
    person = people.user(date_joined=at - timedelta(days=900), last_login=at, **fields)
    ended = timezone.localdate(at) - timedelta(days=1)
    people.role("contributor", places.school(), who=person, starts_on=date(2010, 1, 1), ends_on=ended)
    return person


def _closed(at) -> User:
    person = people.user()
    accounts.close_account(person=person, successors={}, by=Actor(person), now=at)
    LogEntry.objects.filter(user=person).delete()
    return User.objects.get(pk=person.pk)


# What makes a row of the kind, given the moment from which it counts; and rows that stay however old they are.
ROWS = {
    RetentionKind.DRAFTS: (_draft, [lambda at: _draft(at, state=State.SUBMITTED), lambda at: _draft(at, state=State.PUBLISHED)]),
    RetentionKind.MAILS: (_mail, [lambda at: _mail(at, MailState.QUEUED)]),
    RetentionKind.NOTICES: (_notice, []),
    RetentionKind.LOG: (_entry, []),
    RetentionKind.SESSIONS: (_session, []),
    RetentionKind.LOGINS: (_login, []),
    RetentionKind.INVITATIONS: (_invitation, [lambda at: _invitation(at, accepted_at=NOW, accepted_by=people.user())]),
    RetentionKind.IMPORTS: (_import, [lambda at: _import(at, done=False)]),
    RetentionKind.MOBILITY_IMPORTS: (_mobility_import, [lambda at: _mobility_import(at, done=False)]),
    RetentionKind.CONSORTIUM_IMPORTS: (_consortium_import, [lambda at: _consortium_import(at, done=False)]),
    RetentionKind.SCHOOL_IMPORTS: (_school_import, []),
    RetentionKind.UPLOADS: (_upload, [_used_upload]),
    RetentionKind.LEFT_ACCOUNTS: (_left, [lambda at: _left(at, is_staff=True), lambda at: _still_here(at)]),
    RetentionKind.CLOSED_ACCOUNTS: (_closed, [lambda at: _still_referred_to(at), lambda at: _has_written_a_proposal(at)]),
}


def _has_written_a_proposal(at) -> User:
    person = _closed(at)
    consortium.mobility(at=places.school()).writers.add(person)
    return person


def _still_here(at) -> User:
    person = _left(at)
    people.role("ppr", places.municipality(), who=person)
    return person


def _still_referred_to(at) -> User:
    person = _closed(at)
    record(act="people.invite", subject=places.municipality(), by=Actor(person), now=NOW)
    return person


def _confirm(kind: RetentionKind, days: int = DAYS) -> RetentionPeriod:
    return RetentionPeriod.objects.create(kind=kind, days=days, confirmed_at=NOW, confirmed_by=people.user())


def _is_there(row) -> bool:
    """A person who has left is still a row, but is no longer named."""
    found = type(row).objects.filter(pk=row.pk).first()
    return found is not None and not (isinstance(found, User) and isinstance(row, User) and found.is_closed and not row.is_closed)


def test_every_kind_has_its_row_in_the_table_and_its_test():
    assert [kind.key for kind in KINDS] == list(RetentionKind) == list(ROWS)
    assert all(1 <= kind.proposed_days <= LONGEST_DAYS for kind in KINDS)


@pytest.mark.parametrize("kind", RetentionKind)
def test_what_is_older_goes_and_nothing_else(kind):
    make_one, staying = ROWS[kind]
    old, young, others = make_one(OLD), make_one(YOUNG), [another(OLD) for another in staying]
    _confirm(kind)
    outcome = next(each for each in retention.purge(now=NOW) if each.kind.key == kind)
    assert (outcome.due, outcome.removed) == (1, 1)
    assert (_is_there(old), _is_there(young), [_is_there(row) for row in others]) == (False, True, [True] * len(others))
    assert next(each for each in retention.purge(now=NOW) if each.kind.key == kind).due == 0


@pytest.mark.parametrize("kind", RetentionKind)
@pytest.mark.parametrize("why", ["dry run", "not confirmed"])
def test_nothing_goes_in_a_dry_run_or_before_somebody_has_decided(kind, why):
    old = ROWS[kind][0](NOW - timedelta(days=4000))
    if why == "dry run":
        _confirm(kind)
    outcome = next(each for each in retention.purge(now=NOW, dry_run=why == "dry run") if each.kind.key == kind)
    assert (outcome.due, outcome.removed, outcome.is_confirmed) == (1, 0, why == "dry run")
    assert _is_there(old)


def test_a_draft_goes_with_its_files_and_the_log_tells_it_without_words():
    version = _draft(OLD)
    stored = files.image(version).stored
    name, trial = stored.file.name, version.trial_id
    _confirm(RetentionKind.DRAFTS)
    retention.purge(now=NOW)
    assert not TrialAction.objects.filter(pk=trial).exists() and not StoredFile.objects.filter(pk=stored.pk).exists()
    entry = LogEntry.objects.get(act="trials.discard")
    assert (entry.user, entry.subject, entry.note) == (None, version.trial.home_school, "")
    assert name


def test_a_draft_that_is_written_in_meanwhile_stays():
    version = _draft(OLD)
    kind = next(kind for kind in KINDS if kind.key == RetentionKind.DRAFTS)
    (seen,) = kind.due_at(NOW, DAYS)
    Version.objects.filter(pk=version.pk).update(changed_at=NOW)
    assert kind.remove([seen], NOW) == 0
    assert _is_there(version)


@pytest.mark.parametrize(("kind", "said"), [(RetentionKind.LOG, "Bemærkning"), (RetentionKind.MAILS, "Tekst")])
def test_what_may_have_to_be_preserved_is_written_down_before_it_goes(kind, said):
    row = ROWS[kind][0](OLD)
    _confirm(kind)
    outcome = next(each for each in retention.purge(now=NOW) if each.kind.key == kind)
    with default_storage.open(outcome.archived_to) as file:
        (line,) = [json.loads(line) for line in file.read().decode().splitlines()]
    assert line["pk"] == row.pk and said in line.values()


def test_nothing_goes_when_it_cannot_be_written_down(monkeypatch):
    row = _entry(OLD)
    _confirm(RetentionKind.LOG)
    monkeypatch.setattr(default_storage, "save", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        retention.purge(now=NOW)
    assert _is_there(row)


def test_somebody_who_alone_answers_for_something_is_not_closed_by_itself():
    person = _left(OLD)
    version = make.draft(at=person.roles.get().school, by=person, complete=False)
    version.trial.people.create(user=person, name=person.name)
    _confirm(RetentionKind.LEFT_ACCOUNTS)
    outcome = next(each for each in retention.purge(now=NOW) if each.kind.key == RetentionKind.LEFT_ACCOUNTS)
    assert (outcome.due, outcome.removed) == (1, 0)
    assert not User.objects.get(pk=person.pk).is_closed


def test_the_command_counts_first_and_removes_then():
    _entry(OLD)
    _confirm(RetentionKind.LOG)
    told = io.StringIO()
    call_command("purge", "--dry-run", stdout=told)
    assert "log (100 days): 1 would go" in told.getvalue()
    assert "mails (365 days): not confirmed, so nothing goes; 0 would be due" in told.getvalue()
    call_command("purge", stdout=told)
    assert "log (100 days): 1 of 1 removed, written to archive/log-" in told.getvalue()


@pytest.mark.django_db(transaction=True)
def test_two_workers_remove_each_row_once():
    for _number in range(3):
        _entry(OLD)
    _confirm(RetentionKind.LOG)
    kind = [each for each in KINDS if each.key == RetentionKind.LOG]
    both = race(*[lambda: retention._purge(kind[0], NOW, dry_run=False)] * 2)
    assert sum(outcome.removed for outcome in both) == 3
    assert not LogEntry.objects.exists()


# Deciding


def test_only_a_system_administrator_decides(administrator):
    for kind in ("head", "consultant", "editor", "ppr"):
        actor = people.actor(kind, administrator.role.municipality)
        with pytest.raises(PermissionDenied):
            retention.confirm(kind=RetentionKind.LOG, days=10, by=actor, now=NOW)
    retention.confirm(kind=RetentionKind.LOG, days=10, by=administrator, now=NOW)
    retention.confirm(kind=RetentionKind.LOG, days=20, by=administrator, now=NOW)
    assert RetentionPeriod.objects.get().days == 20
    assert [entry.note for entry in LogEntry.objects.filter(act="retention.confirm")] == ["20 dage", "10 dage"]


@pytest.mark.parametrize("days", [0, LONGEST_DAYS + 1])
def test_the_database_keeps_periods_within_reason(days):
    with pytest.raises(IntegrityError):
        _confirm(RetentionKind.LOG, days)


def test_the_page_shows_proposals_and_takes_them_one_by_one(administrator, sign_in):
    client, address = sign_in(administrator), reverse("home:retention")
    page = client.get(address)
    check_page(page.content)
    assert page.content.decode().count("Et forslag") == len(KINDS)
    page = client.post(address, {"kind": "log", "days": "1825"}, follow=True)
    assert "Log gemmes i 1825 dage." in page.content.decode()
    assert page.content.decode().count("Et forslag") == len(KINDS) - 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"kind": "log", "days": "0"}, "Skriv mindst 1 dag."),
        ({"kind": "log", "days": "99999"}, "Skriv højst 3650 dage (10 år)."),
        ({"kind": "log", "days": "altid"}, "Skriv et helt antal dage."),
        ({"kind": "log", "days": ""}, "Skriv et antal dage."),
        ({"kind": "alt", "days": "10"}, "Ret dette"),
    ],
)
def test_a_wrong_period_says_what_is_wrong(administrator, sign_in, sent, words):
    page = sign_in(administrator).post(reverse("home:retention"), sent)
    check_page(page.content)
    assert words in page.content.decode()
    assert not RetentionPeriod.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_three_as_for_one(administrator, sign_in, rows, django_assert_num_queries):
    for kind in list(RetentionKind)[:rows]:
        _confirm(kind)
    client = sign_in(administrator)
    with django_assert_num_queries(25):
        client.get(reverse("home:retention"))


def test_the_administrators_tasks_say_it_until_all_are_confirmed(administrator, sign_in):
    client = sign_in(administrator)
    assert "Der mangler 14 perioder." in client.get(reverse("home:work")).content.decode()
    for kind in RetentionKind:
        _confirm(kind)
    assert "Bekræft, hvor længe" not in client.get(reverse("home:work")).content.decode()


def test_the_check_before_going_live_says_what_is_missing():
    (warning,) = retention_is_confirmed(None, databases=["default"])
    assert warning.id == "portal.W004" and "drafts, mails" in warning.msg
    for kind in RetentionKind:
        _confirm(kind)
    assert retention_is_confirmed(None, databases=["default"]) == []
