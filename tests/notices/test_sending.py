import smtplib
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend

from portal.notices.choices import MAX_ATTEMPTS, MailState
from portal.notices.services import mails as services
from portal.workflow.gate import WrongState
from portal.workflow.models import LogEntry
from tests.factories import mails as make
from tests.factories import people, places
from tests.support.racing import race

NOW = make.NOW
LATER = NOW + timedelta(hours=2)


class BrokenServer(EmailBackend):
    """A mail server that fails where the test says."""

    at_open: OSError | None = None
    at_send: Exception | None = None

    def open(self):
        if self.at_open:
            raise self.at_open

    def send_messages(self, messages):
        if self.at_send:
            raise self.at_send
        return super().send_messages(messages)


@pytest.fixture
def server(settings, monkeypatch):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.BrokenServer"}}

    def fail(*, at_open=None, at_send=None):
        monkeypatch.setattr(BrokenServer, "at_open", at_open)
        monkeypatch.setattr(BrokenServer, "at_send", at_send)

    return fail


@pytest.mark.django_db
def test_a_queued_mail_is_sent_once_to_its_receiver():
    mail = make.queued(subject="Godkendt", text="Hej\n\nSe den her: http://localhost")
    assert services.send(mail_id=mail.pk, now=NOW)
    assert not services.send(mail_id=mail.pk, now=NOW), "a second message from the broker finds nothing to do"
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at) == (MailState.SENT, NOW)
    (letter,) = outbox.outbox
    assert (letter.to, letter.subject) == ([mail.email], "Godkendt")
    assert "Se den her: http://localhost" in letter.body


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_woken_when_the_transaction_is_committed(woken):
    mail = make.queued()
    assert ("send_mail", mail.pk) in woken


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_instant_send_one_mail_once():
    mail = make.queued()
    sent = race(*[lambda: services.send(mail_id=mail.pk, now=NOW)] * 8)
    assert sorted(sent) == [False] * 7 + [True]
    assert len(outbox.outbox) == 1


@pytest.mark.django_db
def test_a_refusal_is_tried_again_five_times_with_growing_pauses_and_then_shown(server):
    server(at_open=ConnectionRefusedError("nej"))
    mail, now, pauses = make.queued(), NOW, []
    for _attempt in range(MAX_ATTEMPTS):
        assert not services.send(mail_id=mail.pk, now=now)
        mail.refresh_from_db()
        pauses.append(mail.due_at - now)
        now = max(now, mail.due_at)
    assert mail.state == MailState.FAILED
    assert "nej" in mail.error
    assert pauses[:4] == sorted(pauses[:4])
    assert pauses[0] > timedelta(0)


@pytest.mark.django_db
def test_a_mail_that_waits_for_its_next_attempt_is_not_sent_before(server):
    server(at_open=ConnectionRefusedError("nej"))
    mail = make.queued()
    services.send(mail_id=mail.pk, now=NOW)
    server()
    assert not services.send(mail_id=mail.pk, now=NOW + timedelta(seconds=1))
    assert services.send(mail_id=mail.pk, now=LATER)


REFUSALS = [
    (smtplib.SMTPRecipientsRefused({"a@b.dk": (550, b"unknown")}), MailState.FAILED),
    (smtplib.SMTPRecipientsRefused({"a@b.dk": (450, b"later")}), MailState.QUEUED),
    (smtplib.SMTPDataError(554, b"no"), MailState.FAILED),
    (smtplib.SMTPDataError(451, b"later"), MailState.QUEUED),
    (smtplib.SMTPSenderRefused(421, b"later", "x"), MailState.QUEUED),
    (ValueError("Invalid address"), MailState.FAILED),
    (smtplib.SMTPServerDisconnected("gone"), MailState.UNCERTAIN),
    (TimeoutError("slow"), MailState.UNCERTAIN),
    (BrokenPipeError("pipe"), MailState.UNCERTAIN),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "state"), REFUSALS, ids=lambda value: type(value).__name__)
