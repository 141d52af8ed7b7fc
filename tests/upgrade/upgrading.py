"""The old code and the new, as processes over one database, and the people who use them."""

import os
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from portal import localdb
from portal.home.processes import Processes
from tests.support.browsing import Answer, Person
from tests.support.smoke import free_port
from tests.support.waiting import wait_until

PASSWORD = "afproevet-demo"
# One for each kind of work: somebody without an account, who writes, and who decides; and where they begin.
VISITOR, WRITER, REVIEWER = "visitor", "writer", "reviewer"
BEGIN = {VISITOR: ["/"], WRITER: ["/", "/mine-opgaver/"], REVIEWER: ["/", "/gennemsyn/"]}
AWAY = ("/was", "/konto/logout/")  # leads elsewhere; ends the session
PAGES = 60  # that each of them opens in a round
PATIENCE = 180


@dataclass
class Seen:
    """What the people met; a fault is what must not be met."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def note(self, phase: str, answer: Answer) -> Answer:
        self.statuses.setdefault(phase, Counter())[answer.status] += 1
        if answer.status >= 500 or not answer.status:
            self.faults.append(f"{phase}: {answer.status} {answer.url} {answer.text[:200] if not answer.status else ''}")
        return answer

    def must(self, holds: object, what: str) -> None:
        if not holds:
            self.faults.append(what)


def upgrade(old: Path, new: Path, folder: Path) -> list[str]:
    """Go through the whole of it and return the faults."""
    seen = Seen()
    with localdb.running(folder / "data", lasting=False), Processes(folder / "log", dict(os.environ)) as processes:
        manage(old, "prepare")
        say(manage(old, "load_demo"))
        before = start(processes, "old", old)
        people = sign_in(before, manage(old, "shell", "--verbosity=0", "-c", ACCOUNTS).split())
        pages = {name: walk(person, BEGIN[name], seen, "old code, old tables") for name, person in people.items()}
        with at_work(people, pages, seen, "old code while prepare runs"):
            begun = time.monotonic()
            manage(new, "prepare")
            say(f"prepare of the new code took {time.monotonic() - begun:.1f} s.")
        read_again(people, pages, seen, "old code, new tables")
        work(people, pages, seen, "old code, new tables")
        after = start(processes, "new", new)
        move(people, after)
        for name, person in people.items():
            walk(person, BEGIN[name], seen, "new code")
        work(people, pages, seen, "new code")
        move(people, before)
        read_again(people, pages, seen, "old code, after the new has written")
        processes.check()
        for name in processes.running:
            said = processes.log_of(name).read_text(errors="replace")
            seen.must("Traceback" not in said, f"the log of {name}:\n{said[said.find('Traceback') :][:3000]}")
    for phase, statuses in seen.statuses.items():
        say(f"{phase}: " + ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items())))
    return seen.faults


# Processes

ACCOUNTS = """
from django.utils import timezone
from portal.home.demo import sign_ins
from schools.people.models import Role
for kind in ("contributor", "consultant"):
    print(Role.objects.on(timezone.localdate()).filter(kind=kind, user__is_active=True).order_by("pk").first().user.email)
