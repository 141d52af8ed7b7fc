"""A real browser against a real server and, where a test asks for it, a real Celery worker on the test's database."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from kombu import pools
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from portal.celery import app as celery_app
from tests.support.chromium import ARGUMENTS, required_chromium
from tests.support.pages import check_page

AXE = Path(django_settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {1280: 900, 360: 780}
# What is waited for may last as long whether it is an act or an expectation (whose own limit, five seconds, a busy machine exceeds).
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def chromium(transactional_db) -> Iterator[Browser]:
    """A browser for one test. It ends before the database is emptied: Playwright's event loop must not run in this thread then."""
    path = required_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _static_files_from_where_they_lie(settings, tmp_path):
    """Django's test server looks here first, finds nothing, and leaves static files to WhiteNoise, as everywhere else."""
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def in_thread() -> Iterator[Callable[..., Any]]:
    """Run code that uses the ORM outside Playwright's thread, and close its connections afterwards."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        yield lambda work, *args, **kwargs: pool.submit(work, *args, **kwargs).result()
        pool.submit(connections.close_all).result()


@dataclass
class Visitor:
    """One person at one window. `look` is done on every page: no policy message, nothing wider than the window, no axe violation.

    With `both_widths` each page is looked at as a phone and as a desk show it; the person acts at `width`. Without script axe cannot run:
    the page's own markup is checked instead.
    """

    context: BrowserContext
    page: Page
    server: str
    width: int
    both_widths: bool = False
    has_script: bool = True
    complaints: list[str] = field(default_factory=list)
    seen: set[tuple[str, int]] = field(default_factory=set)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.server}{path}")
        self.look()

    def follow(self, target: Locator | str) -> None:
        """Click a link or a button that leads to another page, and look at that."""
        found = self.page.locator(target) if isinstance(target, str) else target
        with self.page.expect_navigation():
            found.first.click()
        self.look()

    def look(self) -> None:
        where = self.page.url.removeprefix(self.server)
        assert not self.complaints, f"{where}: {self.complaints}"
        self._look_at(where, self.width)
        if self.both_widths:
            for width in WIDTHS.keys() - {self.width}:
                self.page.set_viewport_size({"width": width, "height": WIDTHS[width]})
                self._look_at(where, width)
            self.page.set_viewport_size({"width": self.width, "height": WIDTHS[self.width]})

    def _look_at(self, where: str, width: int) -> None:
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{where} scrolls sideways by {overflow} px at {width} px"
        if (where, width) not in self.seen:
            self.seen.add((where, width))
            if self.has_script:
                assert not (found := axe(self.page)), f"{where} at {width} px: {found}"
            else:
                check_page(self.page.content())


@cache
def _axe_script() -> str:
    return AXE.read_text()


def axe(page: Page) -> list[str]:
    """Return what axe-core finds on the page, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe_script())
    result = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", AXE_RULES)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in result["violations"] for node in rule["nodes"]]


@pytest.fixture
def open_window(live_server, chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """Open a window of its own (own cookies) at a width, in a language."""
    contexts: list[BrowserContext] = []

    def _open(width: int = 1280, *, language: str = "da", javascript: bool = True, both_widths: bool = False) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": WIDTHS.get(width, 900)},
            locale="da-DK" if language == "da" else "en-GB",
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        visitor = Visitor(context, page, live_server.url, width, both_widths, javascript)
        page.on("console", lambda message: visitor.complaints.append(message.text) if "Content Security Policy" in message.text else None)
        page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        return visitor

    yield _open
    for context in contexts:
        context.close()


@pytest.fixture
def worker(transactional_db, settings, tmp_path, worker_id) -> Iterator[subprocess.Popen]:
    """A real Celery worker with beat, on this test's database, files, mails and queue."""
    database = connection.settings_dict
    settings.MEDIA_ROOT, settings.MAIL_DIR = tmp_path / "files", tmp_path / "mail"
    environment = {
        **os.environ,
        "DATABASE_URL": _database_url(database),
        "DATA_DIR": str(tmp_path),
        "LOCAL": "1",
        "SITE_URL": settings.SITE_URL,
    }
    options = _own_queue(tmp_path, environment, worker_id)
    saved = celery_app.conf.broker_url, celery_app.conf.broker_transport_options
    _send_tasks_to(environment.get("REDIS_URL") or "filesystem://", options)
    log = (tmp_path / "worker.log").open("w")
    command = [sys.executable, "-m", "celery", "-A", "portal", "worker", "-B", "-s", str(tmp_path / "beat"), "-c", "1", "-l", "INFO"]
    process = subprocess.Popen(
        command, env=environment, cwd=settings.BASE_DIR, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
    )
    yield process
    # Its stopping in good order takes beat five seconds, and tests/support/smoke.py looks at that.
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)
    log.close()
    _send_tasks_to(*saved)


def _send_tasks_to(broker: str, options: dict) -> None:
    celery_app.conf.broker_url, celery_app.conf.broker_transport_options = broker, options
    pools.reset()
    celery_app._after_fork()


def _database_url(database: dict) -> str:
    return (
        f"postgresql://{quote(database['USER'])}:{quote(database['PASSWORD'])}@{quote(database['HOST'], safe='')}"
        f":{database['PORT'] or 5432}/{quote(database['NAME'])}"
    )


def _own_queue(folder: Path, environment: dict[str, str], worker_id: str) -> dict[str, str]:
    """Give the worker a queue of its own: a Redis database per test process, or a folder."""
    if redis := environment.get("REDIS_URL"):
        number = 1 + int(worker_id.removeprefix("gw") or 0) if worker_id.startswith("gw") else 1
        environment["REDIS_URL"] = f"{redis.rsplit('/', 1)[0] if redis.count('/') > 2 else redis}/{number}"
        return {}
    queue, control = folder / "broker" / "queue", folder / "broker" / "control"
    for each in (queue, control):
        each.mkdir(parents=True)
    return {"data_folder_in": str(queue), "data_folder_out": str(queue), "control_folder": str(control)}
