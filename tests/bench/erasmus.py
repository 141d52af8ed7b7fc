"""What the consortium's pages cost with many mobilities, and a project's report: `python -m tests.bench.erasmus 5000`.

With `pages` after the number the report is left out: the pages alone take a minute once the portal is filled.

Pages are asked as in pages.py, in this process. The report is set in a process of its own, as a worker sets it, so that its memory is its own.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

from portal import env, localdb
from tests.bench.pages import COLUMNS, HEADS, Page, People, get, in_this_process

REPORT = "{:<40} {:>8} {:>8} {:>8} {:>9} {:>9} {:>9}\n"
REPORT_HEADS = ("project report", "journeys", "pages", "seconds", "processor", "read s", "MB")
TIMES = 20
LEADER, CONSULTANT, DECIDES = "school_leader", "consultant", "consultant who decides"


def measure(count: int, *, with_report: bool) -> None:
    write = sys.stdout.write
    write(f"{count} mobilities in 8 projects, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n{COLUMNS.format(*HEADS)}")
    people = _people()
    for page in _pages():
        write(COLUMNS.format(page.name, *in_this_process(page, people, TIMES), ""))
        sys.stdout.flush()
    if with_report:
        _measure_the_report(count)


def _measure_the_report(count: int) -> None:
    write = sys.stdout.write
    write(f"\n{REPORT.format(*REPORT_HEADS)}")
    for way in ("first", "again"):
        row = json.loads(subprocess.run([*_own(count), "report"], stdout=subprocess.PIPE, check=True).stdout)
        shown = [f"{row[name]:.1f}" for name in ("seconds", "processor", "reading")]
        write(REPORT.format(f"set, {way} time", row["mobilities"], row["pages"], *shown, f"{row['memory']:.0f}"))


def _own(count: int) -> list[str]:
    return [sys.executable, "-m", "tests.bench.erasmus", str(count)]


def _people() -> People:
    from django.contrib.auth import get_user_model
    from django.test import Client

    from tests.bench.journeys import COLLEAGUE

    people = People()
    people.clients[DECIDES] = Client(headers={"host": "localhost"})
    people.clients[DECIDES].force_login(get_user_model().objects.get(email=COLLEAGUE), backend="django.contrib.auth.backends.ModelBackend")
    return people


def _pages() -> list[Page]:
    from django.urls import reverse

    from partners.mobilities.models import Mobility

    journeys, missing = reverse("mobilities:list"), reverse("mobilities:missing")
    one = Mobility.objects.filter(state="approved").order_by("pk").first()
    asked = [
        ("consortium overview", reverse("home:consortium"), CONSULTANT),
        ("list with facets", journeys, CONSULTANT),
        ("list, page 100", f"{journeys}?side=100", CONSULTANT),
        ("one facet", f"{journeys}?status=completed", CONSULTANT),
        ("three facets", f"{journeys}?status=completed&aktivitet=shadowing&land=NL", CONSULTANT),
        ("searched, a common word", f"{journeys}?q=undervisning", CONSULTANT),
        ("searched, a name", f"{journeys}?q=anna+holm", CONSULTANT),
        ("list, school leader", journeys, LEADER),
        ("what is missing", missing, CONSULTANT),
        ("what is missing, page 20", f"{missing}?side=20", CONSULTANT),
        ("what is missing, school leader", missing, LEADER),
        ("departures", reverse("mobilities:departures"), CONSULTANT),
        ("one mobility", reverse("mobilities:detail", args=[one.pk]), CONSULTANT),
        ("own overview, all is one's own", "/mine-opgaver/", CONSULTANT),
        ("own overview, decides on hundreds", "/mine-opgaver/", DECIDES),
        ("documents of each activity", reverse("mobilities:paper_lists"), CONSULTANT),
        ("reports", reverse("mobilities:reports"), CONSULTANT),
    ]
    return [Page(name, who, [get(address)]) for name, address, who in asked]


def _set_the_report() -> None:
    """Read what the first project's report says, and set it with nothing remembered."""
    from django.conf import settings
    from django.core.files.storage import default_storage
    from django.utils import timezone

    from partners.mobilities.homecoming.queries import told_of
    from partners.mobilities.models import Report
    from partners.mobilities.reports.printing import report_publication
    from partners.mobilities.reports.snapshots import written_snapshot
    from portal.documents.rendering import Base, typeset

    started, processor = time.monotonic(), time.process_time()
    report = Report.objects.for_lists().get(kind="project")
    publication = report_publication(written_snapshot(report, timezone.now()))
    reading = time.monotonic() - started
    with tempfile.TemporaryDirectory() as folder:
        settings.PRINT_MEMORY = Path(folder)
        made = typeset(publication.html(), base=Base(publication.drawings, default_storage.open))
    row = {
        "mobilities": told_of(report).count(),
        "pages": made.pages,
        "seconds": time.monotonic() - started,
        "processor": time.process_time() - processor,
        "reading": reading,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(row))


def _fill(count: int) -> None:
    """Fill the portal unless an earlier run has done it."""
    from django.core.management import call_command

    from partners.mobilities.models import Mobility
    from tests.bench.journeys import fill

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if not Mobility.objects.exists():
        fill(count)


def main(count: int, what: str) -> None:
    """In a database of its own, which is kept for the next time."""
    os.environ.pop("DATABASE_URL", None)
    folder = env.data_folder() / f"bench-erasmus-{count}"
    if what != "report":
        os.environ |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    with localdb.running(Path(os.environ["DATA_DIR"])):
        django.setup()
        if what == "report":
            _set_the_report()
        else:
            _fill(count)
            measure(count, with_report=what != "pages")


if __name__ == "__main__":
    main(int(sys.argv[1]), "".join(sys.argv[2:]))
