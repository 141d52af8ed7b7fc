"""Loading reference data."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from portal.text import danish
from schools.models import InstitutionType, Municipality, MunicipalityRegion, Region

SOURCE = Path(__file__).parent / "data" / "kommuner.csv"
TYPES = Path(__file__).parent / "data" / "institutionstyper.csv"
LAST_DAY_OF_THE_OLD, FIRST_DAY_OF_THE_NEW = date(2026, 12, 31), date(2027, 1, 1)
# Region Østdanmark replaces these two; its code is filled in on the admin site when the registers have given it one.
REPLACED = {"1084", "1085"}
EAST = "Region Østdanmark"
# All others are called ”<navn> Kommune”.
OFFICIAL_NAMES = {
    "København": "Københavns Kommune",
    "Bornholm": "Bornholms Regionskommune",
    "Høje Taastrup": "Høje-Taastrup Kommune",
}


@dataclass(frozen=True)
class Row:
    """One line of data/kommuner.csv."""

    code: str
    name: str
    region_code: str
    region_name: str


@transaction.atomic
def load_municipalities() -> int:
    """Load the 98 municipalities with their regions; what is there is brought up to date. Returns how many were new."""
    east, _made = Region.objects.update_or_create(name=EAST, defaults={"starts_on": FIRST_DAY_OF_THE_NEW})
    return sum(_load(row, east) for row in _rows())


def _rows() -> Iterator[Row]:
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            yield Row(line["kommunekode"], line["navn"], line["regionskode_foer_2027"], line["region_foer_2027"])


def _load(row: Row, east: Region) -> bool:
    names = {
        "name": row.name,
        "official_name": OFFICIAL_NAMES.get(row.name, f"{row.name} Kommune"),
        "slug": danish.slug(row.name),
        "is_fictional": False,
    }
    municipality, made = Municipality.objects.update_or_create(code=row.code, defaults=names)
    ends_on = LAST_DAY_OF_THE_OLD if row.region_code in REPLACED else None
    region, _made = Region.objects.update_or_create(code=row.region_code, defaults={"name": row.region_name, "ends_on": ends_on})
    _belongs(municipality, region, None, ends_on)
    if ends_on:
        _belongs(municipality, east, FIRST_DAY_OF_THE_NEW, None)
    return made


def _belongs(municipality: Municipality, region: Region, starts_on: date | None, ends_on: date | None) -> None:
    dates = {"starts_on": starts_on, "ends_on": ends_on}
    MunicipalityRegion.objects.update_or_create(municipality=municipality, region=region, defaults=dates)


@transaction.atomic
def load_institution_types() -> int:
    """Load the usual types of Institutionsregisteret. What is there is left alone: the administration chooses. Returns how many were new."""
    with TYPES.open(encoding="utf-8", newline="") as lines:
        rows = [
            InstitutionType(number=line["nummer"], name=line["navn"], is_school=line["er_skole"] == "ja") for line in csv.DictReader(lines)
        ]
    known = set(InstitutionType.objects.values_list("number", flat=True))
    return len(InstitutionType.objects.bulk_create(row for row in rows if row.number not in known))
