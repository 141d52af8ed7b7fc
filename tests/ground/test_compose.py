"""docker-compose.yml, run without Docker: each service's command and health check as a process, with the same settings and secrets.

What differs: addresses and folders are the test's own, and PostgreSQL is the one the suite runs on.
"""

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
import yaml
from django.conf import settings
from django.db import connection
from psycopg import sql
from redis import Redis
from redis.exceptions import AuthenticationError, NoPermissionError

from portal import env, localdb
from portal.home.processes import Processes
from tests.support.ports import free_port
from tests.support.waiting import wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = ["migrate", "web", "worker", "beat"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def environment_of(service: str, given: dict[str, str]) -> dict[str, str]:
    """Return a service's settings with ${NAME:-default} filled in as Compose does."""

    def fill(match: re.Match) -> str:
        return given.get(match["name"]) or match["default"] or ""

    return {
        name: re.sub(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*))?\}", fill, str(value))
        for name, value in SERVICES[service].get("environment", {}).items()
    }


# What can be seen by reading


def test_the_parts_of_the_portal_are_there():
    assert set(SERVICES) == {"migrate", "web", "worker", "beat", "db", "redis", "proxy"}


@pytest.mark.parametrize("service", sorted(set(SERVICES) - {"migrate"}))
def test_every_lasting_service_has_a_health_check_and_comes_back(service):
    assert SERVICES[service]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[service]["restart"] == "unless-stopped"


def test_no_service_runs_as_root():
    stages = dict(re.findall(r"^FROM \S+ AS (\w+)\n(.*?)(?=^FROM|\Z)", DOCKERFILE, re.MULTILINE | re.DOTALL))
    for name, service in SERVICES.items():
        stage = stages[service["build"]["target"]] if "build" in service else f"USER {service['user']}"
        assert re.search(r"^USER (?!root)\w+", stage, re.MULTILINE), name


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_only_the_proxy_and_what_sends_mail_reach_the_outside():
    assert {name for name, service in SERVICES.items() if "outside" in service["networks"]} == {"proxy", "worker"}
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_volumes_networks_and_secrets_are_declared():
    for service in SERVICES.values():
        assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= set(COMPOSE["volumes"])
        assert set(service.get("networks", [])) <= set(COMPOSE["networks"])
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
        assert set(service.get("depends_on", {})) <= set(SERVICES)


def test_secrets_come_from_files_that_make_secrets_writes(tmp_path):
    secrets(tmp_path)
    written = {file.name for file in (tmp_path / "secrets").iterdir()}
    assert written == set(COMPOSE["secrets"])
    assert {secret["file"] for secret in COMPOSE["secrets"].values()} == {f"${{SECRETS_DIR:-./data/secrets}}/{name}" for name in written}
    for service in SERVICES:
        for name, value in environment_of(service, {}).items():
            if value.startswith("/run/secrets/"):
                assert name.endswith("_FILE")
                assert value.removeprefix("/run/secrets/") in SERVICES[service]["secrets"]
            assert not re.search("SECRET|PASSWORD", name) or name.endswith("_FILE"), f"{service} names a secret in the open: {name}"


def test_only_who_migrates_knows_the_password_of_who_owns_the_tables():
    knows = {name for name, service in SERVICES.items() if "database_password" in service.get("secrets", [])}
    assert knows == {"migrate", "db"}
    users = {name: environment_of(name, {})["DATABASE_URL"].split("@")[0].rpartition("/")[2] for name in OURS}
    assert users == {"migrate": "portal", "web": "portal_app", "worker": "portal_app", "beat": "portal_app"}
    assert environment_of("migrate", {})["DATABASE_APP_USER"] == "portal_app"


def test_secrets_that_are_there_stay_and_what_redis_knows_follows(tmp_path):
    secrets(tmp_path)
    kept = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    secrets(tmp_path)
    assert {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()} == kept
    (tmp_path / "secrets" / "redis_password").unlink()
    secrets(tmp_path)
    changed = {file.name for file in (tmp_path / "secrets").iterdir() if file.read_text() != kept[file.name]}
    assert changed == {"redis_password", "redis_users"}


