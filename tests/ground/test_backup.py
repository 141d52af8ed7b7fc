"""A backup is brought back into an empty place, and says so when it cannot be trusted."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage, Storage
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from portal.deploy import backup
from portal.deploy.backup import BackupError, Database
from portal.files.models import StoredFile
from tests.factories import files, people, places
from tests.factories import trials as make
from trials.models import Version

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.NOW


@pytest.fixture
def here() -> Database:
    return Database(connection.settings_dict)


@pytest.fixture
def elsewhere(here) -> Iterator[Database]:
    """An empty database on the same server."""
    name = f"restored_{connection.settings_dict['NAME']}"
    server = Database({**here.settings, "NAME": "postgres"})
    with server.connect() as asking:
        asking.autocommit = True
        asking.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        asking.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'").format(sql.Identifier(name)))
    yield Database({**here.settings, "NAME": name})
    with server.connect() as asking:
        asking.autocommit = True
        asking.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def storage(settings, tmp_path) -> FileSystemStorage:
    """A storage of its own: the folders of a storage are made once per process."""
    return FileSystemStorage(location=tmp_path / "files")


@pytest.fixture
def kept(here, storage, tmp_path, monkeypatch) -> Path:
    """The backup of a portal with an action in Danish letters and a picture."""
    monkeypatch.setattr(StoredFile._meta.get_field("file"), "storage", storage)
    version = make.published(title="Åben dør på Æblehaven", at=places.school("Øresundsskolen"))
    files.image(version)
    folder = tmp_path / "backup"
    backup.write(folder, database=here, storage=storage, now=NOW)
    return folder


def _content(storage: Storage, name: str) -> bytes:
    with storage.open(name) as file:
        return file.read()


def _asked(database: Database, query: str) -> list[tuple]:
    with database.connect() as asking:
        return asking.execute(query).fetchall()


@pytest.mark.parametrize("into", [InMemoryStorage, FileSystemStorage])
def test_database_and_files_come_back_together_into_an_empty_place(here, elsewhere, storage, kept, tmp_path, into):
    empty = into(location=tmp_path / "other") if into is FileSystemStorage else into()
    manifest = backup.restore(kept, database=elsewhere, storage=empty)
    query = "SELECT title, content_hash, frozen::text FROM trials_version ORDER BY id"
    assert _asked(elsewhere, query) == _asked(here, query)
    assert Version.objects.get().title == _asked(elsewhere, query)[0][0]
    names = list(backup.walk(storage))
    assert names and list(backup.walk(empty)) == names == sorted(manifest["files"])
    assert all(_content(empty, name) == _content(storage, name) for name in names)
    assert manifest["rows"]["trials_version"] == 1 and manifest["missing"] == []
    assert _asked(elsewhere, "SELECT lower('ÆØÅ'), similarity('prøve', 'prøven') > 0.5")[0] == ("æøå", True)


def test_the_rows_of_a_backup_are_of_one_moment(here, storage, tmp_path, monkeypatch):
    """What is written while the dump runs is in neither."""
    dump = Database.run

    def run(self: Database, program: str, *arguments: str) -> None:
        people.user()
        dump(self, program, *arguments)

    monkeypatch.setattr(Database, "run", run)
    people.user()
    manifest = backup.write(tmp_path / "backup", database=here, storage=storage, now=NOW)
    assert manifest["rows"]["accounts_user"] == 1


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda folder: (folder / backup.MANIFEST).unlink(), "holds no manifest.json"),
        (lambda folder: (folder / backup.DUMP).write_bytes(b"x"), "database.dump is missing or damaged"),
        (lambda folder: next(path for path in (folder / backup.FILES).rglob("*") if path.is_file()).unlink(), "is missing or damaged"),
        (lambda folder: _change(folder, format=2), "format 2"),
        (lambda folder: _change(folder, files={"../../x": {"size": 1, "sha256": ""}}), "leads out of the backup"),
    ],
    ids=["broken off", "damaged database", "missing file", "another format", "a forged name"],
)
def test_a_backup_that_cannot_be_trusted_changes_nothing(elsewhere, kept, harm, says):
    harm(kept)
    empty = InMemoryStorage()
    with pytest.raises(BackupError, match=says):
        backup.restore(kept, database=elsewhere, storage=empty)
    assert _asked(elsewhere, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
    assert list(backup.walk(empty)) == []


def _change(folder: Path, **fields) -> None:
    manifest = json.loads((folder / backup.MANIFEST).read_text())
    (folder / backup.MANIFEST).write_text(json.dumps(manifest | fields))


def test_nothing_is_brought_back_over_what_is_there(here, elsewhere, kept):
    with pytest.raises(BackupError, match="database is not empty"):
        backup.restore(kept, database=here, storage=InMemoryStorage())
    used = InMemoryStorage()
    used.save("a", ContentFile(b"a"))
    with pytest.raises(BackupError, match="storage of files is not empty"):
        backup.restore(kept, database=elsewhere, storage=used)


def test_each_backup_has_a_folder_of_its_own(here, storage, kept):
    with pytest.raises(BackupError, match="is not empty"):
        backup.write(kept, database=here, storage=storage, now=NOW)


def test_the_commands_write_read_and_say_what_is_missing(storage, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(StoredFile._meta.get_field("file"), "storage", storage)
    for command in ("backup", "restore"):
        monkeypatch.setattr(f"portal.home.management.commands.{command}.default_storage", storage)
    stored = files.image(make.draft()).stored
    call_command("backup", tmp_path / "one")
    assert "files kept in" in capsys.readouterr().out
    call_command("restore", tmp_path / "one", "--check")
    assert "Whole: " in capsys.readouterr().out
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", tmp_path / "one")
    storage.delete(stored.file.name)
    with pytest.raises(CommandError, match=f"rows name 1 files that are not in the storage, first {stored.file.name}"):
        call_command("backup", tmp_path / "two")


def test_programs_that_are_too_old_are_not_used(here, storage, tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "_version", lambda path: 9)
    with pytest.raises(BackupError, match="Install the client programs"):
        backup.write(tmp_path / "backup", database=here, storage=storage, now=NOW)


def test_what_a_program_says_is_told(here):
    with pytest.raises(BackupError, match="pg_restore failed"):
        here.run("pg_restore", "--dbname=x", "no such file")


def test_a_file_that_is_removed_meanwhile_breaks_nothing_off(here, storage, tmp_path):
    class Emptied(FileSystemStorage):
        """The file goes between the moment it is listed and the moment it is copied."""

        def listdir(self, path):
            folders, names = super().listdir(path)
            return folders, [*names, "borte.png"] if not path else names

    storage.save("bliver.png", ContentFile(b"x"))
    manifest = backup.write(tmp_path / "b", database=here, storage=Emptied(location=storage.location), now=NOW)
    assert list(manifest["files"]) == ["bliver.png"]
    assert backup.check(tmp_path / "b") == manifest
