"""Kombu's filesystem transport, mended: it writes a message where a worker may read it half-written, and the worker dies of that."""

import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: Any, message: Any, **kwargs: Any) -> None:
        """Write the message under a name that nobody reads, and give it its real one when it is whole."""
        folder = Path(self.data_folder_out)
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        unfinished = folder / f".{name}.unfinished"
        try:
            unfinished.write_text(dumps(message), encoding="utf-8")
            unfinished.replace(folder / name)
        except OSError as error:
            raise ChannelError(f"Cannot add {name} to {folder}: {error}") from error


class Transport(filesystem.Transport):
    Channel = Channel
