from queue import Empty
from threading import Event, Thread

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError

from portal import broker
from portal.celery import app

MESSAGES = 300


@pytest.fixture
def channel(tmp_path):
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path / "control")}
    with Connection("filesystem://localhost", transport_options=options) as connection:
        yield connection.default_channel


def test_the_portal_uses_the_mended_transport(channel):
    assert isinstance(channel, broker.Channel)
    assert app.conf.broker_url


def test_a_reader_that_never_rests_meets_only_whole_messages(channel):
    """Kombu's own transport gives it an empty message now and then, and the worker dies of that."""
    over, got = Event(), []

    def read() -> None:
        while len(got) < MESSAGES and not over.is_set():
            try:
                got.append(channel._get("celery"))
            except Empty:
                continue

    reader = Thread(target=read)
    reader.start()
    for number in range(MESSAGES):
        channel._put("celery", {"number": number, "body": "x" * 2000})
    reader.join(timeout=60)
    over.set()
    assert sorted(message["number"] for message in got) == list(range(MESSAGES))


def test_a_folder_that_takes_nothing_is_said(channel, tmp_path, monkeypatch):
    monkeypatch.setattr(type(tmp_path), "replace", lambda self, target: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(ChannelError, match="No space left"):
        channel._put("celery", {})
    assert list(tmp_path.glob("*.msg")) == []
