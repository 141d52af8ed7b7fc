"""Which of the locked packages have known vulnerabilities: python -m portal.deploy.audit requirements.txt

Asks OSV (or AUDIT_URL) once, with names and versions only. Ends with 1 when something is found, and with 3, in words, when nobody answers:
a machine without that service has not audited anything, and should not look as if it had.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

SERVICE = "https://api.osv.dev/v1/querybatch"
FOUND, NOT_ASKED = 1, 3
_PATIENCE = 30
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def locked(text: str) -> list[tuple[str, str]]:
    """The packages of a file of requirements, each with its one version."""
    return _LOCKED.findall(text)


def vulnerabilities(packages: list[tuple[str, str]], service: str) -> dict[str, list[str]]:
    """By package and version, the numbers of what is known against it. Raises OSError when the service doesn't answer."""
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in packages]
    request = urllib.request.Request(service, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310 - the address is ours to choose
        results = json.load(answer)["results"]
    told = zip(packages, results, strict=True)
    return {f"{name} {version}": [each["id"] for each in result["vulns"]] for (name, version), result in told if result.get("vulns")}


def main(files: list[str]) -> int:
    packages = sorted({package for file in files for package in locked(Path(file).read_text(encoding="utf-8"))})
    try:
        found = vulnerabilities(packages, os.environ.get("AUDIT_URL", SERVICE))
    except OSError as error:
        print(f"!!! NOT AUDITED: the service does not answer ({error}).")  # noqa: T201
        return NOT_ASKED
    for package, numbers in found.items():
        print(f"{package}: {', '.join(numbers)}")  # noqa: T201
    print(f"{len(packages)} packages, {len(found)} with known vulnerabilities.")  # noqa: T201
    return FOUND if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
