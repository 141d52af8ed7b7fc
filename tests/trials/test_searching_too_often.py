"""A program that searches all the time is told to wait; people are not."""

from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisIsAway

from portal import limits
from tests.factories import people, places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _twice_a_minute(settings, monkeypatch):
    settings.SEARCH_RATE = 2
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 90.0))


def _search(client, times: int = 3, **more: str) -> list[int]:
    return [client.get(reverse("trials:list"), {"q": "ro"}, **more).status_code for _time in range(times)]


def test_an_address_that_asks_too_often_is_told_to_wait(client):
    assert _search(client) == [200, 200, 429]
    answer = client.get(reverse("trials:list"), {"q": "ro"})
    assert "Vent et minut, og prøv igen" in answer.content.decode()
    assert answer["Retry-After"] == "31"
    assert client.get("/").status_code == 200
    assert _search(client, REMOTE_ADDR="10.0.0.9") == [200, 200, 429]


def test_a_minute_later_it_may_ask_again(client, monkeypatch):
    _search(client)
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 121.0))
    assert _search(client, times=1) == [200]


def test_whoever_is_signed_in_is_not_counted(sign_in):
    assert _search(sign_in(people.actor("contributor", places.school()))) == [200, 200, 200]


def test_without_a_limit_nobody_is(client, settings):
    settings.SEARCH_RATE = 0
    assert _search(client) == [200, 200, 200]


def test_a_redis_that_is_away_stops_nobody(client, monkeypatch):
    def away(*_given):
        raise RedisIsAway("Connection refused")

    monkeypatch.setattr(type(caches["default"]), "incr", away)
    assert _search(client) == [200, 200, 200]
