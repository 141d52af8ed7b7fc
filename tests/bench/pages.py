"""What pages cost in a portal that `manage.py seed` has filled: `python -m tests.bench.pages 20000`.

`python -m tests.bench.pages 20000 searched autosave` asks only the bare view and the pages whose names hold one of those words.

Each page is asked through all of Django in this process: its queries, the time it takes, and the processor time of Python and of the
database's own process, which a busy machine doesn't change. Then gunicorn, set up as in production with two processes, is asked as often as
it can answer. Beside them stands a bare view (tests/bench/urls.py): the list's page without a database.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from socket import socket
from urllib.parse import quote, urlencode

import django

from portal import env, localdb

TIMES, LEAST, WARM = 100, 20, 3
SECONDS = 4  # for asking in this process, unless that is not even LEAST times; and then for asking gunicorn
WORKERS, ASKERS = 2, 8
COLUMNS = "{:<40} {:>8} {:>8} {:>8} {:>9} {:>9} {:>9} {:>8}\n"
HEADS = ("page", "queries", "p50 ms", "p95 ms", "python", "database", "cpu p95", "per s")
FORM = "application/x-www-form-urlencoded"
LIST, API = "/proevehandlinger/", "/api/v1/trial-actions"
BARE = "bare view of the list, no database"

type Send = Callable[[str, str, bytes], tuple[int, bytes]]
"""Method, address and body; answers with status and content."""
type Ask = Callable[[Send], None]


@dataclass
class Page:
    """`asks` are as many ways of asking as can go on at once: several people may read a page, one writes a text."""

    name: str
    who: str
    asks: list[Ask]


def measure(actions: int, words: Sequence[str] = ()) -> None:
    """Print a row for each page whose name holds one of the words, or for all. One that cannot be asked is told at the end, and the rest are asked."""
    write = sys.stdout.write
    write(f"{actions} trial actions, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n{COLUMNS.format(*HEADS)}")
    people = People()
    refused = []
    with _server() as port:
        for page in _pages(people):
            if words and page.name != BARE and not any(word.lower() in page.name.lower() for word in words):
                continue
            try:
                figures = [*in_this_process(page, people), f"{_per_second(page, people, port):.0f}"]
            except (AssertionError, OSError, http.client.HTTPException) as why:
                refused.append(f"{page.name}: {why!r}")
                continue
            write(COLUMNS.format(page.name, *figures))
            sys.stdout.flush()
    write(f"load {os.getloadavg()[0]:.1f} at the end\n")
    if refused:
        sys.exit("\n".join(refused))


def _pages(people: "People") -> list[Page]:
    from schools.people.choices import RoleKind
    from trials.choices import State
    from trials.models import Version

    leader, consultant, facilitator = RoleKind.SCHOOL_LEADER, RoleKind.CONSULTANT, RoleKind.FACILITATOR
    place = people.roles[consultant].municipality
    school = people.roles[leader].school
    public = Version.objects.filter(state=State.PUBLISHED, visibility="everyone").order_by("pk").first().trial
    drafts = Version.objects.filter(trial__home_school=school, state=State.DRAFT).order_by("pk")[:ASKERS]
    read = [
        (BARE, "/bar-side/", ""),
        ("list with facets", LIST, ""),
        ("newest, page 40", f"{LIST}?side=40", ""),
        ("by title", f"{LIST}?sort=titel", ""),
        ("one facet", f"{LIST}?hvordan=ikke-som-ventet", ""),
        ("three facets", f"{LIST}?hvordan=ikke-som-ventet&trin=sfo&aar=2024", ""),
        ("one municipality", f"{LIST}?kommune={place.slug}", ""),
        ("searched, one word", f"{LIST}?q=skolemøde", ""),
        ("searched, a very common word", f"{LIST}?q=elever", ""),
        ("searched, a compound", f"{LIST}?q=fravær", ""),
        ("searched, misspelt", f"{LIST}?q=fraværsgiude", ""),
        ("searched, three words", f"{LIST}?q=fravær+forældre+samtale", ""),
        ("searched and narrowed", f"{LIST}?q=fravær&trin=sfo&hvordan=delvist", ""),
        ("nothing found", f"{LIST}?q=zebra+fravær&trin=sfo", ""),
        ("list, school leader", LIST, leader),
        ("list, consultant", LIST, consultant),
        ("list, facilitator", LIST, facilitator),
        ("searched, consultant", f"{LIST}?q=fravær", consultant),
        ("detail", f"{LIST}{public.slug}/", ""),
        ("front page", "/", ""),
        ("municipalities", "/kommuner/", ""),
        ("municipality's page", f"/kommuner/{place.slug}/", ""),
        ("school's page", f"/kommuner/{school.municipality.slug}/skoler/{school.slug}/", ""),
        ("own overview, school leader", "/mine-opgaver/", leader),
        ("own overview, consultant", "/mine-opgaver/", consultant),
        ("municipality's overview", f"/kommuner/{place.slug}/overblik/", consultant),
        ("partnership's overview", f"/netvaerk/{people.roles[facilitator].network.slug}/overblik/", facilitator),
        ("API, list", API, ""),
        ("API, searched and narrowed", f"{API}?q=fravær&trin=sfo", ""),
        ("API, one", f"{API}/{public.slug}", ""),
    ]
    pages = [Page(name, who, [get(address)] * ASKERS) for name, address, who in read]
    pages.append(Page("searched, a word nobody asked before", "", [_ever_other_words()] * ASKERS))
    pages.append(Page("autosave", leader, [_Autosave(draft.pk, people) for draft in drafts]))
    return pages


def get(address: str) -> Ask:
    address = quote(address, safe="/?&=+")

    def ask(send: Send) -> None:
        status, _content = send("GET", address, b"")
        assert status == 200, f"{address}: {status}"

    return ask


def _ever_other_words() -> Ask:
    """The portal remembers what holds a word until something is published: here each of the commonest thousand words has its turn."""
    from portal.text.models import Word

    words = cycle(Word.objects.order_by("-uses", "pk").values_list("written", flat=True)[:1000])
    return lambda send: get(f"{LIST}?q={next(words)}")(send)


class _Autosave:
    """A person who goes on writing in one section: each answer's stamp goes into the next save."""

    def __init__(self, pk: int, people: "People") -> None:
        from tests.trials.posting import standing_in

        self.address = f"/skriv/{pk}/det-har-vi-gjort/"
        self.fields = standing_in(people.clients["school_leader"].get(self.address))
        del self.fields["csrfmiddlewaretoken"]  # it goes in the header, as the page's script sends it
        self.text = self.fields["done"][0]
        self.saved = 0

    def __call__(self, send: Send) -> None:
        self.saved += 1
        self.fields["done"] = [f"{self.text} Det skrev vi for {self.saved}. gang."]
        status, content = send("POST", f"{self.address}gem/", urlencode(self.fields, doseq=True).encode())
        assert status == 200, f"{self.address}: {status} {content!r}"
        told = json.loads(content)
        self.fields |= {"seen": [told["seen"]], "base": [told["base"]]}


