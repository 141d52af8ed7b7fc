from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from schools.models import Municipality, MunicipalityRegion, Region, School
from tests.factories import places

pytestmark = pytest.mark.django_db


def test_the_98_municipalities_are_loaded_once_and_brought_up_to_date(capsys):
    call_command("load_municipalities")
    Municipality.objects.filter(code="0101").update(official_name="Noget andet")
    call_command("load_municipalities")
    assert capsys.readouterr().out.splitlines() == ["98 new municipalities.", "0 new municipalities."]
    assert Municipality.objects.count() == 98
    assert Municipality.objects.get(code="0101").official_name == "Københavns Kommune"


@pytest.mark.parametrize(
    ("code", "name", "slug"),
    [
        ("0101", "Københavns Kommune", "koebenhavn"),
        ("0169", "Høje-Taastrup Kommune", "hoeje-taastrup"),
        ("0400", "Bornholms Regionskommune", "bornholm"),
        ("0480", "Nordfyns Kommune", "nordfyns"),
        ("0492", "Ærø Kommune", "aeroe"),
        ("0580", "Aabenraa Kommune", "aabenraa"),
        ("0810", "Brønderslev Kommune", "broenderslev"),
        ("0820", "Vesthimmerlands Kommune", "vesthimmerlands"),
    ],
)
def test_official_names_and_addresses(code, name, slug):
    call_command("load_municipalities")
    found = Municipality.objects.get(code=code)
    assert (str(found), found.slug) == (name, slug)


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("0101", "Region Hovedstaden", "Region Østdanmark"),
        ("0265", "Region Sjælland", "Region Østdanmark"),
        ("0657", "Region Midtjylland", "Region Midtjylland"),
    ],
)
def test_the_region_depends_on_the_day(code, before, after):
    call_command("load_municipalities")
    of = MunicipalityRegion.objects.filter(municipality__code=code)
    assert of.on(date(2026, 12, 31)).get().region.name == before
    assert of.on(date(2027, 1, 1)).get().region.name == after


def test_regions_carry_their_dates():
    call_command("load_municipalities")
    dates = {region.name: (region.starts_on, region.ends_on) for region in Region.objects.all()}
    assert dates["Region Østdanmark"] == (date(2027, 1, 1), None)
    assert dates["Region Hovedstaden"] == dates["Region Sjælland"] == (None, date(2026, 12, 31))
    assert len(dates) == 6


def test_danish_order_ends_with_ae_oe_aa():
    for name in ["Aalborg", "Østerby", "Zebraby", "Ærøby", "Åby"]:
        places.municipality(name)
    assert [one.name for one in Municipality.objects.in_danish_order()] == ["Zebraby", "Ærøby", "Østerby", "Åby", "Aalborg"]


def test_two_schools_of_one_name_stand_apart_by_municipality():
    first = places.school("Byskolen")
    assert places.school("Byskolen").slug == first.slug
    with pytest.raises(IntegrityError), transaction.atomic():
        places.school("Byskolen", at=first.municipality)


def test_a_school_is_not_its_own_department():
    school = places.school()
    school.parent = school
    with pytest.raises(IntegrityError), transaction.atomic():
        school.save()


def test_a_closed_school_is_left_out_from_its_last_day():
    school = places.school(closed_on=date(2026, 8, 1))
    assert school in School.objects.open_on(date(2026, 7, 31))
    assert school not in School.objects.open_on(date(2026, 8, 1))
