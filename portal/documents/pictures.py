"""Pictures in what documents say: a snapshot keeps them in lists named ”images”, each known by its file."""

from collections.abc import Container
from typing import Any


def without_image(said: Any, path: str, rows: Container[int] = ()) -> Any:
    """The same text, in whatever form it is kept, without one picture: known by its file in a snapshot, by its row in a section's contents."""
    if isinstance(said, list):
        return [without_image(part, path, rows) for part in said]
    if not isinstance(said, dict):
        return said
    return {
        name: [image for image in part if image.get("path") != path and image.get("row") not in rows]
        if name == "images" and isinstance(part, list)
        else without_image(part, path, rows)
        for name, part in said.items()
    }
