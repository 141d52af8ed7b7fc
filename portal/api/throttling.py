"""How often one address may ask."""

import time

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

_MINUTE = 60


class PerMinute(BaseThrottle):
    """`API_RATE` questions a minute from one address, counted in the cache that all web processes share. The address itself is not kept."""

    def allow_request(self, request: Request, view: object) -> bool:
        minute = int(time.time() // _MINUTE)
        key = f"api:{minute}:{salted_hmac('portal.api', self.get_ident(request), algorithm='sha256').hexdigest()}"
        cache.add(key, 0, timeout=2 * _MINUTE)
        try:
            return cache.incr(key) <= settings.API_RATE
        except ValueError:  # thrown out of a full cache in between
            return True

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return _MINUTE - time.time() % _MINUTE
