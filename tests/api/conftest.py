import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _own_cache(settings, request):
    """Questions are counted anew in each test, and beside the database, so that a test can count what the answer itself asks."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}}
    cache.clear()
