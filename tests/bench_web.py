"""What the pages of the list cost, on a seeded database (`manage.py seed`): server time, queries and requests per second.

    DATA_DIR=/tmp/measuring python manage.py seed --municipalities 98 --schools 1200 --trial-actions 20000
    DATA_DIR=/tmp/measuring python manage.py shell -c "from tests.bench_web import main; main()"

Each page is asked in turn in this process (server time, its p50 and p95, and processor time), then through gunicorn with two workers
(requests per second). Beside them stands a bare Django view that renders the same list page from what was read before, without a
database: what is left when finding costs nothing.
"""

import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from socket import socket

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from portal.accounts.actor import VISITOR, Actor
from portal.accounts.models import User
from schools.people.choices import RoleKind
from schools.people.models import Role
from trials.models import TrialAction
from trials.views import reading

LIST = "/proevehandlinger/"
TIMES, WARM = 60, 5
SECONDS = 10
WORKERS, ASKERS = 2, 8
COLUMNS = "{:<34} {:>8} {:>9} {:>9} {:>11} {:>9}\n"
PAGES = {
    "list with facets": "",
    "newest, page 40": "?side=40",
    "by title": "?sort=titel",
    "one facet": "?hvordan=ikke-som-ventet",
    "three facets": "?hvordan=ikke-som-ventet&trin=sfo&aar=2024",
    "searched, one word": "?q=skolemøde",
    "searched, a very common word": "?q=elever",
    "searched, a compound": "?q=fravær",
    "searched, misspelt": "?q=fraværsgiude",
    "searched, three words": "?q=fravær+forældre+samtale",
    "searched and narrowed": "?q=fravær&trin=sfo&hvordan=delvist",
    "nothing found": "?q=zebra+fravær&trin=sfo",
}


def main() -> None:
    write = sys.stdout.write
    write(f"{TrialAction.objects.count()} trial actions, {os.cpu_count()} processors\n")
    write(COLUMNS.format("page", "queries", "p50 ms", "p95 ms", "processor", "per s"))
    with _server() as base:
        for name, query in PAGES.items():
            _row(name, _asking(query, VISITOR), f"{base}{LIST}{query}")
        for name, actor in _actors().items():
            _row(f"list, {name}", _asking("", actor), "")
            _row(f"searched, {name}", _asking("?q=fravær", actor), "")
    _row("bare view, no database", _bare(), "")


def _row(name: str, ask: Callable[[], HttpResponse], url: str) -> None:
    for _time in range(WARM):
        ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = len(captured)
    connection.force_debug_cursor = False
    took, processor = [], time.process_time()
    for _time in range(TIMES):
        started = time.perf_counter()
        ask()
        took.append((time.perf_counter() - started) * 1000)
    processor = (time.process_time() - processor) * 1000 / TIMES
    p95 = statistics.quantiles(took, n=20)[-1]
    per_second = f"{_per_second(url):.0f}" if url else "–"
    figures = [str(queries), f"{statistics.median(took):.1f}", f"{p95:.1f}", f"{processor:.1f}", per_second]
    sys.stdout.write(COLUMNS.format(name, *figures))
    sys.stdout.flush()


def _request(query: str, actor: Actor) -> HttpRequest:
    request = RequestFactory().get(f"{LIST}{query}")
    request.actor, request.roles, request.htmx, request.session = actor, [], False, {}
    request.user = actor.user or User()
    request.csp_nonce = ""
    return request


def _asking(query: str, actor: Actor) -> Callable[[], HttpResponse]:
    return lambda: reading.trial_list(_request(query, actor))


def _bare() -> Callable[[], HttpResponse]:
    """The same template with what one request has read: nothing is asked of the database."""
    kept: dict = {}
    request = _request("", VISITOR)
    plain = reading.render

    def keep(_request: HttpRequest, template: str, context: dict) -> HttpResponse:
        kept.update(context)
        return plain(_request, template, context)

    reading.render = keep
    try:
        reading.trial_list(request)
    finally:
        reading.render = plain
    return lambda: TemplateResponse(_request("", VISITOR), "trials/list.html", kept).render()


def _actors() -> dict[str, Actor]:
    """One of each audience that sees more than everyone does."""
    found = {}
    for kind in (RoleKind.SCHOOL_LEADER, RoleKind.CONSULTANT, RoleKind.FACILITATOR):
        role = Role.objects.filter(kind=kind).with_places().first()
        if role:
            found[kind.value] = Actor(role.user, role)
    return found


@contextmanager
def _server():
    with closing(socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base)
        yield base
    finally:
        process.terminate()
        process.wait()


def _wait(base: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{base}{LIST}", timeout=10).read()
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise TimeoutError("gunicorn did not answer")


def _per_second(url: str) -> float:
    url = urllib.request.quote(url, safe=":/?&=+%")
    until = time.monotonic() + SECONDS

    def ask_on() -> int:
        asked = 0
        while time.monotonic() < until:
            urllib.request.urlopen(url, timeout=30).read()
            asked += 1
        return asked

    with ThreadPoolExecutor(ASKERS) as askers:
        return sum(askers.map(lambda _asker: ask_on(), range(ASKERS))) / SECONDS
