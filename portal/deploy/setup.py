"""Makes the environment: the virtual environment, Python packages, front-end assets, system libraries, translations.

Run by setup.sh with any Python from 3.12, before a package is installed: standard library only. Each step leaves a stamp with the hash
of what it was made from, so a second run does nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from ctypes import CDLL
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
ASSETS = ROOT / "node_modules"
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def main() -> None:
    os.chdir(ROOT)
    os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"
    make_environment()
    install_packages()
    install_assets()
    build_editor()
    install_libraries()
    compile_translations()


def make_environment() -> None:
    if PYTHON.exists():
        return
    say(f"Making the environment with Python {sys.version.split()[0]} …")
    made = subprocess.run([sys.executable, "-m", "venv", VENV], check=False, capture_output=True, text=True)
    if made.returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if shutil.which("uv") and run_quietly("uv", "venv", "--seed", "--python", sys.executable, VENV):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not install_debian_packages([package]) or subprocess.run([sys.executable, "-m", "venv", VENV], check=False).returncode:
        stop(f"{sys.executable} cannot make a virtual environment:\n{made.stdout}{made.stderr}")


def install_packages() -> None:
    with step("requirements-dev.txt") as needed:
        if needed:
            say("Installing Python packages (half a minute the first time) …")
            if subprocess.run([PYTHON, "-m", "pip", "--version"], check=False, capture_output=True).returncode:
                must(PYTHON, "-m", "ensurepip")
            must(PYTHON, "-m", "pip", "install", "-qq", "--require-hashes", "-r", "requirements-dev.txt")


def install_assets() -> None:
    with step("package-lock.json", present=ASSETS) as needed:
        if needed:
            say("Installing front-end assets …")
            if not shutil.which("npm"):
                must(PYTHON, "-m", "pip", "install", "-qq", "--require-hashes", "-r", "requirements-node.txt")
            must("npm", "ci", "--ignore-scripts", "--loglevel=error")


def build_editor() -> None:
    """Bundle the editor's modules to one script, among the packages: when these are installed anew, it is built anew."""
    with step("static/js/editor", "package.json", present=ASSETS / ".afproevet") as needed:
        if needed:
            must("npm", "run", "build", "--silent", "--", "--log-level=warning")


def install_libraries() -> None:
    """Install the libraries that WeasyPrint loads, or say which command does; without them only the making of PDFs fails."""
    missing = missing_libraries()
    if missing and not install_debian_packages(missing):
        say(f"\nPDFs cannot be made yet: system libraries are missing. This command installs them:\n\n    sudo {apt_install(missing)}\n")


def missing_libraries() -> list[str]:
    """Return the Debian packages of the libraries that are not there."""
    return [package for library, package in LIBRARIES.items() if not can_load(library)]


def can_load(library: str) -> bool:
    try:
        CDLL(library)
    except OSError:
        return False
    return True


def install_debian_packages(packages: list[str]) -> bool:
    """Install as root on Debian; return whether that was possible."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing {', '.join(packages)} …")
    return run_quietly("apt-get", "update") and run_quietly(*apt_install(packages).split())


def apt_install(packages: list[str]) -> str:
    return f"apt-get install -y --no-install-recommends {' '.join(packages)}"


def compile_translations() -> None:
    sources = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    if any(is_older(source.with_suffix(".mo"), source) for source in sources):
        must(VENV / "bin" / "pybabel", "-q", "compile", "--directory", "locale", "--domain", "django")


def is_older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


class step:  # noqa: N801 - read as a word: `with step(…) as needed`
    """Tell whether a step is needed because its sources (files or folders) changed, and remember them when it went well."""

    def __init__(self, *sources: str, present: Path = VENV) -> None:
        self.stamp = present / f".made-from-{Path(sources[0]).name}"
        files = [file for source in sources for file in files_of(ROOT / source)]
        self.hash = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()

    def __enter__(self) -> bool:
        self.needed = not self.stamp.exists() or self.stamp.read_text() != self.hash
        return self.needed

    def __exit__(self, failure: object, *_: object) -> None:
        # What holds is left alone: another set-up beside this one would find the stamp empty while it is written, and begin anew.
        if self.needed and failure is None:
            self.stamp.write_text(self.hash)


def files_of(source: Path) -> list[Path]:
    return sorted(file for file in source.rglob("*") if file.is_file()) if source.is_dir() else [source]


def must(*command: object) -> None:
    done = subprocess.run([str(part) for part in command], check=False)
    if done.returncode:
        stop(f"This command failed (exit code {done.returncode}): {' '.join(map(str, command))}")


def run_quietly(*command: object) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run([str(part) for part in command], check=False, capture_output=True, text=True, env=environment)
    if done.returncode:
        say(done.stdout + done.stderr)
    return done.returncode == 0


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def stop(words: str) -> None:
    say(words)
    sys.exit(1)


if __name__ == "__main__":
    main()
