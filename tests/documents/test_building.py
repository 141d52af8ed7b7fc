import hashlib
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone
from PIL import UnidentifiedImageError

from portal.documents import building, services
from portal.documents.choices import MAX_ATTEMPTS, DocumentState
from portal.documents.models import Document
from portal.documents.print import alignment
from portal.documents.rendering import Phase, Progress, UnusableImage
from portal.notices.models import Mail
from tests.documents.conftest import NOW, Leaf
from tests.support.racing import race


def files() -> list[str]:
    return default_storage.listdir("documents")[1] if default_storage.exists("documents") else []


@pytest.mark.django_db(transaction=True)
def test_a_build_saves_the_file_with_its_facts_and_tells_the_orderer(order, orderer, renderer):
    renderer.real()
    document = order()
    assert building.build(document_id=document.pk)
    document.refresh_from_db()
    with document.file.open() as stored:
        made = stored.read()
    assert made.startswith(b"%PDF-1.7")
    assert (document.state, document.pages, document.size) == (DocumentState.READY, 1, len(made))
    assert document.checksum == hashlib.sha256(made).hexdigest()
    mail = Mail.objects.get()
    assert (mail.user, mail.kind) == (orderer.user, "document_ready")
    assert "/blade/" in mail.body


@pytest.mark.django_db
def test_a_second_message_for_the_same_document_finds_nothing_to_do(order):
    document = order()
    assert building.build(document_id=document.pk)
    assert not building.build(document_id=document.pk)
    assert len(files()) == 1


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_instant_build_one_document_once(order):
    document = order()
    built = race(*[lambda: building.build(document_id=document.pk)] * 6)
    assert sorted(built) == [False] * 5 + [True]
    assert len(files()) == 1
    assert Mail.objects.filter(kind="document_ready").count() == 1


@pytest.mark.django_db
def test_progress_stands_on_the_row_while_it_is_built(order, renderer):
    document, seen = order(), []

    def during(on_progress, should_cancel):
        for progress in (Progress(Phase.LAYOUT, 34, 70), Progress(Phase.WRITING, 2, 68)):
            on_progress(progress)
            seen.append(Document.objects.values_list("state", "phase", "page", "pages_expected").get(pk=document.pk))

    renderer(during)
    building.build(document_id=document.pk)
    assert seen == [("building", "layout", 34, 70), ("building", "writing", 2, 68)]


@pytest.mark.django_db
def test_cancelling_stops_the_worker_at_its_next_page_and_nothing_is_saved(order, orderer, monkeypatch):
    document = order()
    report = building.Claim.report

    def cancel_at_the_first_page(claim, progress):
        if document.is_active:
            services.cancel(document=document, by=orderer, now=NOW)
        report(claim, progress)

    monkeypatch.setattr(building.Claim, "report", cancel_at_the_first_page)
    assert not building.build(document_id=document.pk)
    document.refresh_from_db()
    assert document.state == DocumentState.CANCELLED
    assert files() == []
    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_a_worker_that_died_is_replaced_and_the_document_finished_once(order):
    document = order()
    dead = building._claim(document.pk, lambda: NOW)
    services.sweep(now=NOW + timedelta(seconds=20))
    document.refresh_from_db()
    assert document.state == DocumentState.BUILDING, "a worker may be silent for thirty seconds"
    services.sweep(now=NOW + timedelta(seconds=40))
    document.refresh_from_db()
    assert document.state == DocumentState.REQUESTED
    assert building.build(document_id=document.pk)
    document.refresh_from_db()
    assert (document.state, document.attempts, dead.document.attempts) == (DocumentState.READY, 2, 1)


class Killed(BaseException):
    """The worker is gone from one moment to the next: nothing of it tidies up."""


@pytest.mark.django_db
@pytest.mark.parametrize("moment", [*Phase, "saved"])
def test_a_worker_killed_at_any_moment_is_replaced_and_the_document_finished_exactly_once(order, renderer, monkeypatch, moment):
    document = order()

    def die(on_progress, should_cancel):
        for phase in Phase:
            on_progress(Progress(phase, 1, 1))
            if phase == moment:
                raise Killed

    def die_before_saying_so(claim, **fields):
        raise Killed

    with monkeypatch.context() as killing:
        killing.setattr(building._Settled, "__exit__", lambda self, *error: None)
        if moment == "saved":
            killing.setattr(building.Claim, "finish", die_before_saying_so)
        renderer(die)
        with pytest.raises(Killed):
            building.build(document_id=document.pk)
    assert Document.objects.get(pk=document.pk).state == DocumentState.BUILDING
    renderer()
    services.sweep(now=timezone.now() + timedelta(minutes=1))
    assert [building.build(document_id=document.pk) for _worker in range(2)] == [True, False]
    document.refresh_from_db()
    assert (document.state, document.attempts) == (DocumentState.READY, 2)
    assert [document.file.name.removeprefix("documents/")] == files(), "what the dead one had saved is removed"
    assert Mail.objects.filter(kind="document_ready").count() == 1


