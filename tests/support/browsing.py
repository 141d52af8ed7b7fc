"""A person with a browser without scripts, over HTTP: cookies, pages and forms. For what runs as processes of its own."""

import http.client
import http.cookiejar
import re
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.trials.posting import standing_in

PATIENCE = 60  # seconds until an answer is given up


@dataclass(frozen=True)
class Answer:
    """What came back after redirects; status 0 where nobody answered."""

    status: int
    url: str
    content: bytes = b""

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.url).path

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    def links(self) -> list[str]:
        """The addresses within the portal that the page leads to, without questions and fragments."""
        return [path for path in re.findall(r'<a\b[^>]*\shref="(/[^"?#]*)', self.text) if not path.startswith("//")]

    def form(self) -> dict[str, list[str]]:
        """What stands in the page's main form."""
        return standing_in(self)


class Person:
    """Someone at `address`, who may go on at another one with the same cookies."""

    def __init__(self, address: str, context: ssl.SSLContext | None = None) -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies, urllib.request.HTTPSHandler(context=context))
        self._token = ""

    def get(self, path: str) -> Answer:
        answer = self._ask(urllib.request.Request(self.address + path))
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text):
            self._token = found[1]
        return answer

    def post(self, path: str, fields: Mapping[str, Any]) -> Answer:
        """Send a form of the page that was opened last, files among it."""
        data = encode_multipart(BOUNDARY, {**fields, "csrfmiddlewaretoken": self._token})
        headers = {"Referer": f"{self.address}/", "Content-Type": MULTIPART_CONTENT}
        return self._ask(urllib.request.Request(self.address + path, data, headers))

    def sign_in(self, email: str, password: str) -> None:
        self.get("/konto/login/")
        arrived = self.post("/konto/login/", {"login": email, "password": password})
        assert arrived.status == 200 and "/konto/login" not in arrived.path, f"{email} was not let in: {arrived.status} {arrived.url}"

    def _ask(self, request: urllib.request.Request) -> Answer:
        request.add_header("Accept-Language", "da")
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return Answer(answer.status, answer.url, answer.read())
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, request.full_url, refusal.read())
        except (OSError, http.client.HTTPException) as broken:
            return Answer(0, request.full_url, str(broken).encode())
