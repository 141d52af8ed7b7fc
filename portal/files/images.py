"""Pictures are read and written anew: turned the right way up, made smaller, and without place, time or camera."""

import io
import struct
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageFile, ImageOps

from portal.files.choices import JPEG, LONGEST_SIDE, PNG, WEBP, WIDTHS, FileType
from portal.files.refusal import BadFile

_FORMATS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP"}
_OPTIONS: dict[FileType, dict] = {
    PNG: {"optimize": True},
    JPEG: {"quality": 86, "progressive": True, "optimize": True},
    WEBP: {"quality": 86, "method": 4},
}
# More than any telephone takes in its usual setting; opening one takes at most some 200 MB.
_MOST_PIXELS = 64_000_000
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)
_TOO_MANY_PIXELS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Picture:
    content: bytes
    width: int
    height: int


def re_encode(content: bytes, kind: FileType) -> Picture:
    """Return the picture with at most LONGEST_SIDE pixels on a side and with nothing in the file but pixels."""
    # WeasyPrint, once loaded in the process, has Pillow fill what is missing with grey.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise _too_many_pixels()
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image)
            return _written(_in_plain_colours(upright, kind), kind)
    except _TOO_MANY_PIXELS as error:
        raise _too_many_pixels() from error
    except _BROKEN as error:
        raise BadFile(_("Billedet er beskadiget og kan ikke åbnes."), _("Gem det igen som JPEG eller PNG, og vælg det på ny.")) from error


def smaller_copies(picture: bytes, kind: FileType) -> dict[int, bytes]:
    """Return the picture in each of WIDTHS that is narrower than it is itself."""
    copies = {}
    with Image.open(io.BytesIO(picture), formats=[_FORMATS[kind]]) as image:
        for width in sorted((width for width in WIDTHS if width < image.width), reverse=True):
            image.thumbnail((width, image.height))
            copies[width] = _written(image, kind).content
    return copies


def _too_many_pixels() -> BadFile:
    return BadFile(_("Billedet har flere billedpunkter, end vi kan tage imod."), _("Gem det i en mindre udgave, og vælg det igen."))


def _in_plain_colours(image: Image.Image, kind: FileType) -> Image.Image:
    """Grey or RGB in the web's own colours, with transparency where the format has it; nothing else is carried along."""
    image = _in_srgb(image)
    see_through = kind is not JPEG and image.has_transparency_data
    mode = "RGBA" if see_through else "L" if image.mode == "L" and kind is not WEBP else "RGB"
    plain = image.convert(mode)
    plain.info = {}
    return plain


def _in_srgb(image: Image.Image) -> Image.Image:
    """Telephones and scanners have colour profiles of their own; without them the colours must be translated."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK"}:
        return image
    try:
        return ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except ImageCms.PyCMSError:
        return image


def _written(image: Image.Image, kind: FileType) -> Picture:
    target = io.BytesIO()
    image.save(target, _FORMATS[kind], **_OPTIONS[kind])
    return Picture(target.getvalue(), image.width, image.height)
