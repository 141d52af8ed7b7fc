"""Starts `make demo` on a free port as a person would, looks at it, signs in, presses Ctrl-C and checks that nothing is left.

Run by .ci/run: python -m tests.support.smoke
"""

import http.cookiejar
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from tests.support.ports import free_port
from tests.support.waiting import wait_until

START_PATIENCE = 480
STOP_PATIENCE = 30


def main() -> None:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="smoke-") as folder:
        first = start_to_stop(port, folder)
        second = start_to_stop(port, folder)
    say(f"Ready after {first:.0f} seconds the first time and {second:.0f} the second.")


def start_to_stop(port: int, folder: str) -> float:
    """Run the demonstration once and return how many seconds it took to be ready."""
    begun = time.monotonic()
    environment = {**os.environ, "PORT": str(port), "DATA_DIR": folder}
    log = Path(folder) / "smoke.log"
    with log.open("w") as out:
        demo = subprocess.Popen(["make", "demo"], env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        wait_until(lambda: "Stop: Ctrl-C" in log.read_text() or ended(demo, log), "the demonstration is ready", START_PATIENCE)
        ready = time.monotonic() - begun
        look_around(f"http://localhost:{port}", log.read_text())
    finally:
        os.killpg(demo.pid, signal.SIGINT)
        demo.wait(STOP_PATIENCE)
    wait_until(lambda: not left(folder), f"nothing is left running: {left(folder)}", STOP_PATIENCE)
    return ready


def look_around(url: str, printed: str) -> None:
    with urllib.request.urlopen(f"{url}/healthz") as answer:
        health = json.load(answer)
    assert set(health.values()) == {"ok"}, health
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    front = visitor.open(f"{url}/").read().decode()
    assert "<main" in front, front[:500]
    sign_in(visitor, url, printed)


def sign_in(visitor: urllib.request.OpenerDirector, url: str, printed: str) -> None:
    """Sign in as each of the accounts that the demonstration printed."""
    password = re.search(r"password (\S+)", printed)
    accounts = re.findall(r"^\s+(\S+@\S+)", printed, re.MULTILINE)
    assert password and accounts, printed
    for account in accounts:
        visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        page = visitor.open(f"{url}/konto/login/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page[:500]
        form = {"csrfmiddlewaretoken": token[1], "login": account, "password": password[1]}
        request = urllib.request.Request(f"{url}/konto/login/", urllib.parse.urlencode(form).encode(), {"Referer": f"{url}/konto/login/"})
        arrived = visitor.open(request)
        assert "/konto/login" not in arrived.url, f"{account} was not let in"
    say(f"Signed in as {len(accounts)} people.")


def ended(demo: subprocess.Popen, log: Path) -> bool:
    assert demo.poll() is None, f"make demo ended with {demo.returncode}:\n{log.read_text()}"
    return False


def left(folder: str) -> list[str]:
    """Return the command lines of processes that work on this data."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environment = (process / "environ").read_bytes()
        except OSError:
            continue
        if int(process.name) != os.getpid() and (folder in arguments or f"DATA_DIR={folder}".encode() in environment):
            found.append(arguments)
    return found


def say(words: str) -> None:
    sys.stdout.write(words + "\n")


if __name__ == "__main__":
    main()
