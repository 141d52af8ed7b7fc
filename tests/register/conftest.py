import pytest

from schools.models import Municipality
from schools.services import load_institution_types
from tests.factories import places


@pytest.fixture
def egsted(db) -> Municipality:
    load_institution_types()
    return places.municipality("Egsted")
