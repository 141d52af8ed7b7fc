"""Typed readers for settings from the environment. A wrong value stops the start with words that say which."""

import json
import os
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """Return the setting as text; `NAME_FILE` names a file that holds it (for secrets). Raises ImproperlyConfigured without a value."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        return _read(name, Path(file))
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"The setting {name} is missing. Set {name}, or {name}_FILE with the path of a file that holds it.")
    return value


def _read(name: str, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE names {file}, which cannot be read: {error}") from error


def flag(name: str, default: bool) -> bool:
    """Return a yes/no setting; anything but 1/0, true/false, yes/no, on/off is refused."""
    value = text(name, "1" if default else "0").strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; use 1 or 0.")


def number(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number of at least `least`."""
    value = text(name, str(default))
    try:
        result = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number.") from error
    if result < least:
        raise ImproperlyConfigured(f"{name} is {result}; the least is {least}.")
    return result


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated setting as a list without empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def json_object(name: str) -> dict:
    """Return a setting that is a JSON object; empty without one."""
    value = text(name, "{}")
    try:
        result = json.loads(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is no JSON: {error}") from error
    if not isinstance(result, dict):
        raise ImproperlyConfigured(f'{name} must be a JSON object, like {{"bucket_name": "files"}}.')
    return result


def folder(name: str, default: Path) -> Path:
    """Return a folder's absolute path; the folder need not exist yet."""
    return Path(text(name, str(default))).expanduser().resolve()


def data_folder() -> Path:
    """Return the folder of everything this installation keeps: uploads, and without DATABASE_URL and REDIS_URL the database and the queue."""
    return folder("DATA_DIR", Path(__file__).resolve().parent.parent / "data")


def load(file: Path) -> None:
    """Take settings that the environment doesn't have from a file of NAME=value lines, when there is one."""
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    for number_, line in enumerate(lines, 1):
        name, found, value = line.partition("=")
        if not line.strip() or line.startswith("#"):
            continue
        if not found:
            raise ImproperlyConfigured(f"{file}, line {number_}: {line!r} is not NAME=value.")
        os.environ.setdefault(name.strip(), value.strip())


def database(url: str) -> dict:
    """Return Django's database settings for `postgresql://user:password@host:port/name`; the password may come from DATABASE_PASSWORD(_FILE).

    A host that starts with %2F is the folder of a socket.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or "") or text("DATABASE_PASSWORD", ""),
        "HOST": _host(parts.netloc),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
    }


def with_password(url: str, password: str) -> str:
    """Return `redis://user@host:6379/0` with a password that was given apart; as it is without one, or with one of its own."""
    parts = urlsplit(url)
    if not url or not password or parts.password:
        return url
    return parts._replace(netloc=f"{parts.username or ''}:{quote(password, safe='')}@{parts.netloc.rpartition('@')[2]}").geturl()


def _host(netloc: str) -> str:
    """Return the host as written: urlsplit's own `hostname` is in lower case, which spoils the path of a socket."""
    host = netloc.rpartition("@")[2]
    return host[1 : host.index("]")] if host.startswith("[") else unquote(host.partition(":")[0])
