"""Files made for tests, good ones and bad ones."""

import io
import zipfile
import zlib

import pikepdf
from PIL import Image

GPS = 0x8825
MAIN = {
    "docx": ("wordprocessingml.document", "word/document.xml"),
    "xlsx": ("spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": ("presentationml.presentation", "ppt/presentation.xml"),
}


def image(kind: str = "PNG", size: tuple[int, int] = (60, 40), colour: str = "teal", mode: str = "RGB", **options) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, colour).save(target, kind, **options)
    return target.getvalue()


def image_with_place(kind: str = "JPEG", size: tuple[int, int] = (60, 40), orientation: int = 1) -> bytes:
    """A picture that tells where and with what it was taken, and which way up it is."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Kameramærke"
    exif.get_ifd(GPS).update({1: "N", 2: (55.0, 40.0, 12.0), 3: "E", 4: (12.0, 34.0, 5.0)})
    options = {"comment": b"Hemmelig kommentar"} if kind == "JPEG" else {}
    return image(kind, size, exif=exif, **options)


def pdf(**changes) -> bytes:
    """A PDF of one empty page; `script`, `launch`, `attached`, `password` and `packed` make it into something else."""
    document = pikepdf.new()
    document.add_blank_page()
    if changes.get("script"):
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    if changes.get("launch"):
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    if changes.get("attached"):
        document.attachments["regneark.xls"] = b"data"
    target = io.BytesIO()
    packed = pikepdf.ObjectStreamMode.generate if changes.get("packed") else pikepdf.ObjectStreamMode.disable
    encryption = pikepdf.Encryption(owner="a", user="b") if changes.get("password") else False
    document.save(target, object_stream_mode=packed, encryption=encryption)
    return target.getvalue()


def pdf_with_a_script_in_disguise() -> bytes:
    """The name /JavaScript spelled so that a plain search misses it; the table's place is moved along."""
    plain = pdf(script=True)
    longer = plain.replace(b"/JavaScript", b"/J#61vaScrip#74")
    table = int(plain.rsplit(b"startxref", 1)[1].split()[0])
    return longer.replace(b"startxref\n%d" % table, b"startxref\n%d" % (table + len(longer) - len(plain)))


def office(kind: str = "docx", *, extra: dict[str, bytes] | None = None, without: tuple[str, ...] = (), macro_type: bool = False) -> bytes:
    family, main = MAIN[kind]
    content_type = f"application/vnd.openxmlformats-officedocument.{family}.main+xml"
    if macro_type:
        content_type = "application/vnd.ms-word.document.macroEnabled.main+xml"
    parts = {
        "[Content_Types].xml": (
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/{main}" ContentType="{content_type}"/></Types>'
        ).encode(),
        main: b'<?xml version="1.0"?><root/>',
        **(extra or {}),
    }
    return archive({name: content for name, content in parts.items() if name not in without})


def archive(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


def png_of_claimed_size(width: int, height: int) -> bytes:
    """A PNG whose head promises far more pixels than it holds."""
    good = bytearray(image())
    good[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    good[29:33] = zlib.crc32(bytes(good[12:29])).to_bytes(4, "big")
    return bytes(good)
