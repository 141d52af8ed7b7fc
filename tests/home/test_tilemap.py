"""The map of tiles as it is drawn: who is on it, how dark, and where it leads."""

import pytest
from django.urls import reverse

from portal.home.overviews.tilemap import tile_map
from schools.models import Municipality


def municipality(code: str, name: str) -> Municipality:
    return Municipality(code=code, name=name, slug=name.lower())


HERNING, VEJLE = municipality("0657", "Herning"), municipality("0630", "Vejle")


def by_name(drawn):
    return {tile.name: tile for tile in drawn.tiles if tile.name}


def test_the_whole_country_is_drawn_and_only_those_with_something_to_read_lead_on():
    drawn = tile_map([(HERNING, 3)])

    assert len(drawn.tiles) == 98
    assert [tile.url for tile in drawn.tiles if tile.url] == [reverse("home:municipality", args=["herning"])]
    assert not drawn.has_invented


@pytest.mark.parametrize(("number", "shade"), [(0, 0), (1, 1), (5, 2), (6, 3), (10, 4)])
def test_more_is_darker(number, shade):
    drawn = by_name(tile_map([(HERNING, number), (VEJLE, 10)]))

    assert (drawn["Herning"].shade, drawn["Vejle"].shade) == (shade, 4)


@pytest.mark.parametrize("count", [12, 40])
def test_invented_municipalities_get_squares_of_their_own(count):
    """However many there are: first the empty corner, then below the country."""
    invented = [(municipality(f"9{number:03}", f"By{number}"), 1) for number in range(count)]
    drawn = tile_map(invented)

    assert len({(tile.x, tile.y) for tile in drawn.tiles}) == 98 + count
    assert drawn.has_invented
    assert max(tile.x for tile in drawn.tiles) < drawn.width
    assert max(tile.y for tile in drawn.tiles) < drawn.height


def test_an_empty_map_is_a_map():
    assert len(tile_map([]).tiles) == 98
