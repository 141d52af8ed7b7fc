import pytest

from portal.celery import app


@pytest.fixture(autouse=True)
def woken(monkeypatch) -> list[tuple[str, int]]:
    """What the broker was asked to do, instead of a broker."""
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(app, "send_task", lambda name, args: asked.append((name.rsplit(".", 1)[1], *args)))
    return asked
