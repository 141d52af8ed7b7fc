"""Storing and removing files."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import ProtectedError

from portal.accounts.actor import Actor
from portal.files.checks import Checked
from portal.files.choices import WIDTHS
from portal.files.images import smaller_copies
from portal.files.models import StoredFile
from portal.text.normalise import normalise_line


def store(*, checked: Checked, original_name: str, by: Actor, now: datetime) -> StoredFile:
    """Write a checked upload under a random name, with smaller copies of an image beside it."""
    stored = StoredFile(
        sha256=hashlib.sha256(checked.content).hexdigest(),
        media_type=checked.kind.media_type,
        size=len(checked.content),
        width=checked.width,
        height=checked.height,
        original_name=_plain_name(original_name, checked.kind.extension),
        uploaded_by=by.user,
        uploaded_at=now,
    )
    stored.file.save(f"{secrets.token_hex(16)}.{checked.kind.extension}", ContentFile(checked.content), save=False)
    if checked.kind.is_image:
        for width, copy in smaller_copies(checked.content, checked.kind).items():
            stored.file.storage.save(stored.copy_name(width), ContentFile(copy))
    stored.save()
    return stored


# Asked before a file goes: whether something names it that is no row of the database, such as a snapshot that a book is set from.
_KEEPERS: list[Callable[[str], bool]] = []


def kept_by(keeper: Callable[[str], bool]) -> None:
    """Let a room above have a say in whether a file, by its storage name, must stay."""
    if keeper not in _KEEPERS:
        _KEEPERS.append(keeper)


def is_named(stored: StoredFile) -> bool:
    """Whether something that is no row names the file, so that it must stay."""
    return any(keeps(str(stored.file.name)) for keeps in _KEEPERS)


def remove_if_unused(*, stored: StoredFile) -> bool:
    """Delete the row and, once that is committed, the file, unless something still refers to it or names it. Says whether it went."""
    if is_named(stored):
        return False
    names = [str(stored.file.name), *(stored.copy_name(width) for width in WIDTHS)]
    storage = stored.file.storage
    try:
        with transaction.atomic():
            stored.delete()
    except ProtectedError:
        return False
    transaction.on_commit(partial(_delete_files, storage, names))
    return True


def _delete_files(storage: Storage, names: list[str]) -> None:
    for name in names:
        storage.delete(name)


def _plain_name(name: str, extension: str) -> str:
    """The file's name as people know it, without folders, and with the ending that its content calls for."""
    last = normalise_line(name.replace("\\", "/").rsplit("/", 1)[-1])
    stem = last.rsplit(".", 1)[0].strip(". ") or "fil"
    return f"{stem[:180]}.{extension}"
