"""`python -m tests.upgrade COMMIT`: the code of an earlier commit goes on working while this code brings the tables up to date.

What docs/operations.md promises: the new code's `manage.py prepare` runs while the old code answers; the old code reads and writes on the
new tables; both serve the same people side by side; and what the new code has written can be read by the old. Needs the history of git,
so it is no part of the suite. tests/test_migrations.py looks after the rules that make it hold.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="upgrade-") as name:
        folder = Path(name)
        for setting in ("DATABASE_URL", "REDIS_URL"):
            os.environ.pop(setting, None)
        os.environ |= {"DATA_DIR": str(folder / "data"), "DEMO": "1", "LOCAL": "1", "WORKERS": "1", "WEB_PROCESSES": "1", "FILE_RATE": "0"}
        from tests.upgrade import upgrading

        faults = upgrading.upgrade(unpacked(sys.argv[1], folder / "old"), ROOT, folder)
    if faults:
        sys.exit("\n".join([f"{len(faults)} faults:", *faults]))
    sys.stdout.write("The old code worked before, during and after; so did the new.\n")


def unpacked(commit: str, folder: Path) -> Path:
    """The files of an earlier commit, with the packages that are installed now."""
    folder.mkdir()
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "--extract", "--directory", folder], input=archive, check=True)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


if __name__ == "__main__":
    main()