@pytest.mark.django_db
def test_a_slow_first_worker_that_finishes_after_its_replacement_changes_nothing(order, renderer):
    document = order()

    def during(on_progress, should_cancel):
        if not Document.objects.filter(pk=document.pk, attempts=1).exists():
            return
        services.sweep(now=timezone.now() + timedelta(minutes=1))
        assert building.build(document_id=document.pk), "the replacement finishes first"

    renderer(during)
    assert not building.build(document_id=document.pk)
    document.refresh_from_db()
    assert (document.state, document.attempts) == (DocumentState.READY, 2)
    assert [document.file.name.removeprefix("documents/")] == files(), "the late file is removed"
    assert Mail.objects.filter(kind="document_ready").count() == 1


@pytest.mark.django_db
def test_a_document_whose_worker_died_three_times_fails_with_words(order, orderer):
    document, now = order(), NOW
    for _attempt in range(MAX_ATTEMPTS):
        claimed_at = now
        assert building._claim(document.pk, lambda at=claimed_at: at)
        now += timedelta(minutes=1)
        services.sweep(now=now)
    document.refresh_from_db()
    assert document.state == DocumentState.FAILED
    assert "tre gange" in document.error
    mail = Mail.objects.get(kind="document_failed")
    assert document.error in mail.body


@pytest.mark.django_db
def test_a_storage_that_refuses_is_tried_again_and_then_given_up(order, monkeypatch):
    document = order()

    def refuse(self, name, content, max_length=None):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(FileSystemStorage, "save", refuse)
        for _attempt in range(MAX_ATTEMPTS - 1):
            assert not building.build(document_id=document.pk)
            document.refresh_from_db()
            assert document.state == DocumentState.REQUESTED
        building.build(document_id=document.pk)
    document.refresh_from_db()
    assert document.state == DocumentState.FAILED
    assert "No space left" in document.error


