"""Child processes that live and end together, each with its own log."""

import ctypes
import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

PATIENCE = 10  # seconds a process may take to finish what it is doing
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG in <sys/prctl.h>


class ProcessDiedError(Exception):
    """A process ended that should have gone on; the message shows the end of its log."""


@dataclass
class Processes:
    """Start processes inside a `with`; all are stopped when it ends, however it ends."""

    log_folder: Path
    environment: dict[str, str]
    running: dict[str, subprocess.Popen] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.log_folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, name: str, *command: str) -> None:
        """Start a process in a group of its own, so that Ctrl-C reaches only the one who stops the others in order."""
        with self.log_of(name).open("w") as log:
            self.running[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )

    def check(self) -> None:
        """Raise ProcessDiedError when one has ended by itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                lines = self.log_of(name).read_text(errors="replace").splitlines()[-20:]
                raise ProcessDiedError(
                    f"The {name} ended with exit code {process.returncode}. The end of {self.log_of(name)}:\n\n" + "\n".join(lines)
                )

    def stop(self) -> None:
        """Ask all to finish, wait, and kill what is left together with its children."""
        for process in self.running.values():
            _signal(process, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for name, process in list(self.running.items()):
            with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
                process.wait(max(0.0, deadline - time.monotonic()))
            self.kill(name)

    def kill(self, name: str) -> None:
        """End one and its children at once, as a machine that loses power does."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def log_of(self, name: str) -> Path:
        return self.log_folder / f"{name}.log"


def _end_with_parent() -> None:
    """Have the kernel end this process when the parent is killed and can no longer do it (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _signal(process: subprocess.Popen, number: int) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(number)