class People:
    """One of each kind whose pages are measured, signed in; a visitor is nobody."""

    def __init__(self) -> None:
        from django.test import Client

        from schools.people.models import Role

        self.clients, self.roles = {"": Client(headers={"host": "localhost"})}, {}
        for role in Role.objects.filter(user__email__endswith="@maaling.invalid").with_places():
            self.roles[role.kind] = role
            self.clients[role.kind] = client = Client(headers={"host": "localhost"})
            client.force_login(role.user, backend="django.contrib.auth.backends.ModelBackend")

    def here(self, who: str) -> Send:
        """Ask in this process."""
        client = self.clients[who]

        def send(method: str, address: str, body: bytes) -> tuple[int, bytes]:
            response = client.generic(method, address, body, content_type=FORM)
            return response.status_code, response.content

        return send

    def over(self, wire: http.client.HTTPConnection, who: str) -> Send:
        """Ask gunicorn, with the same session."""
        token = "b" * 32
        cookies = {name: morsel.value for name, morsel in self.clients[who].cookies.items()} | {"csrftoken": token}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "X-CSRFToken": token, "Content-Type": FORM}

        def send(method: str, address: str, body: bytes) -> tuple[int, bytes]:
            wire.request(method, address, body or None, headers)
            response = wire.getresponse()
            return response.status, response.read()

        return send


def in_this_process(page: Page, people: People, times: int = TIMES) -> list[str]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from portal.deploy.gunicorn import when_ready

    send, ask = people.here(page.who), page.asks[0]
    for _time in range(WARM):
        ask(send)
    when_ready(None)
    with CaptureQueriesContext(connection) as captured:
        ask(send)
        queries = len(captured)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        spent = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    took: list[float] = []
    python, database = [], []
    until = time.monotonic() + SECONDS
    while len(took) < times and (len(took) < LEAST or time.monotonic() < until):
        before, started, processor = _milliseconds(spent), time.perf_counter(), time.process_time()
        ask(send)
        python.append((time.process_time() - processor) * 1000)
        took.append((time.perf_counter() - started) * 1000)
        database.append(_milliseconds(spent) - before)
    both = [sum(pair) for pair in zip(python, database, strict=True)]
    medians = [statistics.median(python), statistics.median(database)]
    return [str(queries), *(f"{value:.1f}" for value in [statistics.median(took), _p95(took), *medians, _p95(both)])]


def _milliseconds(schedstat: Path) -> float:
    """How long a process has been on a processor."""
    return int(schedstat.read_text().split()[0]) / 1_000_000


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


@contextmanager
def _server() -> Iterator[int]:
    with closing(socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "portal/deploy/gunicorn.py", "--bind", f"127.0.0.1:{port}"]
    settings = {**os.environ, "WEB_PROCESSES": str(WORKERS)}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=settings)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as wire:
                wire.request("GET", "/om/")
                wire.getresponse().read()
                return
        except OSError:
            time.sleep(0.3)
    raise TimeoutError("gunicorn did not answer")


def _per_second(page: Page, people: People, port: int) -> float:
    until = time.monotonic() + SECONDS

    def ask_on(ask: Ask) -> int:
        asked = 0
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as wire:
            send = people.over(wire, page.who)
            while time.monotonic() < until:
                ask(send)
                asked += 1
        return asked

    with ThreadPoolExecutor(ASKERS) as askers:
        return sum(askers.map(ask_on, page.asks)) / SECONDS


def _fill(actions: int) -> None:
    """Fill the portal unless an earlier run has done it; 20 000 take some minutes."""
    from django.core.management import call_command

    from trials.models import TrialAction

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if not TrialAction.objects.exists():
        call_command("seed", trial_actions=actions)


def main(actions: int, words: Sequence[str]) -> None:
    """In a database of its own, which is kept for the next time."""
    os.environ.pop("DATABASE_URL", None)
    folder = env.data_folder() / f"bench-{actions}"
    os.environ |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    with localdb.running(folder):
        django.setup()
        _fill(actions)
        measure(actions, words)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages")
    parser.add_argument("actions", type=int, help="trial actions in the portal")
    parser.add_argument("words", nargs="*", help="only the pages whose names hold one of these")
    asked = parser.parse_args()
    main(asked.actions, asked.words)
