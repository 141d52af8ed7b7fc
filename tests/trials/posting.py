"""Posting a page's form as a browser does: with everything that stands in it, changed only where the test says so."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

type Values = dict[str, list[str]]


class _Form(HTMLParser):
    """The controls of the page's main form with what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.values: Values = {}
        self.inside = False
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        if tag == "form":
            self.inside = found.get("method") == "post" and "action" not in found
        elif not self.inside:
            return
        elif tag == "input" and name:
            self._input(name, found)
        elif tag == "textarea":
            self.textarea = name
            self.values[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in found:
            self.values.setdefault(self.select, []).append(found.get("value", ""))

    def _input(self, name: str, found: dict[str, str]) -> None:
        kind = found.get("type", "text")
        if kind == "file" or (kind in {"checkbox", "radio"} and "checked" not in found):
            return
        self.values.setdefault(name, []).append(found.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.values[self.textarea][0] += data.removeprefix("\n") if not self.values[self.textarea][0] else data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.textarea = ""
        elif tag == "select":
            self.select = ""


def standing_in(page: HttpResponse) -> Values:
    """What the form of a page holds."""
    form = _Form()
    form.feed(page.content.decode())
    return form.values


def press(client: Client, url: str, changes: dict[str, Any] | None = None, *, page: HttpResponse | None = None) -> HttpResponse:
    """Open `url` (or take `page` as it was opened before), make the changes, and send."""
    opened = page or client.get(url)
    assert opened.status_code in {200, 409}, opened.status_code
    return client.post(url, {**standing_in(opened), **(changes or {})})