"""


def manage(code: Path, *command: str) -> str:
    done = subprocess.run([sys.executable, "manage.py", *command], cwd=code, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"manage.py {command[0]} of {code}:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def start(processes: Processes, name: str, code: Path) -> str:
    """Start the web server and a worker of this code; returns the address of the former."""
    port = free_port()
    here = ("env", "-C", str(code), sys.executable, "-m")
    processes.start(f"{name}-web", *here, "gunicorn", "--config", "python:portal.deploy.gunicorn", "--bind", f"127.0.0.1:{port}")
    processes.start(f"{name}-worker", *here, "celery", "-A", "portal", "worker", "--hostname", f"{name}@upgrade", "--loglevel=WARNING")
    address = f"http://127.0.0.1:{port}"
    wait_until(lambda: processes.check() or Person(address).get("/").status == 200, f"the web server of the {name} code", PATIENCE)
    return address


# People


def sign_in(address: str, emails: list[str]) -> dict[str, Person]:
    people = {VISITOR: Person(address), WRITER: Person(address), REVIEWER: Person(address)}
    for name, email in zip((WRITER, REVIEWER), emails, strict=True):
        people[name].sign_in(email, PASSWORD)
    return people


def move(people: dict[str, Person], address: str) -> None:
    """The proxy leads them to another web server; they keep their session."""
    for person in people.values():
        person.address = address


def walk(person: Person, begin: list[str], seen: Seen, phase: str) -> dict[str, int]:
    """Follow links and return what each page answered."""
    found: dict[str, int] = {}
    ahead = list(begin)
    while ahead and len(found) < PAGES:
        path = ahead.pop(0)
        if path in found or path in AWAY:
            continue
        answer = seen.note(phase, person.get(path))
        found[path] = answer.status
        ahead += answer.links()
    return found


def read_again(people: dict[str, Person], pages: dict[str, dict[str, int]], seen: Seen, phase: str) -> None:
    """What could be read before can be read now."""
    for name, person in people.items():
        for path, status in pages[name].items():
            answer = seen.note(phase, person.get(path))
            seen.must(answer.status == status, f"{phase}: {path} answered {status} before and {answer.status} now")


@contextmanager
def at_work(people: dict[str, Person], pages: dict[str, dict[str, int]], seen: Seen, phase: str) -> Iterator[None]:
    """Everybody reads, and the writer saves, for as long as it lasts."""
    stop = threading.Event()

    def go_on(name: str) -> None:
        while not stop.is_set():
            for path in pages[name]:
                if not stop.is_set():
                    seen.note(phase, people[name].get(path))
                    if name == WRITER:
                        save(people[name], draft_of(pages[name]), seen, phase)

    threads = [threading.Thread(target=go_on, args=[name]) for name in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def work(people: dict[str, Person], pages: dict[str, dict[str, int]], seen: Seen, phase: str) -> None:
    """Save a text, publish another, and order its PDF, which a worker sets."""
    save(people[WRITER], draft_of(pages[WRITER]), seen, phase)
    slug = publish(people[REVIEWER], seen, phase)
    seen.must(slug, f"{phase}: nothing could be published")
    if slug:
        order(people[REVIEWER], f"/proevehandlinger/{slug}/pdf/", seen, phase)


def draft_of(pages: dict[str, int]) -> str:
    return next(path for path in pages if re.fullmatch(r"/skriv/\d+/", path))


def save(person: Person, draft: str, seen: Seen, phase: str) -> None:
    """Save as the editor does by itself, and read it back."""
    section = f"{draft}det-har-vi-gjort/"
    fields, words = seen.note(phase, person.get(section)).form(), f"Gemt {time.monotonic()}."
    fields["done"] = [words]
    seen.note(phase, person.post(f"{section}gem/", fields))
    seen.must(words in seen.note(phase, person.get(section)).text, f"{phase}: what was saved in {section} is not there")


def publish(person: Person, seen: Seen, phase: str) -> str:
    """Approve and publish one of the texts that wait; returns its address."""
    for page in sorted(set(re.findall(r'href="(/gennemsyn/\d+/)"', seen.note(phase, person.get("/gennemsyn/")).text))):
        shown = seen.note(phase, person.get(page)).text
        stamp = re.search(r'name="seen" value="([^"]*)"', shown)
        for decision in ("approve_and_publish", "publish"):
            if stamp and f'value="{decision}"' in shown:
                fields = {"seen": stamp[1], "recognised": "no", "decision": decision, "note": ""}
                arrived = seen.note(phase, person.post(f"{page}afgoerelse/", fields))
                if found := re.fullmatch(r"/proevehandlinger/([^/]+)/", arrived.path):
                    return found[1]
    return ""


def order(person: Person, page: str, seen: Seen, phase: str) -> None:
    seen.note(phase, person.get(page))
    seen.note(phase, person.post(f"{page}bestil/", {}))
    wait_until(lambda: f"{page}hent/" in person.get(page).text, f"{phase}: the PDF of {page}", PATIENCE)
    seen.must(seen.note(phase, person.get(f"{page}hent/")).content.startswith(b"%PDF-"), f"{phase}: {page}hent/ is no PDF")


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
