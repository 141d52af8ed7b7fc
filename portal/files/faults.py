"""A storage that does not answer, said in one way: the client of a bucket has faults of its own, which are no OSError."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.core.files.storage import default_storage


@contextmanager
def as_os_errors() -> Iterator[None]:
    """Around a question to the storage, and nothing else: whatever it raises comes out as an OSError."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{type(error).__name__}: {error}") from error


def open_stored(name: str) -> BinaryIO:
    """The file, read whole, so that no fault of the storage comes later. FileNotFoundError when it is gone, OSError when nobody answers."""
    with as_os_errors(), default_storage.open(name) as stored:
        return io.BytesIO(stored.read())
