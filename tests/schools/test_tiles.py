"""The map of tiles: all 98 municipalities, each on its own square, with neighbours that are neighbours."""

import csv

import pytest

from schools.services import SOURCE
from schools.tiles import positions


def by_name() -> dict:
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        return {line["navn"]: positions()[line["kommunekode"]] for line in csv.DictReader(lines)}


def test_every_municipality_has_a_square_of_its_own():
    placed = by_name()

    assert len(placed) == len(positions()) == 98
    assert len({(place.row, place.column) for place in placed.values()}) == 98
    assert len({place.letters for place in placed.values()}) == 98


def test_the_map_is_narrow_enough_for_a_phone():
    """At 360 px a square is more than 20 px wide."""
    assert {place.column for place in positions().values()} == set(range(15))
    assert min(place.row for place in positions().values()) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hjørring", "Frederikshavn"),
        ("Esbjerg", "Fanø"),
        ("Herning", "Ikast-Brande"),
        ("Aarhus", "Skanderborg"),
        ("Vejle", "Fredericia"),
        ("Kolding", "Haderslev"),
        ("Odense", "Nyborg"),
        ("København", "Frederiksberg"),
        ("Gladsaxe", "Gentofte"),
        ("Køge", "Stevns"),
        ("Lolland", "Guldborgsund"),
    ],
)
def test_neighbours_stand_side_by_side(one, other):
    here, there = by_name()[one], by_name()[other]
    assert abs(here.row - there.row) + abs(here.column - there.column) == 1


@pytest.mark.parametrize("island", ["Bornholm", "Læsø", "Samsø", "Ærø", "Langeland"])
def test_islands_have_water_around_them(island):
    here = by_name()[island]
    beside = [
        name for name, there in by_name().items() if name != island and abs(here.row - there.row) + abs(here.column - there.column) == 1
    ]
    assert beside == []


@pytest.mark.parametrize(
    ("north", "south"),
    [
        ("Hjørring", "Aalborg"),
        ("Aalborg", "Aarhus"),
        ("Aarhus", "Vejle"),
        ("Vejle", "Aabenraa"),
        ("Helsingør", "København"),
        ("Køge", "Lolland"),
    ],
)
def test_north_is_up(north, south):
    assert by_name()[north].row < by_name()[south].row


@pytest.mark.parametrize(
    ("west", "east"),
    [("Thisted", "Aalborg"), ("Esbjerg", "Odense"), ("Odense", "Slagelse"), ("Slagelse", "København"), ("København", "Bornholm")],
)
def test_west_is_left(west, east):
    assert by_name()[west].column <= by_name()[east].column
