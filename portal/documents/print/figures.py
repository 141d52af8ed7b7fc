"""The eight figures and colours of the focus areas (design/web), drawn as SVG for paper.

A figure is drawn in named slots, so that one drawing serves as key, as white mark on colour and as tile on a cover.
Everything here is decoration: it becomes CSS background, never an image with a text.
"""

from dataclasses import dataclass

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
INK, INK_SOFT, ACCENT, ACCENT_DARK, GOLD = "#231f27", "#5a5460", "#5a1f4e", "#42153a", "#e8b23f"
WHITE = "#ffffff"
STRIPE = 14
MARK_WIDTH, MARK_HEIGHT, MARK_TOP, MARK_STEP = 20, 70, 182, 70
BAND = 154


@dataclass(frozen=True)
class Colours:
    """One focus area's family: `strong` carries text, `shape` only figures, `tint` is ground; `first` and `second` accompany them."""

    strong: str
    shape: str
    tint: str
    first: str
    second: str


COLOURS = {
    1: Colours("#1d5a94", "#5b9bd0", "#e6f0f8", "#e8b23f", "#e389a8"),
    2: Colours("#2b6a3b", "#6fb07c", "#e7f2e8", "#e8b23f", "#5b9bd0"),
    3: Colours("#855600", "#e8b23f", "#fbf1dc", "#e07f5f", "#5b9bd0"),
    4: Colours("#a83a22", "#e07f5f", "#fbeae4", "#e8b23f", "#5b9bd0"),
    5: Colours("#0e6669", "#4daba8", "#e2f2f1", "#e8b23f", "#e07f5f"),
    6: Colours("#a82a5c", "#e389a8", "#fbe9f0", "#e8b23f", "#4daba8"),
    7: Colours("#4f5a12", "#a9b04a", "#f1f3dd", "#e07f5f", "#4daba8"),
    8: Colours("#5247a0", "#9a90d6", "#eeecf9", "#e8b23f", "#e389a8"),
}
AREA_NUMBERS = tuple(COLOURS)

# On a square of 96, in slots: g ground, s shape, d strong, a first companion, b second companion, w white.
_DOTS = (
    *((12, 12, "a"), (12, 36, "s"), (12, 60, "s"), (12, 84, "s"), (36, 12, "s"), (36, 36, "s"), (36, 60, "D"), (36, 84, "s")),
    *((60, 12, "s"), (60, 36, "D"), (60, 60, "s"), (60, 84, "a"), (84, 12, "s"), (84, 36, "a"), (84, 60, "s"), (84, 84, "s")),
)
_FIGURES = {
    1: '<circle cx="27.6" cy="48" r="34.6" fill="{s}"/><circle cx="68.4" cy="48" r="34.6" fill="{a}"/>'
    '<path d="M48 20.1A34.6 34.6 0 0 1 48 75.9A34.6 34.6 0 0 1 48 20.1Z" fill="{d}"/>',
    2: '<path d="M0 48L48 48A48 48 0 0 0 0 0Z" fill="{s}"/><rect y="72" width="48" height="24" fill="{s}"/>'
    '<rect x="48" width="48" height="48" fill="{d}"/><path d="M96 48L48 48A48 48 0 0 1 96 0Z" fill="{a}"/>'
    '<path d="M48 96L96 96A48 48 0 0 0 48 48Z" fill="{b}"/>',
    3: '<path d="M0 96V18.05A92.2 92.2 0 0 1 96 18.05V96Z" fill="{s}"/><path d="M0 96V40.06A73.7 73.7 0 0 1 96 40.06V96Z" fill="{g}"/>'
    '<path d="M0 96V68.53A55.3 55.3 0 0 1 96 68.53V96Z" fill="{d}"/><path d="M11.1 96A36.9 36.9 0 0 1 84.9 96Z" fill="{g}"/>'
    '<path d="M29.6 96A18.4 18.4 0 0 1 66.4 96Z" fill="{a}"/>',
    4: '<path d="M47.2 7.7A40.3 40.3 0 0 0 47.2 88.3Z" fill="{s}"/><path d="M48.8 15.7A40.3 40.3 0 0 1 48.8 96Z" fill="{d}"/>'
    '<circle cx="66.5" cy="60" r="8.1" fill="{a}"/>',
    5: '<circle cx="48" cy="48" r="40.3" fill="{s}"/><circle cx="33.5" cy="56.9" r="18.5" fill="{d}"/>'
    '<circle cx="64.9" cy="62.5" r="11.3" fill="{a}"/><circle cx="56.1" cy="31.1" r="13.7" fill="{w}"/>',
    6: "".join(f'<circle cx="{x}" cy="{y}" r="{10.6 if slot == "D" else 6.2}" fill="{{{slot.lower()}}}"/>' for x, y, slot in _DOTS),
    7: '<path d="M24 0L48 24L24 48L0 24Z" fill="{s}"/><path d="M72 0L96 24L72 48L48 24Z" fill="{a}"/>'
    '<path d="M24 48L48 72L24 96L0 72Z" fill="{s}"/><path d="M72 48L96 72L72 96L48 72Z" fill="{w}"/>'
    '<path d="M72 48V96L48 72Z" fill="{a}"/><path d="M24 48V96L0 72Z" fill="{d}"/>',
    8: '<path d="M3.1 82.6A44.9 44.9 0 0 1 92.9 82.6Z" fill="{s}"/><path d="M20.1 82.6A27.9 27.9 0 0 1 75.9 82.6Z" fill="{g}"/>'
    '<path d="M34.5 82.6A13.5 13.5 0 0 1 61.5 82.6Z" fill="{a}"/><rect y="82.6" width="96" height="4.8" fill="{d}"/>',
}
# In one colour some slots must stay open, or the figure closes into a blot.
_OPEN_IN_MARK = {1: "dg", 2: "g", 3: "g", 4: "ga", 5: "gdaw", 6: "g", 7: "gd", 8: "g"}