def test_what_the_server_answers_decides_whether_it_is_tried_again_given_up_or_uncertain(server, answer, state):
    server(at_send=answer)
    mail = make.queued()
    assert not services.send(mail_id=mail.pk, now=NOW)
    mail.refresh_from_db()
    assert mail.state == state
    assert mail.error


@pytest.mark.django_db
def test_a_mail_whose_worker_died_becomes_uncertain_and_is_never_sent_by_itself(woken, django_capture_on_commit_callbacks):
    mail = make.queued()
    services._claim(mail.pk, NOW)
    with django_capture_on_commit_callbacks(execute=True):
        services.sweep(now=NOW + timedelta(minutes=1))
    mail.refresh_from_db()
    assert mail.state == MailState.SENDING, "a worker has two minutes"
    with django_capture_on_commit_callbacks(execute=True):
        services.sweep(now=NOW + timedelta(minutes=3))
    mail.refresh_from_db()
    assert mail.state == MailState.UNCERTAIN
    assert woken == []
    assert not services.send(mail_id=mail.pk, now=LATER)
    assert outbox.outbox == []


@pytest.mark.django_db
def test_a_slow_worker_that_did_send_settles_the_doubt():
    mail = make.queued()
    claim = services._claim(mail.pk, NOW)
    services.sweep(now=NOW + timedelta(minutes=3))
    services._confirm(claim, LATER)
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


@pytest.mark.django_db
def test_a_slow_worker_changes_nothing_once_somebody_has_sent_it_again():
    here = places.municipality()
    mail = make.queued(to=people.role("consultant", here).user)
    claim = services._claim(mail.pk, NOW)
    services.sweep(now=NOW + timedelta(minutes=3))
    services.resend(mail=mail, by=people.actor("head", here), now=LATER)
    services._confirm(claim, LATER)
    mail.refresh_from_db()
    assert mail.state == MailState.QUEUED


@pytest.mark.django_db
def test_the_sweep_wakes_mails_that_the_broker_has_forgotten(woken, django_capture_on_commit_callbacks):
    mail = make.queued()
    with django_capture_on_commit_callbacks(execute=True):
        services.sweep(now=NOW + timedelta(seconds=5))
    assert woken == [], "the broker gets its time first"
    with django_capture_on_commit_callbacks(execute=True):
        services.sweep(now=NOW + timedelta(minutes=1))
    assert woken == [("send_mail", mail.pk)]


@pytest.mark.django_db
def test_a_secret_is_wiped_when_the_mail_is_sent_and_kept_until_then(server):
    server(at_open=ConnectionRefusedError("nej"))
    mail = make.queued(text="http://localhost/invitation/hemmelig/", secret=True)
    services.send(mail_id=mail.pk, now=NOW)
    mail.refresh_from_db()
    assert "hemmelig" in mail.body
    server()
    services.send(mail_id=mail.pk, now=LATER)
    mail.refresh_from_db()
    assert (mail.state, mail.body) == (MailState.SENT, "")
    assert "hemmelig" in outbox.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_two_people_who_resend_at_once_send_it_once(woken):
    here = places.municipality()
    head = people.actor("head", here)
    mail = make.stuck(to=people.role("consultant", here).user)
    woken.clear()
    answers = race(*[lambda: services.resend(mail=mail, by=head, now=LATER)] * 5)
    assert sum(isinstance(answer, WrongState) for answer in answers) == 4
    assert woken == [("send_mail", mail.pk)]
    assert LogEntry.objects.about(mail).count() == 1


@pytest.mark.django_db
def test_a_mail_belongs_to_the_place_of_the_one_who_acts_else_of_the_receiver():
    here = places.municipality()
    network = places.network(here)
    receiver = people.role("contributor", places.school(at=here)).user
    facilitator = people.actor("facilitator", network)
    by_receiver = make.queued(to=receiver)
    by_actor = services.queue_mail(kind="account", user=receiver, context={"subject": "x", "text": "y", "by": facilitator}, now=NOW)
    assert (by_receiver.municipality_number, by_receiver.network_number) == (here.pk, None)
    assert (by_actor.municipality_number, by_actor.network_number) == (None, network.pk)
