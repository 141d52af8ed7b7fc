"""Two servers behind one proxy, as docs/operations.md tells: each with a web server, a worker and a folder of its own; files shared.

The services are those of docker-compose.yml, run as processes on loopback.
"""

import os
import re
import shutil
import signal
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.home.processes import Processes
from tests.ground.test_compose import ROOT, SERVICES, World, database, environment_of, free_port, redis, secrets
from tests.support.browsing import Person
from tests.support.waiting import wait_until

PATIENCE = 180
EMAIL, PASSWORD = "konsulent@to-servere.example", "et-langt-kodeord-42"
# A consultant with a text of their own and two catalogues under way: the addresses of the three.
CONTENT = f"""
from tests.factories import catalogues, people, places
from tests.factories import trials as make
here = places.municipality()
consultant = people.actor("consultant", here, who=people.user(email="{EMAIL}"))
consultant.user.set_password("{PASSWORD}")
consultant.user.save()
print(f"/skriv/{{make.draft(at=here, by=consultant.user).pk}}/")
for edition in [catalogues.draft(by=consultant, items=2, title=title) for title in ("Det første", "Det andet")]:
    print(f"/kataloger/{{edition.catalogue.slug}}/{{edition.number}}/")
"""

pytestmark = pytest.mark.skipif(not shutil.which("caddy") or not shutil.which("redis-server"), reason="no Caddy or no Redis here")


@dataclass
class Servers:
    """The two servers by name, and the address of the proxy in front of them."""

    running: dict[str, Processes]
    address: str
    text: str
    catalogues: list[str]

    def person(self) -> Person:
        """Somebody who has signed in through the proxy."""
        made = Person(self.address, ssl._create_unverified_context())
        made.sign_in(EMAIL, PASSWORD)
        return made

    def have_answered(self, path: str) -> set[str]:
        """Which of the web servers have answered for it."""
        return {name for name, processes in self.running.items() if f'"{path}"' in processes.log_of("web").read_text()}

    def kill(self, name: str) -> None:
        """End all of a server at once, as a machine that loses power does."""
        for process in self.running[name].running.values():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def servers(tmp_path) -> Iterator[Servers]:
    secrets(tmp_path)
    (tmp_path / "files").mkdir()
    name = f"servers_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with database(name) as (running, owner), redis(tmp_path) as redis_url, ExitStack() as stack:
        shared = running | {"REDIS_URL": redis_url, "STATIC_ROOT": str(tmp_path / "static"), "DATABASE_POOL": "4"}
        shared |= {"WORKERS": "1", "WEB_PROCESSES": "1", "SECOND_FACTOR_REQUIRED": "0"}
        worlds = {name: _server(tmp_path, name, shared, owner) for name in ("one", "two")}
        worlds["one"].run("python", "manage.py", "prepare", service="migrate")
        worlds["one"].run("python", "manage.py", "collectstatic", "--noinput", "--verbosity=0")
        text, *made = worlds["one"].run("python", "manage.py", "shell", "--verbosity=0", "-c", CONTENT).split()
        processes = {name: stack.enter_context(_running(world, with_beat=name == "one")) for name, world in worlds.items()}
        address = stack.enter_context(_proxy(tmp_path, [f"127.0.0.1:{world.settings['PORT']}" for world in worlds.values()]))
        yield Servers(processes, address, text, made)


def _server(folder: Path, name: str, shared: dict[str, str], owner: dict[str, str]) -> World:
    """A server with a data folder of its own, in which the folder of files is the one that both have mounted."""
    (folder / name).mkdir()
    (folder / name / "files").symlink_to(folder / "files")
    return World(folder, shared | {"DATA_DIR": str(folder / name), "PORT": str(free_port())}, owner)


@contextmanager
def _running(world: World, *, with_beat: bool) -> Iterator[Processes]:
    services = ["web", "worker", *(["beat"] if with_beat else [])]
    with Processes(Path(world.settings["DATA_DIR"]) / "log", world.environment("web")) as processes:
        for service in services:
            processes.start(service, *SERVICES[service]["command"])
        here = Person(f"http://localhost:{world.settings['PORT']}")
        wait_until(lambda: processes.check() or here.get("/healthz").status, "the web server answers", PATIENCE)
        yield processes


@contextmanager
def _proxy(folder: Path, webs: list[str]) -> Iterator[str]:
    port = free_port()
    own = {name: str(folder) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "HOME")}
    own |= {"WEB_ADDRESS": " ".join(webs), "HTTPS_PORT": str(port), "HTTP_PORT": str(free_port()), "METRICS_PORT": str(free_port())}
    command = [word.replace("/etc/caddy/Caddyfile", str(ROOT / "portal/deploy/Caddyfile")) for word in SERVICES["proxy"]["command"]]
    environment = os.environ | environment_of("proxy", {}) | own | {"ADMIN_ADDRESS": f"localhost:{free_port()}"}
    with Processes(folder / "log", environment) as processes:
        processes.start("proxy", *command)
        visitor = Person(f"https://localhost:{port}", ssl._create_unverified_context())
        wait_until(lambda: processes.check() or visitor.get("/").status == 200, "the proxy reaches a web server", PATIENCE)
        yield visitor.address


def test_people_notice_nothing_when_a_server_dies(servers):
    person = servers.person()
    _until_both(servers, person, "/mine-opgaver/")
    first, second = servers.catalogues
    book = _built(person, first)
    _until_both(servers, person, book)
    answers = Counter()
    with _at_work(servers, answers):
        wait_until(lambda: answers["saved"] > 3, "somebody writes")
        servers.kill("one")
        before = answers["saved"]
        wait_until(lambda: answers["saved"] > before + 5, "they go on", PATIENCE)
    # All that was read came. What was being sent in that instant may have been received, so the proxy doesn't send it again; the editor does.
    assert answers.pop("saving: 502", 0) <= 1
    assert set(answers) == {"read", "saved"}, answers
    assert person.get(book).content.startswith(b"%PDF-")
    # What is ordered now is built by the worker that is left.
    assert person.get(_built(person, second)).content.startswith(b"%PDF-")


def _until_both(servers: Servers, person: Person, path: str) -> None:
    """Ask until each web server has answered: every time as the same person."""

    def asked() -> bool:
        answer = person.get(path)
        assert (answer.status, answer.path) == (200, path)
        return servers.have_answered(path) == {"one", "two"}

    wait_until(asked, f"both answer for {path}", PATIENCE)


def _built(person: Person, catalogue: str) -> str:
    """Order the book and return its address once it is built."""
    assert person.get(f"{catalogue}byg/").status == 200
    assert person.post(f"{catalogue}bestil/", {}).status == 200
    link = re.compile(rf'href="({catalogue}bestillinger/\d+/pdf/)"')
    found: list[str] = []
    wait_until(lambda: found.extend(link.findall(person.get(f"{catalogue}byg/").text)) or found, "the book is built", PATIENCE)
    return found[0]


@contextmanager
def _at_work(servers: Servers, answers: Counter) -> Iterator[None]:
    """Somebody reads and saves for as long as it lasts; what they are answered is counted."""
    writer, section, stop = servers.person(), f"{servers.text}det-har-vi-gjort/", threading.Event()

    def work() -> None:
        while not stop.is_set():
            page = writer.get(section)
            answers["read" if page.status == 200 else f"reading: {page.status}"] += 1
            saved = writer.post(f"{section}gem/", page.form() | {"done": f"Gemt {answers.total()} gange."})
            answers["saved" if saved.status == 200 else f"saving: {saved.status}"] += 1

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
