"""Between servers: PostgreSQL and Redis are spoken to over TLS, and only where an authority of our own has signed for them (docs/operations.md)."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from urllib.parse import urlencode

import pytest
from django.core.cache.backends.redis import RedisCache
from kombu import Connection
from kombu.exceptions import OperationalError
from redis.exceptions import ConnectionError as NoRedis

from portal.home.processes import Processes
from tests.ground.test_compose import ROOT
from tests.support.ports import free_port
from tests.support.waiting import wait_until

_POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl here")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL's own user reaches too: pytest's are closed to others."""
    with TemporaryDirectory(prefix="tls-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def certificates(folder) -> Path:
    """Two authorities, `ours` and `theirs`, and a certificate for `localhost` that ours has signed."""
    for name in ("ours", "theirs"):
        _make(folder, name, "-addext", "keyUsage=critical,keyCertSign")
    signed = ["-CA", "ours.crt", "-CAkey", "ours.key", "-addext", "basicConstraints=critical,CA:FALSE"]
    _make(folder, "localhost", *signed, "-addext", "subjectAltName=DNS:localhost")
    return folder


def _make(folder: Path, name: str, *more: str) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.crt", *more]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.fixture
def redis(certificates, tmp_path) -> Iterator[int]:
    """The port of a Redis that speaks TLS and nothing else."""
    if not shutil.which("redis-server"):
        pytest.skip("no Redis here; install the package redis-server")
    port, own = free_port(), certificates / "localhost"
    command = ["redis-server", "--port", "0", "--tls-port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    command += ["--tls-cert-file", f"{own}.crt", "--tls-key-file", f"{own}.key", "--tls-ca-cert-file", f"{certificates}/ours.crt"]
    with Processes(tmp_path / "log", dict(os.environ)) as processes:
        processes.start("redis", *command, "--tls-auth-clients", "no")
        wait_until(lambda: processes.check() or "Ready to accept" in processes.log_of("redis").read_text(), "Redis is ready")
        yield port


def _redis_url(certificates: Path, port: int, trusted: str) -> str:
    if not trusted:
        return f"redis://localhost:{port}/0"
    return f"rediss://localhost:{port}/0?{urlencode({'ssl_cert_reqs': 'required', 'ssl_ca_certs': certificates / f'{trusted}.crt'})}"


@pytest.mark.parametrize(("trusted", "answers"), [("ours", True), ("theirs", False), ("", False)])
def test_redis_is_asked_over_tls_by_the_cache_and_the_queue(certificates, redis, trusted, answers):
    url = _redis_url(certificates, redis, trusted)
    assert (_cache_works(url), _queue_works(url)) == (answers, answers)


def _cache_works(url: str) -> bool:
    try:
        return RedisCache(url, {}).add("x", 1)
    except NoRedis:
        return False


def _queue_works(url: str) -> bool:
    try:
        with Connection(url) as connection:
            connection.ensure_connection(max_retries=1, timeout=3)
    except OperationalError:
        return False
    return True


@pytest.fixture
def postgres(certificates, folder, tmp_path) -> Iterator[int]:
    """The port of a PostgreSQL that speaks TLS and nothing else; the portal's own is built without."""
    if not _POSTGRES:
        pytest.skip("no PostgreSQL of the machine here; install the package postgresql")
    port, data = free_port(), Path(mkdtemp(dir=folder))
    as_whom = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    key, doors = data.with_suffix(".key"), data.with_suffix(".conf")
    shutil.copy(certificates / "localhost.key", key)
    doors.write_text("hostssl all all 127.0.0.1/32 trust\n")
    for path in (data, key):
        path.chmod(0o700 if path.is_dir() else 0o600)
        if as_whom:
            shutil.chown(path, "postgres", "postgres")
    settings = {
        "port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "hba_file": doors, "fsync": "off",
        "ssl": "on", "ssl_cert_file": certificates / "localhost.crt", "ssl_key_file": key,
    }  # fmt: skip
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    initdb = [_POSTGRES[-1] / "initdb", "-D", data, "--username=portal", "--locale=C.UTF-8", "--encoding=UTF8"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **as_whom)
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen([_POSTGRES[-1] / "postgres", "-D", data, *options], stderr=log, stdout=log, cwd=folder, **as_whom)
    try:
        wait_until(lambda: "ready to accept" in (tmp_path / "log").read_text(), "PostgreSQL is ready")
        yield port
    finally:
        server.terminate()
        server.wait()


@pytest.mark.parametrize(
    ("trusted", "says"), [("ours", "no issues"), ("theirs", "certificate verify failed"), ("", "no pg_hba.conf entry")]
)
def test_postgresql_is_asked_over_tls(certificates, postgres, trusted, says):
    mode = {"PGSSLMODE": "verify-full", "PGSSLROOTCERT": f"{certificates}/{trusted}.crt"} if trusted else {"PGSSLMODE": "disable"}
    told = {
        "DATABASE_URL": f"postgresql://portal@localhost:{postgres}/postgres",
        "DATA_DIR": str(certificates),
        "ALLOWED_HOSTS": "localhost",
    }
    told |= {"LOCAL": "1"}  # without a pool, which would wait for half a minute
    command = [sys.executable, "manage.py", "check", "--database", "default"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | told | mode
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert says in done.stdout + done.stderr
