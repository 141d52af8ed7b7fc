"""The audit of what the portal depends on: what is asked, what is told, and that an unanswered question doesn't look like a clean bill."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from portal.deploy import audit

ROOT = Path(__file__).resolve().parent.parent.parent


class Service(BaseHTTPRequestHandler):
    """An answer as OSV gives it: something is known against old-package."""

    asked: list[dict] = []

    def do_POST(self) -> None:
        queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        Service.asked = queries
        results = [
            {"vulns": [{"id": "GHSA-1"}, {"id": "PYSEC-2"}]} if query["package"]["name"] == "old-package" else {} for query in queries
        ]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"results": results}).encode())

    def log_message(self, *_: object) -> None:
        """The test has its own words."""


@pytest.fixture
def service() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Service) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("lines", "code", "says"),
    [
        (
            "old-package==1.0 \\\n    --hash=sha256:0\nnew-package[extra]==2.1 ; python_version > '3'\n",
            1,
            "old-package 1.0: GHSA-1, PYSEC-2",
        ),
        ("new-package==2.1\n", 0, "1 packages, 0 with known vulnerabilities."),
    ],
)
def test_what_is_known_is_told(service, tmp_path, monkeypatch, capsys, lines, code, says):
    monkeypatch.setenv("AUDIT_URL", service)
    (tmp_path / "requirements.txt").write_text(lines)
    assert audit.main([str(tmp_path / "requirements.txt")]) == code
    assert says in capsys.readouterr().out
    assert {(query["package"]["name"], query["version"]) for query in Service.asked} >= {("new-package", "2.1")}


def test_a_service_that_does_not_answer_is_no_clean_bill(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("AUDIT_URL", "http://127.0.0.1:1/")
    (tmp_path / "requirements.txt").write_text("new-package==2.1\n")
    assert audit.main([str(tmp_path / "requirements.txt")]) == audit.NOT_ASKED
    assert "NOT AUDITED" in capsys.readouterr().out


def test_every_locked_package_is_asked_about():
    packages = dict(audit.locked((ROOT / "requirements.txt").read_text(encoding="utf-8")))
    assert {"django", "weasyprint", "django-allauth", "psycopg"} <= set(packages)
    assert packages["django"].startswith("6.1")
