"""What a publication may fetch while it is set: our fonts, our stylesheets, stored images, generated drawings. Nothing else.

Addresses have the form print://font/NAME, print://css/NAME, print://drawing/NAME and print://image/STORAGE-NAME?place=…&of=….
There is no network and no file:// address: text that reaches a template cannot make the worker read anything.
"""

import hashlib
import html
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from django.conf import settings
from django.utils.http import urlencode
from PIL import Image, UnidentifiedImageError

from portal.documents.print import figures

DPI = 200
# The width in points that an image can take; pictures are embedded no larger than that.
PLACES = {"cover": 595.28, "full": 470, "large": 324, "half": 224, "small": 124}
_ADDRESS = re.compile(r'print://(drawing|image)/[^"\')\s]+')
_TYPES = {"css": "text/css", "font": "font/ttf", "drawing": "image/svg+xml"}

OpenImage = Callable[[str], IO[bytes]]


class RefusedAddress(Exception):
    """A document asked for something outside its sources."""


class UnusableImage(Exception):
    """An image that the document needs is missing or cannot be read. `of` names what it belongs to."""

    def __init__(self, name: str, of: str) -> None:
        super().__init__(f"{of}: {name}")
        self.name = name
        self.of = of


def image_address(name: str, *, place: str, of: str) -> str:
    return f"print://image/{quote(name)}?{urlencode({'place': place, 'of': of})}"


def no_images(name: str) -> IO[bytes]:
    raise FileNotFoundError(name)


class Sources:
    """The url fetcher given to WeasyPrint; `response` is its response class, handed in so that it is imported in one place only."""

    _fail_on_errors = True  # WeasyPrint asks for it: what cannot be fetched stops the build instead of leaving a hole

    def __init__(self, *, response: type, drawings: Mapping[str, str], open_image: OpenImage) -> None:
        self._response = response
        self._drawings = {**figures.stock(), **drawings}
        self._open_image = open_image
        self._frame = drawings
        self._digests: dict[str, str] = {}

    def shown_in(self, text: str, *, is_frame: bool) -> Iterator[str]:
        """Say what the drawings and pictures of a part look like: two parts with the same text may name different files.

        The stylesheet names drawings too. Those that are not in stock (a cover) are shown by the frame of a book alone.
        """
        for match in _ADDRESS.finditer(text):
            name = unquote(urlsplit(html.unescape(match[0])).path.lstrip("/"))
            yield self._drawings.get(name, "") if match[1] == "drawing" else self._digest(name, html.unescape(match[0]))
        if is_frame:
            yield from (f"{name} {drawing}" for name, drawing in sorted(self._frame.items()) if name in _named_in_stylesheets())

    def _digest(self, name: str, url: str) -> str:
        if name not in self._digests:
            try:
                with self._open_image(name) as stored:
                    self._digests[name] = hashlib.file_digest(stored, "sha256").hexdigest()
            except OSError as error:
                raise UnusableImage(name, parse_qs(urlsplit(url).query).get("of", [""])[0]) from error
        return self._digests[name]

    def __call__(self, url: str, headers: Any = None) -> Any:
        parts = urlsplit(url)
        if parts.scheme != "print":
            raise RefusedAddress(url)
        name = unquote(parts.path.lstrip("/"))
        if parts.netloc == "image":
            query = parse_qs(parts.query)
            body, kind = self._image(name, query.get("place", ["full"])[0], query.get("of", [""])[0])
        else:
            body, kind = self._own(parts.netloc, name), _TYPES.get(parts.netloc, "")
        return self._response(url, body, {"Content-Type": kind})

    def _own(self, kind: str, name: str) -> bytes:
        if kind == "drawing" and name in self._drawings:
            return self._drawings[name].encode()
        if kind == "css" and Path(name).name == name:
            return (settings.BASE_DIR / "static" / "print" / name).read_bytes()
        if kind == "font" and Path(name).name == name:
            return font(name)
        raise RefusedAddress(f"print://{kind}/{name}")

    def _image(self, name: str, place: str, of: str) -> tuple[bytes, str]:
        try:
            with self._open_image(name) as stored:
                return fitted(stored, PLACES[place])
        except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
            raise UnusableImage(name, of) from error


@lru_cache(maxsize=1)
def _named_in_stylesheets() -> frozenset[str]:
    stylesheets = (settings.BASE_DIR / "static" / "print").rglob("*.css")
    return frozenset(name for path in stylesheets for name in re.findall(r"print://drawing/([\w.-]+)", path.read_text(encoding="utf-8")))


@lru_cache(maxsize=32)
def font(name: str) -> bytes:
    """Return a print font unpacked from WOFF2. Unpacking all eight takes seconds, so the result is kept in DATA_DIR."""
    packed = font_path(name)
    kept = settings.DATA_DIR / "print-fonts" / f"{packed.stem}-{packed.stat().st_size}.ttf"
    if not kept.is_file():
        _keep(kept, _unpacked(packed))
    return kept.read_bytes()


def _unpacked(packed: Path) -> bytes:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    font_file = TTFont(packed)
    font_file.flavor = None
    out = BytesIO()
    font_file.save(out, reorderTables=None)
    return out.getvalue()


def _keep(path: Path, body: bytes) -> None:
    """Write under another name first: another worker may be reading or writing the same font."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        unfinished.write(body)
    Path(unfinished.name).replace(path)


def font_path(name: str) -> Path:
    for folder in settings.PRINT_FONT_DIRS:
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"{name} is in none of PRINT_FONT_DIRS. Run npm ci.")


def fitted(stored: IO[bytes], width: float) -> tuple[bytes, str]:
    """Return the picture at no more than 200 dpi for its place: drawings as PNG, photographs as JPEG."""
    pixels = round(width / 72 * DPI)
    with Image.open(stored) as picture:
        picture.draft("RGB", (pixels, pixels))
        drawn = picture.format == "PNG"
        picture.thumbnail((pixels, pixels * 2), Image.Resampling.LANCZOS)
        flat = _on_white(picture)
    photograph = _encoded(flat, "JPEG", quality=82, optimize=True)
    if drawn:
        drawing = _encoded(flat, "PNG", optimize=True)
        if len(drawing) < 1.5 * len(photograph):
            return drawing, "image/png"
    return photograph, "image/jpeg"


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture.copy()
    layered = picture.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(ground, layered).convert("RGB")


def _encoded(picture: Image.Image, form: str, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()
