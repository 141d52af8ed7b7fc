"""How often the same person or address may do something, counted in the cache that all web processes share."""

import time
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

_MINUTE = 60


class TooOften(Exception):
    """Somebody has asked for it as often as may be; its words say so on a page, and what to do."""


def check(what: str, who: str, most: int, words: str) -> None:
    """Count once more, and raise TooOften with these words when it is more than `most` in this minute. None at all is no limit."""
    if most and count(what, who, time.time()) > most:
        raise TooOften(words)


def count(what: str, who: str, at: float) -> int:
    """Count once more, and say how many times `who` has done `what` in the minute of `at`. `who` is kept as a keyed hash, two minutes."""
    key = f"{what}:{int(at // _MINUTE)}:{salted_hmac('portal.limits', who, algorithm='sha256').hexdigest()}"
    try:
        return cache.incr(key)
    except RedisError:  # what is away limits nobody, and /healthz says so
        return 0
    except ValueError:  # the first time
        return 1 if cache.add(key, 1, timeout=2 * _MINUTE) else count(what, who, at)


def wait(at: float) -> float:
    """Seconds until the next minute begins."""
    return _MINUTE - at % _MINUTE


class LimitsMiddleware:
    """Answers TooOften, wherever it was raised."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TooOften):
            return None
        response = render(request, "429.html", {"words": str(exception)}, status=429)
        response["Retry-After"] = str(int(wait(time.time())) + 1)
        return response
