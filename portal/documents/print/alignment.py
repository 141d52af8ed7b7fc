"""Brings section headings back to the line grid after a table, a chart or a picture.

Done on the finished boxes of a page: each section that starts off the grid is moved by at most half a line, and what follows on
the page moves with it. A second layout of the whole book would give the same page for twice the time.
"""

from typing import Any

PX = 96 / 72  # WeasyPrint measures in CSS pixels
LINE = 14 * PX
_NEAR = 0.05 * PX
# What `settle` asks of a page, and the lines that it puts above a section at most.
_HALF_FULL, _MOST_LINES = 0.45, 4


def align(page_box: Any) -> None:
    """Move the sections of one laid-out page to the grid, as far as there is room above the foot of the page."""
    sections = [box for box in _sections(page_box) if _starts_here(box)]
    if not sections:
        return
    top, bottom = page_box.content_box_y(), page_box.content_box_y() + page_box.height
    room = bottom - max(foot(section) for section in sections)
    for position, section in enumerate(sections):
        heading = section.children[0]
        step = _to_grid(heading.content_box_y() - top, room)
        if abs(step) < _NEAR:
            continue
        for following in sections[position:]:
            _move(following, step)
        room -= step


def settle(page_box: Any) -> None:
    """Let the last page of a trial action end at its foot: the lessons stand there, and the sections above share some of the air.

    Only where the page is about half full already; on a page that is mostly empty the lessons would stand alone.
    """
    blocks = _in_flow(page_box)
    if not blocks or "lessons" not in _classes(blocks[-1]) or filled(page_box) < _HALF_FULL:
        return
    lines = int((page_box.content_box_y() + page_box.height - foot(blocks[-1]) + _NEAR) // LINE)
    between = [block for block in blocks[1:-1] if block.element_tag == "section" and _starts_here(block)]
    shared = min(_MOST_LINES, lines // (len(between) + 1))
    for block in between:
        for following in blocks[blocks.index(block) :]:
            _move(following, shared * LINE)
    _move(blocks[-1], (lines - shared * len(between)) * LINE)


def _classes(box: Any) -> list[str]:
    return (box.element.get("class") or "").split() if box.element is not None else []


def _move(box: Any, step: float) -> None:
    """Move a box with all that is in it, and the backgrounds, whose places WeasyPrint has already worked out."""
    box.translate(0, step)
    for inner in box.descendants():
        if background := getattr(inner, "background", None):
            inner.background = background._replace(layers=[_moved(layer, step) for layer in background.layers])


def _moved(layer: Any, step: float) -> Any:
    return layer._replace(
        painting_area=_lower(layer.painting_area, step),
        positioning_area=layer.positioning_area if layer.positioning_area == "unused" else _lower(layer.positioning_area, step),
        clipped_boxes=[_lower(clipped, step) for clipped in layer.clipped_boxes],
    )


def _lower(area: Any, step: float) -> tuple[Any, ...]:
    """An area begins with its x and y."""
    x, y, *rest = area
    return (x, y + step, *rest)


def filled(page_box: Any) -> float:
    """Return how much of the page's text block is taken, from 0 to 1."""
    lowest = max((foot(box) for box in _in_flow(page_box)), default=page_box.content_box_y())
    return min(1.0, max(0.0, (lowest - page_box.content_box_y()) / page_box.height))


def foot(box: Any) -> float:
    return box.position_y + box.margin_height()


def _to_grid(offset: float, room: float) -> float:
    """Return the shortest move to a line; upwards where downwards would run over the foot of the page."""
    below = -offset % LINE
    above = below - LINE
    if below <= LINE / 2 and below <= room:
        return below
    if above >= -LINE / 2 - _NEAR:
        return above
    return 0.0


def _sections(page_box: Any) -> list[Any]:
    return [box for box in _in_flow(page_box) if box.element_tag == "section"]


def _starts_here(section: Any) -> bool:
    """A section that goes on from the page before has no heading of its own here."""
    first = next(iter(getattr(section, "children", ())), None)
    return first is not None and "section" in _classes(first)


def _in_flow(page_box: Any) -> list[Any]:
    """The blocks that stand under each other: the children of the article, or of the body."""
    box = page_box
    for tag in ("html", "body", "article"):
        inner = [child for child in box.children if child.element_tag == tag]
        if not inner:
            break
        box = inner[0]
    return [child for child in box.children if child.element_tag and not child.element_tag.startswith("@")]
