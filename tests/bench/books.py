"""What a book costs in time and memory, beside plain WeasyPrint on the same HTML in the same run.

Each line is measured in a process of its own, so that its memory is its own. The content is that of the tests' catalogue.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

WAYS = {
    "ordered": "ordered, after a worker has measured its actions",
    "first": "first build, from nothing",
    "change": "after one change",
    "longer": "after one action became a page longer",
    "same": "the same again",
    "plain": "plain WeasyPrint",
}
COLUMNS = "{:>7}  {:<48} {:>7} {:>6} {:>10} {:>10} {:>8}\n"


def measure(counts: Iterable[int]) -> None:
    """Print a table: for each number of trial actions the ways in which its book is made."""
    sys.stdout.write(COLUMNS.format("actions", "", "volumes", "pages", "seconds", "processor", "MB"))
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            _measured(0, "first", folder)  # the fonts are unpacked once
            _measured(count, "measuring", folder)
            for way, words in WAYS.items():
                row = _measured(count, way, folder)
                shown = [f"{row[name]:.1f}" for name in ("seconds", "processor")]
                sys.stdout.write(COLUMNS.format(count, words, row["volumes"], row["pages"], *shown, f"{row['memory']:.0f}"))
                sys.stdout.flush()


def _measured(count: int, way: str, folder: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.books", str(count), way, folder]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def _measure(count: int, way: str, folder: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.PRINT_MEMORY = folder / ("measured" if way in {"measuring", "ordered"} else "print-memory")
    started, processor = time.monotonic(), time.process_time()
    pages = OTHERWISE[way](count) if way in OTHERWISE else _ours(count, CHANGES[way])
    row = {
        "volumes": len(pages),
        "pages": sum(pages),
        "seconds": time.monotonic() - started,
        "processor": time.process_time() - processor,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(row))


def _same(trial: dict[str, Any]) -> None:
    """Nothing is changed."""


def _another_headline(trial: dict[str, Any]) -> None:
    trial["headline"] = "En anden overskrift, som er omtrent lige så lang som den, der stod her før"


def _longer(trial: dict[str, Any]) -> None:
    trial["done"] += "\n\nVi gjorde også meget mere, som tager plads på en hel side til." * 60


CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "ordered": _same,
    "first": _same,
    "change": _another_headline,
    "longer": _longer,
    "same": _same,
}


def _snapshot(count: int, change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    from tests.catalogue import snapshots

    snapshot = snapshots.edition_snapshot(count)
    if count:
        change(snapshot["trials"][count // 3])
    return snapshot


def _ours(count: int, change: Callable[[dict[str, Any]], None]) -> list[int]:
    """The pages of each volume. The volumes are divided as an order divides them, and set one after the other as a worker sets them."""
    from django.conf import settings

    from portal.documents.kinds import VolumePlan
    from portal.documents.rendering import Base, typeset
    from tests.catalogue import snapshots
    from trials.catalogue.book.contents import edition_publication
    from trials.catalogue.book.volumes import division, volume_plans

    snapshot = _snapshot(count, change)
    if volumes := division(snapshot, limit=settings.CATALOGUE_VOLUME_PAGES):
        snapshot["volumes"] = volumes
    plans = volume_plans(snapshot) or [VolumePlan("", lambda _before: edition_publication(snapshot))]
    before: list[Any] = []
    pages = []
    for plan in plans:
        publication = plan.publication(before)
        made = typeset(publication.html(), base=Base(publication.drawings, snapshots.open_image), keep_whole=len(plans) > 1)
        before.append(made.starts)
        pages.append(made.pages)
    return pages


def _measuring(count: int) -> list[int]:
    """Set each trial action by itself, as a worker does soon after a draft has changed (trials.catalogue.services.measuring)."""
    from portal.documents import rendering
    from tests.catalogue import snapshots
    from trials.catalogue.book.contents import edition_publication
    from trials.catalogue.book.measures import unmeasured

    snapshot = _snapshot(count, _same)
    publication = edition_publication(snapshot)
    base = rendering.Base(publication.drawings, snapshots.open_image)
    return [pages for pages, _taken in rendering.measure(publication.html(), only=unmeasured(snapshot), base=base).values()]


def _plain(count: int) -> list[int]:
    """The whole HTML in one layout: no best look, no grid, no page numbers in the contents."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcherResponse

    from portal.documents.print.sources import Sources
    from portal.documents.rendering import STYLESHEET, VARIANT
    from tests.catalogue import snapshots
    from trials.catalogue.book.contents import edition_publication

    publication = edition_publication(_snapshot(count, _same))
    sources = Sources(response=URLFetcherResponse, drawings=publication.drawings, open_image=snapshots.open_image)
    fonts = FontConfiguration()
    style = weasyprint.CSS(url=STYLESHEET, url_fetcher=sources, font_config=fonts)
    source = weasyprint.HTML(string=publication.html(), url_fetcher=sources, base_url="print://none/")
    document = source.render(stylesheets=[style], font_config=fonts, pdf_variant=VARIANT)
    document.write_pdf(os.devnull, pdf_variant=VARIANT)
    return [len(document.pages)]


OTHERWISE: dict[str, Callable[[int], list[int]]] = {"measuring": _measuring, "plain": _plain}


if __name__ == "__main__":
    _measure(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