class ClientError(Exception):
    """As the client of a bucket says it: no OSError."""


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [ConnectionError("away"), ClientError("away")])
def test_a_storage_that_comes_back_costs_one_attempt(order, monkeypatch, fault):
    document = order()
    with monkeypatch.context() as away:
        away.setattr(FileSystemStorage, "save", lambda *args, **kwargs: (_ for _ in ()).throw(fault))
        building.build(document_id=document.pk)
    document.refresh_from_db()
    assert document.state == DocumentState.REQUESTED
    assert building.build(document_id=document.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(("tried", "minutes"), [(1, 1), (2, 3)])
def test_a_storage_that_is_away_is_left_alone_for_a_while(order, monkeypatch, django_capture_on_commit_callbacks, tried, minutes):
    document, now, woken = order(), timezone.now(), []
    monkeypatch.setattr("portal.queue.app.send_task", lambda task, args: woken.append(args[0]))
    with monkeypatch.context() as away:
        away.setattr(FileSystemStorage, "save", lambda *args, **kwargs: (_ for _ in ()).throw(ConnectionError("away")))
        for _attempt in range(tried):
            building.build(document_id=document.pk, clock=lambda: now)
    for later in (timedelta(minutes=minutes) - timedelta(seconds=1), timedelta(minutes=minutes)):
        with django_capture_on_commit_callbacks(execute=True):
            services.sweep(now=now + later)
    assert woken == [document.pk]


def raising(error: Exception, cause: Exception | None = None):
    def during(on_progress, should_cancel):
        raise error from cause

    return during


@pytest.mark.django_db
@pytest.mark.parametrize("cause", [FileNotFoundError("x"), UnidentifiedImageError("x")])
def test_an_unusable_picture_fails_the_document_and_names_action_and_field(order, renderer, cause):
    renderer(raising(UnusableImage("a.png", "Klippekortet"), cause))
    document = order()
    building.build(document_id=document.pk)
    document.refresh_from_db()
    assert document.state == DocumentState.FAILED
    assert "”Klippekortet”" in document.error and "Billeder" in document.error


@pytest.mark.django_db
def test_a_picture_that_the_storage_cannot_give_just_now_is_tried_again(order, renderer):
    renderer(raising(UnusableImage("a.png", "Klippekortet"), TimeoutError("slow")))
    document = order()
    building.build(document_id=document.pk)
    document.refresh_from_db()
    assert document.state == DocumentState.REQUESTED


@pytest.mark.django_db(transaction=True)
def test_an_address_outside_the_sources_fails_the_document_with_words(order, leaf, renderer):
    renderer.real()

    class Reaching(Leaf):
        def html(self):
            return super().html().replace("<p>", '<img src="file:///etc/passwd" alt="x"><p>')

    leaf(publication=lambda snapshot: Reaching(snapshot["text"]))
    document = order()
    building.build(document_id=document.pk)
    document.refresh_from_db()
    assert document.state == DocumentState.FAILED
    assert "file:///etc/passwd" in document.error
    assert "”Et blad”" in document.error


@pytest.mark.django_db
def test_a_fault_of_ours_fails_the_document_visibly_and_goes_on_to_the_log(order, renderer):
    renderer(raising(KeyError("trials")))
    document = order()
    with pytest.raises(KeyError):
        building.build(document_id=document.pk)
    document.refresh_from_db()
    assert document.state == DocumentState.FAILED
    assert "KeyError" in document.error
    assert Mail.objects.get().kind == "document_failed"


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_ours_names_what_was_being_set(order, renderer, monkeypatch):
    renderer.real()
    monkeypatch.setattr("portal.documents.print.alignment.align", lambda page_box: [][0])
    document = order()
    with pytest.raises(IndexError):
        building.build(document_id=document.pk)
    document.refresh_from_db()
    assert "IndexError" in document.error and "”Et blad”" in document.error


SECTIONS = "<section><h2>Det har vi gjort</h2><p>Et.</p></section><section><h2>Vi har lært</h2><p>To.</p>%s</section>"


@pytest.mark.django_db(transaction=True)
def test_the_section_that_cannot_be_set_is_named(order, leaf, renderer):
    renderer.real()

    class Divided(Leaf):
        def html(self):
            return super().html().replace("</body>", SECTIONS % '<img src="file:///etc/passwd" alt="x">' + "</body>")

    leaf(publication=lambda snapshot: Divided(snapshot["text"]))
    document = order()
    building.build(document_id=document.pk)
    document.refresh_from_db()
    assert "”Et blad” (felt: Vi har lært)" in document.error


@pytest.mark.django_db(transaction=True)
def test_a_fault_in_a_section_names_it(order, leaf, renderer, monkeypatch):
    renderer.real()
    real = alignment.align

    def break_at_two(page_box) -> None:
        if any(getattr(box, "text", "") == "To." for box in page_box.descendants()):
            raise IndexError
        real(page_box)

    class Divided(Leaf):
        def html(self):
            return super().html().replace("</body>", f"{SECTIONS % ''}</body>")

    leaf(publication=lambda snapshot: Divided(snapshot["text"]))
    monkeypatch.setattr(alignment, "align", break_at_two)
    document = order()
    with pytest.raises(IndexError):
        building.build(document_id=document.pk)
    document.refresh_from_db()
    assert "IndexError" in document.error and "”Et blad” (felt: Vi har lært)" in document.error


@pytest.mark.django_db
def test_a_worker_that_is_stopped_puts_the_document_back(order, renderer):
    renderer(raising(SystemExit()))
    document = order()
    with pytest.raises(SystemExit):
        building.build(document_id=document.pk)
    document.refresh_from_db()
    assert document.state == DocumentState.REQUESTED


@pytest.mark.django_db(transaction=True)
def test_a_silent_renderer_still_shows_signs_of_life(order, renderer, monkeypatch):
    monkeypatch.setattr(building, "HEARTBEAT_EVERY", timedelta(milliseconds=20))
    document = order()

    def during(on_progress, should_cancel):
        first = Document.objects.get(pk=document.pk).heartbeat_at
        deadline = timezone.now() + timedelta(seconds=10)
        while Document.objects.get(pk=document.pk).heartbeat_at == first:
            assert timezone.now() < deadline, "no sign of life"

    renderer(during)
    assert building.build(document_id=document.pk)


@pytest.mark.django_db
def test_a_document_without_an_orderer_is_finished_without_a_mail(order):
    document = order()
    Document.objects.filter(pk=document.pk).update(requested_by=None)
    assert building.build(document_id=document.pk)
    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_an_order_is_finished_also_when_everyone_has_gone_home_for_good(order, orderer):
    """Nobody follows it, the role has ended and the account is closed: the book is there for the colleagues, and no mail is sent."""
    document = order()
    orderer.role.delete()
    orderer.user.is_active = False
    orderer.user.save()
    assert building.build(document_id=document.pk)
    document.refresh_from_db()
    assert (document.state, len(files()), Mail.objects.count()) == (DocumentState.READY, 1, 0)
