"""The API against its own description: schemathesis asks what it allows and what it doesn't, in the process, the same questions each time."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from portal.home.api import reading
from tests.factories import catalogues, consortium, homecoming, places
from tests.factories import trials as make

pytestmark = pytest.mark.django_db
EXAMPLES = 15
# As the description writes them.
ADDRESSES = ["/" + str(address.pattern).replace("<slug:slug>", "{slug}") for address in reading]


@pytest.fixture
def _one_connection():
    """A request of a real server closes connections when it begins and ends; here it shares the test's own, as the test client does."""
    signals = [request_started, request_finished]
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def described(settings, _one_connection):
    settings.API_RATE = 1_000_000
    here = places.municipality("Egsted")
    make.published(at=places.school(at=here), area=places.focus_area(here))
    places.network(here)
    catalogues.published(here)
    homecoming.result(consortium.mobility(at=places.school(at=here), state="completed"))
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


def test_every_address_is_described(described):
    assert sorted(operation.ok().path for operation in described.get_all_operations()) == sorted(ADDRESSES)


ASKED = [
    *((address, GenerationMode.POSITIVE) for address in ADDRESSES),
    # A part of an address is always some text: nothing else can be asked there.
    *((address, GenerationMode.NEGATIVE) for address in ADDRESSES if "{" not in address),
]


@pytest.mark.parametrize(("address", "mode"), ASKED, ids=[f"{address} {mode.value}" for address, mode in ASKED])
def test_the_api_is_as_it_is_described(described, address, mode):
    operation = described[address]["GET"]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case):
        case.call_and_validate()

    asked()
