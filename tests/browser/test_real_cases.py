"""A file of 24 cases, imported, published, found, and built into one catalogue by a real worker, within its time and memory."""

import re
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.core.management import call_command

from portal.documents.models import Document
from tests.support import pdfua
from tests.support.yardstick import slowness
from trials.choices import State
from trials.models import Version

pytestmark = pytest.mark.django_db(transaction=True)
CASES = Path(__file__).parent.parent / "data" / "cases24.json"
MEGABYTE = 1024 * 1024
# Ordered to ready on a quiet machine, in processor time. Of the cases the book has about 60–80 pages.
SECONDS, MEMORY, PAGES = 15, 400 * MEGABYTE, range(60, 81)


def test_24_cases_become_a_catalogue(worker, open_window, in_thread, tmp_path):
    visitor, slow = open_window(), slowness()
    in_thread(call_command, "import_trials", str(CASES), "--create-places", "--publish")
    assert in_thread(Version.objects.filter(state=State.PUBLISHED).count) == 24
    assert in_thread(Version.objects.filter(trial__schools=None).count) == 8

    visitor.go("/proevehandlinger/")
    assert re.search(r"\b24 prøvehandlinger", visitor.page.inner_text("main"))

    book = tmp_path / "katalog.pdf"
    in_thread(call_command, "build_catalogue", title="Fireogtyve prøvehandlinger", output=book)
    document = in_thread(Document.objects.get)
    spent, peak = _builder(worker.pid)
    slow = max(slow, slowness())
    assert document.pages in PAGES
    assert spent < SECONDS * slow, f"{spent:.1f} s of processor time where everything takes {slow:.1f} times as long"
    assert peak < MEMORY, f"{peak / MEGABYTE:.0f} MB"
    assert settings.MEDIA_ROOT.joinpath(document.file.name).read_bytes() == book.read_bytes()
    pdfua.assert_pdfua(book)


def _builder(worker: int) -> tuple[float, int]:
    """Processor seconds and peak memory (bytes) of the worker's busiest child: the one that built."""
    found = []
    for child in psutil.Process(worker).children(recursive=True):
        times = child.cpu_times()
        status = Path(f"/proc/{child.pid}/status").read_text()
        found.append((times.user + times.system, int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024))
    return max(found)
