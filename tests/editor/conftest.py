"""The editor's modules in Node, asked over a pipe: one process for all tests."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def ask() -> Iterator[Callable[[str, Any], Any]]:
    """Ask the editor something (bridge.mjs) and get its answer."""
    process = subprocess.Popen([_node(), HERE / "bridge.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert process.stdin
    assert process.stdout

    def _ask(question: str, about: Any) -> Any:
        process.stdin.write(f"{json.dumps([question, about])}\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        assert answer, f"the editor's modules failed at {about!r}"
        return json.loads(answer)

    yield _ask
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


def _node() -> str:
    """Return the path of Node; without one the test is skipped, or fails where REQUIRE_BROWSER=1."""
    beside = Path(sys.executable).parent / "node"
    if found := shutil.which("node") or (str(beside) if beside.exists() else None):
        return found
    reason = "No Node here. Run `make setup`."
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
