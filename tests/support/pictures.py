"""Pictures for uploads, made in the test."""

from pathlib import Path

from PIL import Image


def photo(path: Path, size: tuple[int, int] = (1200, 800)) -> str:
    """Write a small picture and return its path."""
    Image.new("RGB", size, (90, 155, 208)).save(path)
    return str(path)
