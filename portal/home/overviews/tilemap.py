"""Our own map of the country: a square per municipality, the darker the more. A list beside it says the same in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count, product

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.home.overviews.tables import shade
from schools.models import Municipality
from schools.tiles import Position, positions

_SIDE, _STEP = 44, 48  # a square, and from one square to the next
_COLUMNS = 15
_BELOW = 15
_RECT = f'<rect x="{{}}" y="{{}}" width="{_SIDE}" height="{_SIDE}" rx="3"/>'
_OUT = f'<g class="tile--out">{_RECT}<text x="{{}}" y="{{}}" text-anchor="middle">{{}}</text></g>'
_THERE = (
    f'<a href="{{}}" tabindex="-1" class="tile tile--{{}}"><title>{{}}: {{}}</title>{_RECT}'
    '<text class="tile__letters" x="{}" y="{}" text-anchor="middle">{}</text>'
    '<text class="tile__number" x="{}" y="{}" text-anchor="middle">{}</text></a>'
)


@dataclass(frozen=True)
class Tile:
    """`shade` is 0 to 4, or -1 for a municipality that takes no part; that one has no `url` and no `name`."""

    x: int
    y: int
    letters: str
    shade: int
    name: str = ""
    number: int = 0
    url: str = ""

    @property
    def svg(self) -> SafeString:
        return _drawn(self)


@lru_cache(maxsize=1_000)
def _drawn(tile: Tile) -> SafeString:
    """As the page draws it. Put together here and remembered, since a map has a hundred of them and they seldom change."""
    middle = tile.x + _SIDE // 2
    if not tile.url:
        return format_html(_OUT, tile.x, tile.y, middle, tile.y + 26, tile.letters)
    place = tile.name, tile.number, tile.x, tile.y
    return format_html(_THERE, tile.url, tile.shade, *place, middle, tile.y + 19, tile.letters, middle, tile.y + 37, tile.number)


@dataclass(frozen=True)
class TileMap:
    tiles: list[Tile]
    width: int
    height: int
    has_invented: bool


def tile_map(counted: Iterable[tuple[Municipality, int]]) -> TileMap:
    """The map of those that take part, each with its number; the others are drawn empty."""
    taking_part = list(counted)
    highest = max((number for _municipality, number in taking_part), default=0)
    placed = list(_placed(taking_part))
    there = {municipality.code for municipality, _number in taking_part}
    others = [_tile(position, -1) for code, position in positions().items() if code not in there]
    tiles = others + [_taking_part(position, municipality, number, highest) for position, municipality, number in placed]
    height = max(tile.y for tile in tiles) + _SIDE
    invented = any(municipality.code not in positions() for municipality, _number in taking_part)
    return TileMap(tiles, _COLUMNS * _STEP - (_STEP - _SIDE), height, invented)


def _placed(taking_part: list[tuple[Municipality, int]]) -> Iterator[tuple[Position, Municipality, int]]:
    """The invented municipalities of a demonstration lie in the empty corner at the upper right, and then below the country."""
    free = chain(product(range(2), range(8, _COLUMNS)), (divmod(at, _COLUMNS) for at in count(_BELOW * _COLUMNS)))
    for municipality, number in taking_part:
        position = positions().get(municipality.code)
        yield position or Position(*next(free), municipality.name[:3]), municipality, number


def _taking_part(position: Position, municipality: Municipality, number: int, highest: int) -> Tile:
    url = reverse("home:municipality", args=[municipality.slug])
    return _tile(position, shade(number, highest), name=municipality.name, number=number, url=url)


def _tile(position: Position, darkness: int, **more) -> Tile:
    return Tile(position.column * _STEP, position.row * _STEP, position.letters, darkness, **more)
