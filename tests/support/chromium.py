"""The browser of the browser tests: the machine's own Chromium, without its windows where that is installed too."""

import os
import shutil

import pytest

# The first is the same engine of the same version without windows, and takes a third less processor time.
NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
# No sandbox: CI runs as root. The rest keeps the browser from calling out.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # No page lives long enough for its scripts to be worth compiling well.
    "--js-flags=--no-opt --no-maglev",
]


def find_chromium() -> str | None:
    """Return the path of a Chromium; CHROMIUM names one that lies elsewhere."""
    named = os.environ.get("CHROMIUM")
    return next((path for name in [named, *NAMES] if name and (path := shutil.which(name))), None)


def required_chromium() -> str:
    """Return the path of a Chromium. Without one the test is skipped, or fails where REQUIRE_BROWSER=1."""
    return find_chromium() or _missing("REQUIRE_BROWSER", "No Chromium here. Install the package chromium, or set CHROMIUM.")


def _missing(setting: str, reason: str) -> str:
    if os.environ.get(setting) == "1":
        pytest.fail(f"{reason} ({setting}=1)")
    pytest.skip(reason)