def test_every_setting_is_one_that_the_portal_reads():
    read = set(re.findall(r'env\.(?:text|flag|number|words|folder)\(\s*"(\w+)"', (ROOT / "portal/settings.py").read_text(encoding="utf-8")))
    read |= set(re.findall(r'(?:text|folder)\("(\w+)"', (ROOT / "portal/env.py").read_text(encoding="utf-8")))
    read |= set(re.findall(r'environ.get\("(\w+)"', (ROOT / "portal/deploy/gunicorn.py").read_text(encoding="utf-8")))
    for service in OURS:
        named = {name.removesuffix("_FILE") for name in SERVICES[service]["environment"]}
        assert named <= read, service
    assert {"DATA_DIR", "STATIC_ROOT"} <= read
    proxy = set(re.findall(r"\{\$(\w+)", (ROOT / "portal/deploy/Caddyfile").read_text(encoding="utf-8")))
    assert set(SERVICES["proxy"]["environment"]) <= proxy


def test_every_file_that_the_image_copies_exists():
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for name in source.split():
            assert (ROOT / name).exists(), name
    for service in SERVICES.values():
        if "build" in service:
            assert f" AS {service['build']['target']}\n" in DOCKERFILE


# What can be seen by running


@dataclass
class World:
    """A production installation in processes: its folders, addresses and settings."""

    folder: Path
    settings: dict[str, str]
    # What the service that migrates is given instead: it owns the tables.
    owner: dict[str, str]

    def environment(self, service: str) -> dict[str, str]:
        """The settings of the file, with the test's own addresses and folders."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in {"PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE"}
        }
        secrets = {name: value.replace("/run/secrets", str(self.folder / "secrets")) for name, value in environment_of(service, {}).items()}
        own = self.settings | (self.owner if service == "migrate" else {})
        return kept | {"PATH": f"{Path(sys.executable).parent}:{kept['PATH']}", "PYTHONUNBUFFERED": "1"} | secrets | own

    def health(self, service: str) -> subprocess.CompletedProcess:
        command = SERVICES[service]["healthcheck"]["test"][1:]
        return subprocess.run(command, env=self.environment(service), cwd=ROOT, capture_output=True, text=True, check=False)

    def run(self, *command: str, service: str = "web") -> str:
        done = subprocess.run(command, env=self.environment(service), cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr


@contextmanager
def database(name: str) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Make an empty database beside the suite's own, and return the settings of its two users: who runs, and who owns."""
    own = connection.settings_dict
    login = {"host": own["HOST"], "port": own["PORT"], "user": own["USER"], "password": own["PASSWORD"]}
    admin = psycopg.connect(**login, dbname="postgres", autocommit=True)
    with admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    where = f"{quote(own['HOST'] or '/var/run/postgresql', safe='')}:{own['PORT'] or 5432}/{name}"
    app = f"{name}_app"
    owner = {"DATABASE_URL": f"postgresql://{quote(own['USER'])}@{where}", "DATABASE_APP_USER": app}
    yield {"DATABASE_URL": f"postgresql://{app}@{where}"}, owner
    with psycopg.connect(**login, dbname="postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(app)))


def secrets(folder: Path) -> None:
    """Write the secrets as `make secrets` does."""
    told = os.environ | {"SECRETS_DIR": str(folder / "secrets")}
    subprocess.run(["sh", ROOT / "portal/deploy/secrets.sh"], env=told, check=True, capture_output=True)


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Run the file's own Redis, with the users of the secrets in `folder`, where the machine has one; the filesystem stands in elsewhere."""
    if not shutil.which("redis-server"):
        yield ""
        return
    port = free_port()
    with Processes(folder / "log", dict(os.environ)) as processes:
        command = [word.replace("/run/secrets", str(folder / "secrets")) for word in SERVICES["redis"]["command"]]
        processes.start("redis", *command, "--port", str(port), "--dir", str(folder), "--bind", "127.0.0.1")
        check = [*SERVICES["redis"]["healthcheck"]["test"][1:2], "-p", str(port), *SERVICES["redis"]["healthcheck"]["test"][2:]]
        wait_until(lambda: b"PONG" in subprocess.run(check, capture_output=True, check=False).stdout, "Redis is healthy")
        yield f"redis://portal@127.0.0.1:{port}/0"


@pytest.mark.skipif(not shutil.which("redis-server"), reason="no Redis here; install the package redis-server")
def test_redis_lets_in_who_knows_the_password_and_lets_nobody_command_it(tmp_path):
    secrets(tmp_path)
    password = (tmp_path / "secrets" / "redis_password").read_text()
    with redis(tmp_path) as url:
        asked = {
            "a stranger": Redis.from_url(url.replace("portal@", "")),
            "the portal": Redis.from_url(env.with_password(url, password)),
        }
        may = {
            who: {command: _may(client, *command.split()) for command in ("PING", "GET a", "SET a 1", "CONFIG GET *", "FLUSHALL", "KEYS *")}
            for who, client in asked.items()
        }
        with pytest.raises(AuthenticationError):
            Redis.from_url(env.with_password(url, "gættet")).ping()
    nothing = {"CONFIG GET *": False, "FLUSHALL": False, "KEYS *": False}
    assert may == {
        "a stranger": {"PING": True, "GET a": False, "SET a 1": False, **nothing},
        "the portal": {"PING": True, "GET a": True, "SET a 1": True, **nothing},
    }


def _may(client: Redis, *command: str) -> bool:
    try:
        client.execute_command(*command)
    except NoPermissionError:
        return False
    return True


@pytest.fixture
def world(tmp_path) -> Iterator[World]:
    secrets(tmp_path)
    name = f"compose_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with database(name) as (running, owner), redis(tmp_path) as redis_url:
        data = {"DATA_DIR": str(tmp_path / "data"), "STATIC_ROOT": str(tmp_path / "static"), "PORT": str(free_port()), "WORKERS": "1"}
        yield World(tmp_path, data | running | {"REDIS_URL": redis_url, "DATABASE_POOL": "4"}, owner)


def test_the_services_run_and_become_healthy(world):
    (world.folder / "data").mkdir()
    world.run(*SERVICES["migrate"]["command"], service="migrate")
    said = world.run("python", "manage.py", "check", "--deploy", "--fail-level", "ERROR", "--database", "default")
    # Only what nobody can have decided yet.
    assert "identified 1 issue" in said and "portal.W004" in said
    world.run(*_collectstatic())
    for service in OURS[1:]:
        assert world.health(service).returncode != 0, f"{service} is said to be healthy before it runs"
    with Processes(world.folder / "log", world.environment("web")) as processes:
        for service in OURS[1:]:
            processes.start(service, *SERVICES[service]["command"])
        for service in OURS[1:]:
            wait_until(lambda service=service: processes.check() or world.health(service).returncode == 0, f"{service} is healthy", 60)
        assert "<main" in front_page(world)


def _collectstatic() -> list[str]:
    """Return the command with which the image gathers its assets."""
    found = re.search(r"(python manage\.py collectstatic .*)$", DOCKERFILE, re.MULTILINE)
    return found[1].split()


def front_page(world: World) -> str:
    """Return the front page as the proxy fetches it: plain inside, with the word that it was asked for over HTTPS."""
    address = f"http://127.0.0.1:{world.settings['PORT']}/"
    request = urllib.request.Request(address, headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
        return answer.read().decode()


def test_the_databases_check_finds_a_server_that_answers():
    own = connection.settings_dict
    command = SERVICES["db"]["healthcheck"]["test"][1:]
    program = shutil.which(command[0]) or str(localdb._installed_programs() / command[0])
    there = {"PGHOST": own["HOST"] or "/var/run/postgresql", "PGPORT": str(own["PORT"] or 5432)}
    assert subprocess.run([program, *command[1:]], env=os.environ | there, capture_output=True, check=False).returncode == 0
    assert (
        subprocess.run([program, *command[1:]], env=os.environ | there | {"PGPORT": "1"}, capture_output=True, check=False).returncode == 2
    )


@pytest.mark.skipif(not shutil.which("caddy"), reason="no Caddy here; install the package caddy")
def test_the_proxy_speaks_https_for_the_web_server(tmp_path):
    http_port, https_port, admin_port, web_port = free_port(), free_port(), free_port(), free_port()
    environment = os.environ | environment_of("proxy", {})
    metrics_port = free_port()
    environment |= {
        "METRICS_PORT": str(metrics_port),
        "HTTP_PORT": str(http_port),
        "HTTPS_PORT": str(https_port),
        "ADMIN_ADDRESS": f"localhost:{admin_port}",
    }
    environment |= {
        "WEB_ADDRESS": f"127.0.0.1:{web_port}",
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "HOME": str(tmp_path),
    }
    command = [word.replace("/etc/caddy/Caddyfile", str(ROOT / "portal/deploy/Caddyfile")) for word in SERVICES["proxy"]["command"]]
    check = [word.replace(":2019", f":{admin_port}") for word in SERVICES["proxy"]["healthcheck"]["test"][1:]]
    answers = "import http.server as s, sys\nclass H(s.BaseHTTPRequestHandler):\n  def do_GET(self):\n    self.send_response(200); self.end_headers(); self.wfile.write(self.headers['X-Forwarded-Proto'].encode())\ns.HTTPServer(('127.0.0.1', int(sys.argv[1])), H).serve_forever()"
    with Processes(tmp_path / "log", environment) as processes:
        processes.start("web", sys.executable, "-c", answers, str(web_port))
        processes.start("proxy", *command)
        wait_until(
            lambda: processes.check() or subprocess.run(check, capture_output=True, check=False).returncode == 0, "the proxy is healthy"
        )
        trusting = ssl._create_unverified_context()
        wait_until(lambda: _answers(f"https://localhost:{https_port}/", trusting) == b"https", "HTTPS reaches the web server")
        assert _answers(f"https://localhost:{https_port}/metrics", trusting) is None
        # What the proxy refuses over plain HTTP is what the portal does.
        assert settings.FOR_PROGRAMS.removeprefix("^") in (ROOT / "portal/deploy/Caddyfile").read_text(encoding="utf-8")
        with urllib.request.urlopen(f"http://127.0.0.1:{metrics_port}/metrics", timeout=5) as numbers:
            assert b"caddy_http_request_duration_seconds_count" in numbers.read()
        asked = {
            path: _plainly(http_port, path)
            for path in ("/", "/api/", "/nyt/", "/api/v1/networks", "/nyt.atom", "/nyt/kommune/egsted.atom", "/kalender/noegle.ics")
        }
        assert {path: answer[0] for path, answer in asked.items()} == {
            "/": "308", "/api/": "308", "/nyt/": "308",
            "/api/v1/networks": "403", "/nyt.atom": "403", "/nyt/kommune/egsted.atom": "403", "/kalender/noegle.ics": "403",
        }  # fmt: skip
        assert "location: https://localhost/api/" in asked["/api/"][1].lower() and "Brug https" in asked["/nyt.atom"][1]


def _plainly(port: int, path: str) -> tuple[str, str]:
    """The status and the whole answer over plain HTTP."""
    with socket.create_connection(("127.0.0.1", port)) as plain:
        plain.sendall(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        answer = b"".join(iter(lambda: plain.recv(4096), b"")).decode()
    return answer.split()[1], answer


def _answers(url: str, context: ssl.SSLContext) -> bytes | None:
    try:
        with urllib.request.urlopen(url, timeout=5, context=context) as answer:
            return answer.read()
    except OSError:
        return None
