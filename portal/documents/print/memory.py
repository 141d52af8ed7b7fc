"""Parts of publications that have been set, kept on disk under a hash of everything that decides how they look.

A kept part can always be made again: what is missing, damaged or written by somebody else is not there, and a full disk costs time only.
The records hold texts and images of documents, so they do not outlive OLDEST, and `forget` removes them at once.
"""

import hashlib
import hmac
import logging
import pickle
import time
import zlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from portal.documents.print import figures

logger = logging.getLogger(__name__)
LARGEST = 600 * 1024 * 1024
OLDEST = timedelta(days=14)
_SEAL = hashlib.sha256().digest_size


class Memory:
    """A bounded folder of records. Without a folder nothing is remembered."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def recall(self, key: str) -> Any:
        """Return what was kept under the key, or None."""
        if self._folder is None:
            return None
        path = self._folder / key
        try:
            sealed = path.read_bytes()
            path.touch()
        except OSError:
            return None
        body = sealed[_SEAL:]
        if not hmac.compare_digest(sealed[:_SEAL], _seal(key, body)):
            return None
        return pickle.loads(zlib.decompress(body))  # noqa: S301 - sealed with the portal's own secret

    def keep(self, key: str, record: Any) -> None:
        if self._folder is None:
            return
        body = zlib.compress(pickle.dumps(record, pickle.HIGHEST_PROTOCOL), 1)
        try:
            _write(self._folder / key, _seal(key, body) + body)
        except OSError as error:
            logger.warning("A part that was set could not be kept: %s", error)

    def trim(self) -> None:
        """Remove what has not been used for long, and then the least recently used until the rest is small enough."""
        room, oldest = LARGEST, time.time() - OLDEST.total_seconds()
        for used_at, size, path in sorted(self._files(), reverse=True):
            room -= size
            if room < 0 or used_at < oldest:
                path.unlink(missing_ok=True)

    def forget(self) -> None:
        """Remove everything: a person or an image was erased."""
        for _used_at, _size, path in self._files():
            path.unlink(missing_ok=True)

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        for path in self._folder.iterdir() if self._folder and self._folder.is_dir() else ():
            with suppress(OSError):  # another worker may have removed it
                found.append((path.stat().st_mtime, path.stat().st_size, path))
        return found


def memory() -> Memory:
    return Memory(settings.PRINT_MEMORY)


def key_of(parts: Iterable[str]) -> str:
    return _digest([_setting(), *parts])


def content_key(parts: Iterable[str]) -> str:
    """A key for what a web process asks too: it knows our own files, but does not load WeasyPrint to learn its version."""
    return _digest([_own_files(), *parts])


def _digest(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}:{part}".encode())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _setting() -> str:
    """A fingerprint of what decides the look of every part: stylesheet, drawings, fonts, WeasyPrint, and our own code."""
    import weasyprint
    from weasyprint.text.ffi import pango

    return f"{weasyprint.__version__} {pango.pango_version()} {_own_files()}"


@lru_cache(maxsize=1)
def _own_files() -> str:
    digest = hashlib.sha256()
    ours = Path(__file__).resolve().parent
    stylesheets = settings.BASE_DIR / "static" / "print"
    for path in sorted([*ours.glob("*.py"), ours.parent / "rendering.py", *stylesheets.rglob("*.css")]):
        digest.update(path.read_bytes())
    for name, drawing in sorted(figures.stock().items()):
        digest.update(f"{name} {drawing}".encode())
    for folder in settings.PRINT_FONT_DIRS:
        for path in sorted(folder.glob("IBMPlex*.woff2")):
            digest.update(f"{path.name} {path.stat().st_size}".encode())
    return digest.hexdigest()


def _seal(key: str, body: bytes) -> bytes:
    return salted_hmac(f"print memory {key}", body, algorithm="sha256").digest()


def _write(path: Path, body: bytes) -> None:
    """Write under another name first: another worker may be reading or writing the same part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        try:
            unfinished.write(body)
        except OSError:
            Path(unfinished.name).unlink(missing_ok=True)
            raise
    Path(unfinished.name).replace(path)
