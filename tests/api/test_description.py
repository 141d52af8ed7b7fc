"""The API against its own description: schemathesis asks what it allows and what it doesn't, in the process, the same questions each time."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from portal.home.api import reading
from tests.factories import catalogues, places
from tests.factories import trials as make

pytestmark = pytest.mark.django_db
EXAMPLES = 30
# As the description writes them.
ADDRESSES = ["/" + str(address.pattern).replace("<slug:slug>", "{slug}") for address in reading]


@pytest.fixture
def described(settings):
    settings.API_RATE = 1_000_000
    here = places.municipality("Egsted")
    make.published(at=places.school(at=here), area=places.focus_area(here))
    places.network(here)
    catalogues.published(here)
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


def test_every_address_is_described(described):
    assert sorted(operation.ok().path for operation in described.get_all_operations()) == sorted(ADDRESSES)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not allowed"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_api_is_as_it_is_described(described, address, mode):
    operation = described[address]["GET"]

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case):
        case.call_and_validate()

    asked()
