import gc
import uuid

import hypothesis
import pytest
from django.test import Client
from django.utils import translation

from portal.accounts.actor import Actor
from tests.support import database
from trials.finding import rows

# A property is about what comes out. How long one example takes depends on what else the machine does.
hypothesis.settings.register_profile("house", hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    database.start(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    database.stop(config)


# Tests that last: begun last, one of them would keep one processor busy while the other waits.
LONG = (
    "tests/browser/",
    "tests/ground/test_compose",
    "tests/ground/test_several_servers",
    "tests/catalogue/test_odd_input",
    "tests/catalogue/test_printed",
    "tests/home/test_demo_content",
    "tests/trials/test_histories",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what lasts; otherwise the order is as random as before."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    """Files, mails and the broker's messages of a test go to its own folder."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MAIL_DIR = tmp_path / "mail"
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture(autouse=True)
def _own_counts(settings):
    """What is counted in the cache (attempts, requests) is a test's own, also where all testers share one Redis."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What is counted once for as long as nothing changes is counted anew in each test, whatever ran before it."""
    rows._remembered.clear()


@pytest.fixture(autouse=True)
def _danish():
    """Each test begins in Danish: a request in English leaves its language behind in the thread."""
    with translation.override("da"):
        yield


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    """The real hasher is slow on purpose; a test that is about it chooses it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def sign_in(client: Client):
    """Sign a test client in as an actor: the person, acting in the role."""

    def _sign_in(actor: Actor) -> Client:
        client.force_login(actor.user, backend="django.contrib.auth.backends.ModelBackend")
        if actor.role:
            session = client.session
            session["acting_role"] = actor.role.pk
            session.save()
        return client

    return _sign_in
