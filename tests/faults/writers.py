"""People who write: each in a thread, in a browser's manner, over HTTP."""

import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace

from django.conf import settings
from django.test import Client

from tests.factories import people, places
from tests.factories import trials as make
from tests.faults.world import wait_for
from tests.trials.posting import Values, standing_in
from trials.choices import Section
from trials.models import Version

PAUSE = 0.05


@dataclass
class Writer:
    """One person with one draft, who adds a number to it again and again and remembers the last that was said to be saved."""

    address: str
    version: Version
    cookie: str
    stop: threading.Event
    saves: int = 0
    said: int = 0
    tried: int = 0
    refusals: Counter[str] = field(default_factory=Counter)

    @property
    def url(self) -> str:
        return f"{self.address}/skriv/{self.version.pk}/{Section.DONE.value}/"

    def write(self) -> None:
        fields: Values = {}
        while not self.stop.is_set():
            time.sleep(PAUSE)
            status, body = self._ask(self.url)
            if status != 200:
                self._refused(status, body)
                continue
            fields = standing_in(SimpleNamespace(content=body))
            self.tried += 1
            fields["done"] = [self._text(self.tried)]
            self._save(fields)

    def _save(self, fields: Values) -> None:
        status, body = self._ask(f"{self.url}gem/", fields)
        if status == 200:
            self.saves, self.said = self.saves + 1, self.tried
        else:
            self._refused(status, body)

    def _refused(self, status: int, body: bytes) -> None:
        """A refusal that says so in words; one that says nothing begins with ”?”."""
        words = body.decode(errors="replace")
        told = "Prøv igen" in words or "igen" in words
        self.refusals[f"{'' if told else '?'}{status}"] += 1

    def _text(self, number: int) -> str:
        return " ".join(f"Afsnit {number}, sætning {line}." for line in range(40))

    def is_kept(self) -> bool:
        """The draft holds one whole text: the last that was said to be saved, or one that was tried after it and not answered."""
        found = Version.objects.get(pk=self.version.pk).done
        return found in {self._text(number) for number in range(self.said, self.tried + 1)} if self.said else True

    def _ask(self, url: str, fields: Values | None = None) -> tuple[int, bytes]:
        data = None
        if fields is not None:
            data = urllib.parse.urlencode([(name, value) for name, values in fields.items() for value in values]).encode()
        request = urllib.request.Request(url, data, {"Cookie": self.cookie, "Accept-Language": "da"})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read()
        except OSError as broken:
            return 0, str(broken).encode()


@dataclass
class Crew:
    writers: list[Writer]

    def wait_for_saves(self) -> None:
        """Until each has saved once more."""
        before = [writer.saves for writer in self.writers]
        wait_for(lambda: all(writer.saves > count for writer, count in zip(self.writers, before, strict=True)), "everybody saves")

    def wait_for_refusals(self) -> None:
        before = [writer.refusals.total() for writer in self.writers]
        wait_for(
            lambda: all(writer.refusals.total() > count for writer, count in zip(self.writers, before, strict=True)), "everybody is refused"
        )


@contextmanager
def writing(addresses: list[str], *, people_who_write: int) -> Iterator[Crew]:
    stop = threading.Event()
    crew = Crew([_writer(addresses[number % len(addresses)], stop) for number in range(people_who_write)])
    threads = [threading.Thread(target=writer.write, daemon=True) for writer in crew.writers]
    for thread in threads:
        thread.start()
    try:
        yield crew
    finally:
        stop.set()
        for thread in threads:
            thread.join(40)


def _writer(address: str, stop: threading.Event) -> Writer:
    version = make.draft(at=places.school())
    client = Client()
    client.force_login(people.writer(version).user)
    client.get("/skriv/ny/", headers={"host": "localhost"})
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    assert settings.SESSION_COOKIE_NAME in cookie
    return Writer(address, version, cookie, stop)
