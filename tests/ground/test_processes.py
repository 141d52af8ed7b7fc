import signal
import socket
import sys
from pathlib import Path

import pytest

from portal.home import demo
from portal.home.processes import ProcessDiedError, Processes
from tests.support.waiting import wait_until

SLEEPS = "import signal; print('up', flush=True); signal.pause()"


@pytest.fixture
def processes(tmp_path):
    with Processes(tmp_path / "log", demo.environment()) as started:
        yield started


def test_processes_are_stopped_when_the_block_ends(tmp_path):
    with Processes(tmp_path, demo.environment()) as processes:
        processes.start("sleeper", sys.executable, "-c", SLEEPS)
        process = processes.running["sleeper"]
        processes.check()
    assert process.returncode == -signal.SIGTERM


def test_one_that_dies_is_named_with_the_end_of_its_log(processes):
    processes.start("sleeper", sys.executable, "-c", SLEEPS)
    processes.start("mayfly", sys.executable, "-c", "print('out of air'); raise SystemExit(3)")
    processes.running["mayfly"].wait(20)
    with pytest.raises(ProcessDiedError, match=r"(?s)The mayfly ended with exit code 3.*out of air"):
        processes.check()


def test_children_of_a_process_are_stopped_with_it(processes, tmp_path):
    child = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEPS!r}]); {SLEEPS}"
    processes.start("parent", sys.executable, "-c", child)
    group = processes.running["parent"].pid
    wait_until(lambda: processes.log_of("parent").read_text().count("up") == 2, "both are up")
    processes.stop()
    wait_until(lambda: not _members(group), "the group is gone")


def test_one_is_killed_and_the_others_go_on(processes):
    for name in ("victim", "other"):
        processes.start(name, sys.executable, "-c", SLEEPS)
    victim = processes.running["victim"]
    processes.kill("victim")
    assert victim.returncode == -signal.SIGKILL
    assert list(processes.running) == ["other"]
    processes.check()


def test_one_that_ignores_the_request_is_killed(processes, monkeypatch):
    monkeypatch.setattr("portal.home.processes.PATIENCE", 0.5)
    processes.start("stubborn", sys.executable, "-c", f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}")
    process = processes.running["stubborn"]
    wait_until(lambda: "up" in processes.log_of("stubborn").read_text(), "it is up")
    processes.stop()
    assert process.returncode == -signal.SIGKILL


def test_a_taken_port_is_said_in_words():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(demo.DemoError, match=f"Port {port} is taken .* PORT={port + 1}"):
            demo.free_addresses(port)


def test_two_demonstrations_never_share_data(tmp_path):
    with demo.only_one(tmp_path), pytest.raises(demo.DemoError, match="already runs"), demo.only_one(tmp_path):
        pass


def test_nobody_answering_is_no_health():
    assert demo.health("http://127.0.0.1:1") is None


def _members(group: int) -> list[int]:
    """Return the processes of a group that have not ended."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, process_group = entry.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(process_group) == group and state != "Z":
            found.append(int(entry.parent.name))
    return found
