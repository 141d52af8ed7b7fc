"""The log is one JSON object a line, and tells neither secrets nor what people have written."""

import json
import logging
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, IntegrityError, connection
from django.urls import reverse

from portal.deploy.access_log import AccessLog
from portal.deploy.json_log import JsonFormatter
from tests.factories import people, places
from tests.factories import trials as make
from trials.models import Version

SECRET = "HEMMELIG-TEKST-OM-ET-BARN"


@pytest.fixture
def logged():
    """What the portal logs while the test runs, line by line."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    root, django = logging.getLogger(), logging.getLogger("django")
    for logger in (root, django):
        logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    for logger in (root, django):
        logger.removeHandler(handler)


def _raised(error: Exception) -> dict:
    """An exception as it is logged."""
    try:
        raise error
    except type(error) as caught:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Noget gik galt", (), (type(caught), caught, caught.__traceback__))
    return json.loads(JsonFormatter().format(record))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError(f"invalid literal for int(): '{SECRET}'"), None),
        (KeyError(SECRET), None),
        (OSError(28, "No space left on device"), "[Errno 28] No space left on device"),
        (ImproperlyConfigured("SECRET_KEY is missing."), "SECRET_KEY is missing."),
        (
            IntegrityError(f'duplicate key value violates "x"\nDETAIL:  Failing row contains ({SECRET}).'),
            'duplicate key value violates "x"',
        ),
    ],
)
def test_what_an_exception_says_is_told_only_where_it_cannot_quote_anybody(error, said):
    told = _raised(error)
    assert SECRET not in json.dumps(told)
    (first,) = told["exception"]
    assert first["kind"] == type(error).__qualname__ and first.get("says") == said
    assert "test_json_log.py" in first["at"][-1]


def test_the_causes_of_an_exception_are_told_too():
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as cause:
            raise OSError("Disken er fuld") from cause
    except OSError as error:
        told = _raised(error)
    assert [each["kind"] for each in told["exception"]] == ["OSError", "ValueError"]
    assert SECRET not in json.dumps(told)


@pytest.mark.django_db
def test_a_fault_while_a_draft_is_saved_does_not_tell_the_draft(sign_in, client, logged, monkeypatch):
    version = make.draft()
    sign_in(people.actor("school_leader", version.trial.home_school))
    client.raise_request_exception = False

    def fail(self, *_args, **_kwargs):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::integer", [self.headline or self.title or SECRET])

    monkeypatch.setattr(Version, "save", fail)
    address = reverse("trials:section", args=[version.pk, "indledning"])
    answer = client.post(address, {"title": SECRET, "headline": SECRET, "standfirst": SECRET, "stamp": "x"})
    lines = logged()
    assert SECRET not in json.dumps(lines, ensure_ascii=False)
    if answer.status_code == 500:
        assert any(DataError.__name__ in json.dumps(line) for line in lines)


@pytest.mark.django_db
def test_keys_to_accounts_are_not_told(client, logged):
    people.invitation("contributor", places.school(), token="den-rigtige", expires_at=make.NOW + timedelta(days=9000))
    client.get("/invitation/den-forkerte/")
    assert any("/invitation/…/" in line["message"] for line in logged())
    assert "den-forkerte" not in json.dumps(logged())


def test_a_request_is_told_in_one_line_without_its_question(settings, monkeypatch):
    settings.LOG_FORMAT = "json"
    log, lines = AccessLog.__new__(AccessLog), []
    log.access_log = SimpleNamespace(info=lines.append)
    atoms = {"m": "GET", "U": "/invitation/…/", "s": "200", "B": 512, "M": 31}
    monkeypatch.setattr(AccessLog, "atoms", lambda *_: atoms)
    log.access(None, None, {}, timedelta(milliseconds=31))
    told = json.loads(lines[0])
    assert {name: told[name] for name in ("method", "path", "status", "bytes", "ms")} == {
        "method": "GET",
        "path": "/invitation/…/",
        "status": 200,
        "bytes": 512,
        "ms": 31,
    }
