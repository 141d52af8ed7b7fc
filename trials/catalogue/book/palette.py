"""The colours that a cover can have. Each is dark enough for white text, and stays so when the book is printed in grey."""

from dataclasses import dataclass

from trials.catalogue.choices import Colour


@dataclass(frozen=True)
class Shade:
    """`front` is the cover's ground, `dark` the back's and that of the deepest tiles. static/print/book.css says the same."""

    front: str
    dark: str


PALETTE = {
    Colour.PLUM: Shade("#5a1f4e", "#42153a"),
    Colour.BLUE: Shade("#17406e", "#102d4e"),
    Colour.PETROL: Shade("#0b4a4f", "#083438"),
    Colour.GREEN: Shade("#1f4d2b", "#15361e"),
    Colour.RUST: Shade("#7a2a18", "#561d10"),
}


def shade(name: str) -> Shade:
    """The shade of that name. A snapshot from before there was a choice, or of a colour that is gone, has the first."""
    return PALETTE.get(name, PALETTE[Colour.PLUM])  # type: ignore[call-overload]
