"""As in production where it counts: a pool of connections. Whoever asks is let in without a code, and as often as they like."""

from portal.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
SECOND_FACTOR_REQUIRED = False
API_RATE = FILE_RATE = 1_000_000
DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8}}  # noqa: F405
LOGGING["root"]["level"] = "ERROR"  # noqa: F405
