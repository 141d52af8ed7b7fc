"""The local database, run for real in folders of its own."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from portal import localdb

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("local")


def ask(data_dir: Path, question: str) -> tuple:
    found = localdb.settings(data_dir)
    with psycopg.connect(host=found["HOST"], port=found["PORT"], user=found["USER"], dbname=found["NAME"]) as connection:
        return connection.execute(question).fetchone()


def is_running(data_dir: Path) -> bool:
    return (data_dir / "postgres" / "cluster" / "postmaster.pid").exists()


def test_it_knows_danish_letters_and_trigrams_and_listens_to_no_network(data_dir):
    with localdb.running(data_dir, lasting=False):
        assert ask(data_dir, "SELECT lower('ÆØÅ'), current_setting('listen_addresses'), current_setting('server_encoding')") == (
            "æøå",
            "",
            "UTF8",
        )
        assert ask(data_dir, "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'") == (1,)
    assert not is_running(data_dir)


def test_the_last_user_stops_it_and_no_other(data_dir):
    with localdb.running(data_dir, lasting=False):
        with localdb.running(data_dir, lasting=False):
            pass
        assert ask(data_dir, "SELECT 1") == (1,)
    assert not is_running(data_dir)


def test_a_user_that_was_killed_does_not_keep_it_running(data_dir):
    code = f"""
import os, pathlib
from portal import localdb
with localdb.running(pathlib.Path({str(data_dir)!r}), lasting=False):
    os.kill(os.getpid(), {int(signal.SIGKILL)})
"""
    killed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert is_running(data_dir)
    with localdb.running(data_dir, lasting=False):
        assert ask(data_dir, "SELECT 1") == (1,)
    assert not is_running(data_dir)


def test_it_starts_again_after_a_power_cut_left_a_pid_that_is_someone_elses(data_dir):
    with localdb.running(data_dir, lasting=False):
        pass
    (data_dir / "postgres" / "cluster" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    with localdb.running(data_dir, lasting=False):
        assert ask(data_dir, "SELECT 1") == (1,)


def test_it_keeps_what_was_written(data_dir):
    with localdb.running(data_dir, lasting=False):
        found = localdb.settings(data_dir)
        with psycopg.connect(host=found["HOST"], port=found["PORT"], user=found["USER"], dbname=found["NAME"]) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('æble')")
    with localdb.running(data_dir, lasting=False):
        assert ask(data_dir, "SELECT word FROM kept") == ("æble",)


def test_only_its_owner_reaches_it_and_the_folder_above_is_left_alone(data_dir):
    before = stat.S_IMODE(data_dir.stat().st_mode)
    with localdb.running(data_dir, lasting=False):
        assert stat.S_IMODE((data_dir / "postgres").stat().st_mode) == 0o700
        assert stat.S_IMODE((data_dir / "postgres" / "run").stat().st_mode) == 0o700
    assert stat.S_IMODE(data_dir.stat().st_mode) == before


def test_removing_waits_for_nobody_and_refuses_while_it_is_used(tmp_path):
    with localdb.running(tmp_path, lasting=False):
        with pytest.raises(localdb.LocalDatabaseError, match="still uses"):
            localdb.remove(tmp_path)
        assert ask(tmp_path, "SELECT 1") == (1,)
    localdb.remove(tmp_path)
    assert not (tmp_path / "postgres").exists()
    localdb.remove(tmp_path)


def test_data_of_another_version_is_named(tmp_path):
    with localdb.running(tmp_path, lasting=False):
        pass
    (tmp_path / "postgres" / "cluster" / "PG_VERSION").write_text("14\n")
    with pytest.raises(localdb.LocalDatabaseError, match="made by PostgreSQL 14"), localdb.running(tmp_path, lasting=False):
        pass


def test_a_failed_start_shows_the_servers_own_words(tmp_path):
    with localdb.running(tmp_path, lasting=False):
        pass
    with (tmp_path / "postgres" / "cluster" / "postgresql.conf").open("a") as settings:
        settings.write("max_connections = 'mange'\n")
    with pytest.raises(localdb.LocalDatabaseError, match="max_connections"), localdb.running(tmp_path, lasting=False):
        pass


@pytest.mark.parametrize(("folder", "beside"), [("data", True), ("en-lang-mappe-" * 12, False), ("med, komma", False)])
def test_the_socket_lies_where_its_path_is_short_enough(folder, beside):
    socket = localdb.socket_folder(Path("/srv") / folder)
    assert (socket.parts[1] == "srv") is beside
    assert len(os.fsencode(socket / localdb.SOCKET_FILE)) <= localdb.SOCKET_PATH_BYTES


def test_it_runs_in_a_folder_with_a_long_name(tmp_path):
    long = tmp_path / ("en-lang-mappe-" * 8)
    with localdb.running(long, lasting=False):
        assert ask(long, "SELECT 1") == (1,)
    localdb.socket_folder(long).rmdir()


@pytest.mark.parametrize(
    ("command", "needs"),
    [
        ("manage.py migrate", True),
        ("manage.py demo", True),
        ("manage.py shell -c 1", True),
        ("manage.py check --database default", True),
        ("manage.py check", False),
        ("manage.py migrate --help", False),
        ("manage.py --version", False),
        ("manage.py", False),
        ("manage.py collectstatic --noinput", False),
        ("manage.py demo_reset", False),
    ],
)
def test_only_commands_that_read_the_database_start_it(monkeypatch, command, needs):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert localdb.needs_local_database(command.split()) is needs


def test_a_database_of_the_environment_is_not_ours_to_start(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/portal")
    assert not localdb.needs_local_database(["manage.py", "migrate"])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root takes another identity")
def test_where_namespaces_are_refused_a_system_user_runs_it(monkeypatch, tmp_path, capfd):
    known = [line.split(":")[0] for line in Path("/etc/passwd").read_text().splitlines()]
    user = "daemon" if "daemon" in known else "nobody"
    monkeypatch.setattr(localdb, "SYSTEM_USER", user)
    home = Path("/var/tmp") / f"portal-test-{os.getpid()}"
    home.mkdir(mode=0o755)
    monkeypatch.setattr(localdb, "SYSTEM_USER_HOME", home)
    monkeypatch.setattr(localdb, "_namespace", lambda: ["false"])
    try:
        with localdb.running(tmp_path, lasting=False):
            assert ask(tmp_path, "SELECT lower('Å')") == ("å",)
            assert (tmp_path / "postgres").stat().st_uid != 0
        localdb.remove(tmp_path)
        assert "refuses user namespaces" in capfd.readouterr().err
    finally:
        subprocess.run(["rm", "-rf", str(home)], check=True)
