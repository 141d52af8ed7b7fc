"""`python -m tests.faults [--small] [scenario …]`: run the scenarios, print what they counted, and fail when something was lost."""

import os
import sys
import tempfile
import time
from pathlib import Path

SMALL = {"workers_killed": 3, "database_restarted": 2, "broker_emptied": 4, "disk_full": 2}
WHOLE = {"workers_killed": 100, "database_restarted": 10, "broker_emptied": 40, "disk_full": 5}
# Needs the database too, and ends with this script however it ends: the last one to let go stops the server.
KEEPER = "import signal; from portal import localdb; localdb.exit_on_terminate(); localdb.hold_until_exit(); signal.pause()"


def main() -> None:
    asked = [word for word in sys.argv[1:] if not word.startswith("-")]
    times = SMALL if "--small" in sys.argv else WHOLE
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        prepare(Path(folder))
        from portal import localdb
        from tests.faults import scenarios, world

        localdb.exit_on_terminate()
        with localdb.running(Path(folder), lasting=False), world.processes() as others:
            others.start("keeper", sys.executable, "-c", KEEPER)
            world.fill()
            lost = 0
            for name in asked or times:
                begun = time.monotonic()
                report = getattr(scenarios, name)(times[name])
                lost += report.lost
                sys.stdout.write(f"{name}: {report} ({time.monotonic() - begun:.0f} s)\n")
                sys.stdout.flush()
    if lost:
        sys.exit(f"{lost} lost.")
    sys.stdout.write("Nothing was lost.\n")


def prepare(folder: Path) -> None:
    """The settings of an installation of its own, before Django reads them."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ.update(DJANGO_SETTINGS_MODULE="portal.settings", DATA_DIR=str(folder), LOCAL="1", WORKERS="1", LOG_LEVEL="WARNING")
    import django

    django.setup()


if __name__ == "__main__":
    main()