def svg(body: str, width: float, height: float, *, stretch: bool = False) -> str:
    ratio = ' preserveAspectRatio="none"' if stretch else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"{ratio}>{body}</svg>'


def figure(number: int, *, ground: bool = True) -> str:
    """Return the figure of a focus area in its own colours on a square of 96."""
    colours = COLOURS[number]
    slots = {"g": colours.tint, "s": colours.shape, "d": colours.strong, "a": colours.first, "b": colours.second, "w": WHITE}
    return tile(number, slots) if ground else _FIGURES[number].format(**slots)


def tile(number: int, slots: dict[str, str]) -> str:
    """Return the figure on a square of 96 that is filled with its ground, slightly larger so that tiles leave no hairline between them."""
    return f'<rect x="-.3" y="-.3" width="96.6" height="96.6" fill="{slots["g"]}"/>' + _FIGURES[number].format(**slots)


def mark(number: int, *, on: str, colour: str = WHITE) -> str:
    """Return the figure in one colour, for places of a few millimetres."""
    return _FIGURES[number].format(**{slot: on if slot in _OPEN_IN_MARK[number] else colour for slot in "gsdabw"})


def key(number: int) -> str:
    return svg(figure(number), 96, 96)


def band(number: int) -> str:
    """The square at the end of a title band."""
    return svg(f'<g transform="scale({BAND / 96:.5f})">{figure(number)}</g>', BAND, BAND)


def unmarked() -> str:
    """The stripe of a page whose trial action has no focus area: in the colours it borrows, but without the area's thumb mark."""
    return svg(f'<rect width="{PAGE_WIDTH}" height="{STRIPE}" fill="{COLOURS[1].strong}"/>', PAGE_WIDTH, PAGE_HEIGHT)


def furniture(number: int, side: str) -> str:
    """A page's stripe at the top and its thumb mark in the outer margin, lower for each focus area."""
    strong = COLOURS[number].strong
    left = 0 if side == "left" else PAGE_WIDTH - MARK_WIDTH
    top = MARK_TOP + (number - 1) * MARK_STEP
    return svg(
        f'<rect width="{PAGE_WIDTH}" height="{STRIPE}" fill="{strong}"/>'
        f'<rect x="{left:.2f}" y="{top}" width="{MARK_WIDTH}" height="{MARK_HEIGHT}" fill="{strong}"/>'
        f'<g transform="translate({left + 4:.2f} {top + 10}) scale(0.125)">{mark(number, on=strong)}</g>'
        f'<text x="{left + MARK_WIDTH / 2:.2f}" y="{top + 58}" font-family="IBM Plex Sans" font-weight="700" font-size="13" '
        f'text-anchor="middle" fill="{WHITE}">{number}</text>',
        PAGE_WIDTH,
        PAGE_HEIGHT,
    )


def facing(number: int) -> str:
    """A whole page of the area's figure, for the page that would be empty beside a trial action of an odd number of pages."""
    size = PAGE_WIDTH / 3
    colours = COLOURS[number]
    quiet = {"g": colours.tint, "s": colours.shape, "d": colours.strong, "a": colours.strong, "b": colours.shape, "w": WHITE}
    strong = {"g": colours.strong, "s": colours.shape, "d": colours.tint, "a": colours.tint, "b": colours.shape, "w": colours.tint}
    tiles = []
    for row in range(4):
        for column in range(3):
            turn = 90 * ((row * 3 + column * 2) % 4) if number in _TURNS else 0
            drawn = tile(number, strong if (row * 3 + column) % 4 == 1 else quiet)
            place = f"translate({column * size:.2f} {row * size:.2f}) scale({size / 96:.5f}) rotate({turn} 48 48)"
            tiles.append(f'<g transform="{place}">{drawn}</g>')
    return svg(f'<rect width="{PAGE_WIDTH}" height="{PAGE_HEIGHT}" fill="{colours.strong}"/>' + "".join(tiles), PAGE_WIDTH, PAGE_HEIGHT)


_TURNS = {2, 3, 4}


def stock() -> dict[str, str]:
    """Return every drawing that any publication may name."""
    drawings = {
        "white.svg": svg(f'<rect width="20" height="14" fill="{WHITE}"/>', 20, 14, stretch=True),
        "page-unmarked.svg": unmarked(),
        "dots.svg": svg(f'<circle cx="2.5" cy="1" r=".65" fill="{INK_SOFT}"/>', 5, 2),
    }
    for number in AREA_NUMBERS:
        drawings[f"key-{number}.svg"] = key(number)
        drawings[f"band-{number}.svg"] = band(number)
        drawings[f"facing-{number}.svg"] = facing(number)
        for side in ("left", "right"):
            drawings[f"page-{number}-{side}.svg"] = furniture(number, side)
    return drawings
