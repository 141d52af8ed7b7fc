"""The cover of an edition: tiles of the focus areas' figures, in proportion to their trial actions, drawn from the edition's seed."""

import random
from collections.abc import Mapping

from portal.documents.print.figures import ACCENT_DARK, AREA_NUMBERS, COLOURS, GOLD, WHITE, Colours, svg, tile

COLUMNS, ROWS = 6, 5
_TILE = 100
_TURNS = {
    1: (0, 90),
    2: (0, 90, 180, 270),
    3: (0, 90, 180, 270),
    4: (0, 90, 180, 270),
    5: (0, 90, 180, 270),
    6: (0, 90),
    7: (0, 90),
    8: (0, 90, 180, 270),
}
_ATTEMPTS = 60

# Stands for the edition's darkest colour until the tiles are drawn.
_DEEP = "deep"

Tile = tuple[int, int, int]  # focus area, colouring, turn


def _tint(c: Colours) -> dict[str, str]:
    return {"g": c.tint, "s": c.shape, "d": c.strong, "a": c.first, "b": c.second, "w": WHITE}


def _strong(c: Colours) -> dict[str, str]:
    return {"g": c.strong, "s": c.shape, "d": c.tint, "a": c.first, "b": c.tint, "w": c.tint}


def _shape(c: Colours) -> dict[str, str]:
    return {"g": c.shape, "s": c.strong, "d": c.tint, "a": c.tint, "b": WHITE, "w": c.tint}


def _deep(c: Colours) -> dict[str, str]:
    return {"g": _DEEP, "s": c.shape, "d": c.tint, "a": c.tint if c.shape == GOLD else c.first, "b": c.second, "w": WHITE}


_COLOURINGS = (_tint, _strong, _shape, _deep, _tint)


def cover(counts: Mapping[int, int], seed: int, deep: str = ACCENT_DARK) -> str:
    """Return the tiles of a cover: each focus area as often as its share of the trial actions, no two equal neighbours.

    `deep` is the ground of the darkest tiles, in the edition's colour.
    """
    return _drawn(_arranged(shares(counts, COLUMNS * ROWS), COLUMNS, ROWS, seed), COLUMNS, ROWS, deep)


def back(counts: Mapping[int, int], seed: int, deep: str = ACCENT_DARK) -> str:
    return _drawn(_arranged(shares(counts, COLUMNS), COLUMNS, 1, seed + 1), COLUMNS, 1, deep)


def shares(counts: Mapping[int, int], tiles: int) -> dict[int, int]:
    """Divide the tiles by largest remainder; an edition without trial actions shows all figures alike."""
    weights = {number: count for number, count in sorted(counts.items()) if count} or dict.fromkeys(AREA_NUMBERS, 1)
    total = sum(weights.values())
    exact = {number: count * tiles / total for number, count in weights.items()}
    divided = {number: int(share) for number, share in exact.items()}
    by_remainder = sorted(exact, key=lambda number: (divided[number] - exact[number], number))
    for number in by_remainder[: tiles - sum(divided.values())]:
        divided[number] += 1
    return {number: share for number, share in divided.items() if share}


def _arranged(share: Mapping[int, int], columns: int, rows: int, seed: int) -> list[Tile]:
    """Place the tiles; try again from the same seed until no figure stands beside itself, or take the best where one area has most of them."""
    chance = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    best: list[int] = []
    fewest = columns * rows * 2
    for _attempt in range(_ATTEMPTS):
        placed = _placed(share, columns, rows, chance)
        meetings = sum(placed[place] == placed[near] for place in range(len(placed)) for near in _before(place, columns))
        if meetings < fewest:
            best, fewest = placed, meetings
        if not meetings:
            break
    return _coloured(best, columns, chance)


def _placed(share: Mapping[int, int], columns: int, rows: int, chance: random.Random) -> list[int]:
    left = dict(share)
    placed: list[int] = []
    for place in range(columns * rows):
        near = {placed[other] for other in _before(place, columns)}
        free = [number for number, count in left.items() if count and number not in near] or [
            number for number, count in left.items() if count
        ]
        chosen = chance.choices(free, [left[number] for number in free])[0]
        left[chosen] -= 1
        placed.append(chosen)
    return placed


def _coloured(placed: list[int], columns: int, chance: random.Random) -> list[Tile]:
    tiles: list[Tile] = []
    for place, number in enumerate(placed):
        near = [tiles[other] for other in _before(place, columns)]
        choices = [(number, colouring, turn) for colouring in range(len(_COLOURINGS)) for turn in _TURNS[number]]
        grounds = {_COLOURINGS[colouring](COLOURS[area])["g"] for area, colouring, _turn in near}
        apart = [choice for choice in choices if _COLOURINGS[choice[1]](COLOURS[number])["g"] not in grounds]
        tiles.append(chance.choice(apart or choices))
    return tiles


def _before(place: int, columns: int) -> list[int]:
    """The neighbours to the left and above, which are placed first."""
    return [near for near in (place - 1 if place % columns else -1, place - columns) if near >= 0]


def _drawn(tiles: list[Tile], columns: int, rows: int, deep: str) -> str:
    scale = _TILE / 96
    pieces = [
        f'<g transform="translate({place % columns * _TILE} {place // columns * _TILE}) scale({scale:.5f}) rotate({turn} 48 48)">'
        f"{tile(number, _COLOURINGS[colouring](COLOURS[number])).replace(_DEEP, deep)}</g>"
        for place, (number, colouring, turn) in enumerate(tiles)
    ]
    return svg("".join(_clipped(piece, place, columns) for place, piece in enumerate(pieces)), columns * _TILE, rows * _TILE)


def _clipped(piece: str, place: int, columns: int) -> str:
    """Keep a figure that reaches beyond its square, such as the arcs, inside its own tile."""
    x, y = place % columns * _TILE, place // columns * _TILE
    return (
        f'<clipPath id="t{place}"><rect x="{x}" y="{y}" width="{_TILE + 0.4}" height="{_TILE + 0.4}"/></clipPath>'
        f'<g clip-path="url(#t{place})">{piece}</g>'
    )
