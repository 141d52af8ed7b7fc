"""How often one address may ask."""

import time

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from portal import limits


class PerMinute(BaseThrottle):
    """`API_RATE` questions a minute from one address, counted in the cache that all web processes share. The address itself is not kept."""

    def allow_request(self, request: Request, view: object) -> bool:
        return limits.count("api", self.get_ident(request), time.time()) <= settings.API_RATE

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return limits.wait(time.time())
