"""What every page must hold, whatever it shows."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

_UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_DATA = {"application/json", "application/ld+json"}


def check_page(html: str | bytes) -> None:
    """Assert one h1, no skipped heading level, a language, labelled fields, images with alt, unique ids and nothing inline.

    Nothing inline: no style, script or event handler, which the content security policy would block.
    """
    page = _Page()
    page.feed(html.decode() if isinstance(html, bytes) else html)
    page.close()
    faults = page.faults()
    assert not faults, "\n".join(faults)


@dataclass
class _Field:
    text: str
    id: str
    is_named: bool


@dataclass
class _Page(HTMLParser):
    lang: str = ""
    title: str = ""
    headings: list[int] = field(default_factory=list)
    ids: Counter = field(default_factory=Counter)
    labels: set[str] = field(default_factory=set)
    fields: list[_Field] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = found.get("lang", "")
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(int(tag[1]))
        if "id" in found:
            self.ids[found["id"]] += 1
        if tag == "label" and "for" in found:
            self.labels.add(found["for"])
        self._note_field(tag, found)
        self._note_inline(tag, found)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.title += data

    def _note_field(self, tag: str, found: dict[str, str]) -> None:
        if tag in {"select", "textarea"} or (tag == "input" and found.get("type", "text") not in _UNLABELLED):
            is_named = "label" in self.open or any(found.get(name) for name in ("aria-label", "aria-labelledby"))
            self.fields.append(_Field(self.get_starttag_text() or tag, found.get("id", ""), is_named))

    def _note_inline(self, tag: str, found: dict[str, str]) -> None:
        is_code = tag == "script" and "src" not in found and found.get("type") not in _DATA
        handlers = any(name.startswith(("on", "hx-on")) or name == "style" for name in found)
        address = any(found.get(name, "").startswith(("javascript:", "data:")) for name in ("href", "src", "action"))
        if tag == "style" or is_code or handlers or address:
            self.inline.append(self.get_starttag_text() or tag)
        if tag == "img" and "alt" not in found:
            self.inline.append(f"without alt: {self.get_starttag_text()}")

    def faults(self) -> list[str]:
        found = [f"inline or without alt: {text}" for text in self.inline]
        found += [f"id used {times} times: {name}" for name, times in self.ids.items() if times > 1]
        found += [f"no label: {each.text}" for each in self.fields if not each.is_named and each.id not in self.labels]
        if not self.lang:
            found.append("no lang on html")
        if not self.title.strip(" ·\n"):
            found.append("no title")
        if self.headings.count(1) != 1:
            found.append(f"{self.headings.count(1)} h1")
        if any(level > before + 1 for before, level in zip([0, *self.headings], self.headings, strict=False)):
            found.append(f"heading level skipped: {self.headings}")
        return found
