"""The codes of an authenticator app, for tests that sign in with one."""

import time
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth


def stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes are judged at this one moment: a code holds for its own half minute alone, and a slow test may cross into the next."""
    now = time.time()
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: now))


def code_now(secret: str) -> str:
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    return auth.format_hotp_value(auth.hotp_value(secret, counter))
