"""The files to take home, written as small, plain Word and Excel files from attachments.toml."""

import tomllib
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

_HERE = Path(__file__).parent
_MADE_AT = (2026, 1, 1, 0, 0, 0)  # a fixed time, so that the same content gives the same bytes
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_FORMAT = "application/vnd.openxmlformats-officedocument"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def attachment(name: str) -> bytes:
    """Return the file of that name. Unknown names raise KeyError."""
    listed = tomllib.loads((_HERE / "attachments.toml").read_text(encoding="utf-8"))["files"]
    described = {file["name"]: file for file in listed}[name]
    return _docx(described) if name.endswith(".docx") else _xlsx(described)


def _docx(file: dict[str, Any]) -> bytes:
    body = _paragraph(file["title"], "Heading1") + "".join(_block(block) for block in file["blocks"])
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
    main = "word/document.xml"
    return _package(
        main,
        f"{_FORMAT}.wordprocessingml.document.main+xml",
        {main: document, "word/styles.xml": _word_styles()},
        {"word/styles.xml": (f"{_FORMAT}.wordprocessingml.styles+xml", "styles")},
    )


def _block(block: dict[str, Any]) -> str:
    if "h" in block:
        return _paragraph(block["h"], "Heading2")
    if "li" in block:
        return "".join(_paragraph(f"–\u00a0{item}", "ListParagraph") for item in block["li"])
    if "table" in block:
        return _table(block["table"])
    return _paragraph(block["p"])


def _paragraph(text: str, style: str = "Normal") -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'


def _table(rows: list[list[str]]) -> str:
    """A table as wide as the page, with lines; its first row is repeated as a heading."""
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="808080"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = f"<w:tblGrid>{'<w:gridCol/>' * len(rows[0])}</w:tblGrid>"
    lines = "".join(_row(row, heading=number == 0) for number, row in enumerate(rows))
    return f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr>{grid}{lines}</w:tbl>{_paragraph("")}'


def _row(cells: list[str], *, heading: bool) -> str:
    head = "<w:trPr><w:tblHeader/></w:trPr>" if heading else ""
    return f"<w:tr>{head}{''.join(f'<w:tc>{_paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>"


def _word_styles() -> str:
    sizes = [("Normal", "Normal", 22, ""), ("Heading1", "heading 1", 36, "<w:b/>"), ("Heading2", "heading 2", 26, "<w:b/>")]
    sizes.append(("ListParagraph", "List Paragraph", 22, ""))
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"{" w:default=" + chr(34) + "1" + chr(34) if key == "Normal" else ""}>'
        f'<w:name w:val="{name}"/><w:pPr><w:spacing w:after="120"/>{_outline(key)}</w:pPr>'
        f'<w:rPr>{bold}<w:sz w:val="{size}"/><w:lang w:val="da-DK"/></w:rPr></w:style>'
        for key, name, size, bold in sizes
    )
    return f'<w:styles xmlns:w="{_WORD}">{styles}</w:styles>'


def _outline(key: str) -> str:
    if key.startswith("Heading"):
        return f'<w:outlineLvl w:val="{int(key[-1]) - 1}"/>'
    return '<w:ind w:left="284" w:hanging="284"/>' if key == "ListParagraph" else ""


def _xlsx(file: dict[str, Any]) -> bytes:
    sheets = file["sheets"]
    listed = "".join(f'<sheet name="{escape(sheet["name"])}" sheetId="{n}" r:id="rId{n}"/>' for n, sheet in enumerate(sheets, 1))
    workbook = f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
    parts = {f"xl/worksheets/sheet{n}.xml": _worksheet(sheet["rows"]) for n, sheet in enumerate(sheets, 1)}
    linked = dict.fromkeys(parts, (f"{_FORMAT}.spreadsheetml.worksheet+xml", "worksheet"))
    main = "xl/workbook.xml"
    return _package(main, f"{_FORMAT}.spreadsheetml.sheet.main+xml", {main: workbook, **parts}, linked)


def _worksheet(rows: list[list[Any]]) -> str:
    columns = f'<cols><col min="1" max="{len(rows[0])}" width="24" customWidth="1"/></cols>'
    lines = "".join(f'<row r="{r}">{"".join(_cell(value, r, c) for c, value in enumerate(row))}</row>' for r, row in enumerate(rows, 1))
    return f'<worksheet xmlns="{_SHEET}">{columns}<sheetData>{lines}</sheetData></worksheet>'


def _cell(value: str | int, row: int, column: int) -> str:
    place = f"{chr(ord('A') + column)}{row}"
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _package(main: str, main_type: str, parts: dict[str, str], linked: dict[str, tuple[str, str]]) -> bytes:
    """Zip the parts with their content types; `linked` are the parts that the main part refers to, as rId1, rId2 …"""
    folder = main.rsplit("/", 1)[0]
    types = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in _types(main, main_type, linked))
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{types}</Types>',
        "_rels/.rels": _relations([("officeDocument", main)]),
        f"{folder}/_rels/{main.rsplit('/', 1)[1]}.rels": _relations(
            [(relation, name.removeprefix(f"{folder}/")) for name, (_kind, relation) in linked.items()]
        ),
        **parts,
    }
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MADE_AT), _XML + content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _types(main: str, main_type: str, linked: dict[str, tuple[str, str]]) -> Iterable[tuple[str, str]]:
    yield main, main_type
    for name, (kind, _relation) in linked.items():
        yield name, kind


def _relations(targets: list[tuple[str, str]]) -> str:
    links = "".join(f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(targets, 1))
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'
