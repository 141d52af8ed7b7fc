"""Reads a tagged PDF aloud: the lines a screen reader says of its structure tree, in order, for a person or a test to listen to.

To listen to a book: `python -m tests.support.reading katalog.pdf`.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.support.pdf import Element, read


def spoken(element: Element) -> Iterator[str]:
    """Each heading, list, picture, table, link and paragraph as a line. Words in another language than the book's say which."""
    match element.tag:
        case "H1" | "H2" | "H3" | "H4" | "H5" | "H6":
            yield f"overskrift niveau {element.tag[1]}: {_words(element)}"
        case "L":
            items = [child for child in element.children if child.tag == "LI"]
            yield f"liste med {len(items)} {'punkt' if len(items) == 1 else 'punkter'}"
            for item in items:
                yield from _item(item)
        case "Figure":
            yield f"billede: {element.alt}{_tongue(element)}"
        case "Table":
            yield from _table(element)
        case "Link":
            yield f"link: {_words(element)}"
        case _:
            yield from _mixed(element)


def _mixed(element: Element) -> Iterator[str]:
    """Running words with their links as one line; whatever is a thing of its own as its own lines."""
    line = ""
    for piece in element.pieces:
        if isinstance(piece, str):
            line += piece
        elif piece.tag in ("Span", "NonStruct") and not _things(piece):
            line += piece.text + _tongue(piece)
        elif piece.tag == "Link":
            line += f" [link: {_words(piece)}] "
        else:
            if line.strip():
                yield _tidy(line)
            line = ""
            yield from spoken(piece)
    if line.strip():
        yield _tidy(line)


def _item(item: Element) -> Iterator[str]:
    lines = [line for child in item.children for line in (spoken(child) if child.tag == "L" else _mixed(child))]
    for number, line in enumerate(lines):
        yield f"  – {line}" if number == 0 else f"    {line}"


def _table(table: Element) -> Iterator[str]:
    rows = table.all("TR")
    caption = " ".join(_words(found) for found in table.all("Caption"))
    columns = max((len(row.all("TH", "TD")) for row in rows), default=0)
    yield f"tabel med {columns} kolonner og {len(rows)} rækker: {caption}"
    for row in rows:
        yield "  | " + " | ".join(_words(cell) for cell in row.children if cell.tag in ("TH", "TD"))


def _things(element: Element) -> bool:
    return any(inner.tag not in ("Span", "NonStruct") for inner in element.walk())


def _words(element: Element) -> str:
    return _tidy(element.text) + _tongue(element)


def _tongue(element: Element) -> str:
    tongues = {inner.language for inner in element.walk() if inner.language}
    return f" ({', '.join(sorted(tongues))})" if tongues else ""


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


if __name__ == "__main__":
    print("\n".join(spoken(read(Path(sys.argv[1]).read_bytes()).root)))
