"""Asking everything of everybody with what no page would send: make fuzz REQUESTS=10000 [SEED=1]

Built on the table of rights (tests/rights_table.py), so that a new address is asked by itself, and on the forms that the pages hold. What
is looked for: an exception, and words or changes that leak to somebody of another municipality. The same seed asks the same questions.
tests/test_fuzz.py asks some hundred of them in every run of the suite.
"""

import io
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.rights_table import TABLE
from tests.test_rights_matrix import ROLES
from trials.choices import Section
from trials.models import Version

# Stands in drafts of one school; nobody outside its school and administration may ever read it.
SECRET = "ZQXHEMMELIGT"
OUTSIDERS = (
    "visitor",
    "ppr",
    "facilitator",
    "leader_of_another_school",
    "consultant_elsewhere",
    "editor_of_another_partnership",
    "superuser_without_a_role",
)
# The machine's own answer that it is not well: no worker runs here.
MAY_BE_UNWELL = "/healthz"

HOSTILE = (
    "", " ", "0", "-1", "1", "2147483648", "9" * 22, "9" * 5000, "1e309", "NaN", "1,5", "on", "None", "null", "true", "[]", "{}",
    "a\x00b", "a\r\nSet-Cookie: x=1", "\u202e\u2066", "\u2028\u000b", "😀" * 300, "é" * 3000, "x" * 70_000, "<script>alert(1)</script>",
    "javascript:alert(1)", "'; DROP TABLE trials_version; --", "{{ 7*7 }}{% debug %}", "=cmd|'/c calc'!A1", "../../../../etc/passwd",
    "%s%n%d", "0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "32/13/2026", "https://andre.example/", "//andre.example",
    "submitted", "published", "everyone", "head", "da", "xx", "school:1", "municipality:99999", "network:x", "- " * 2000, "**" * 2000,
    "[a](javascript:x)" * 50, "æøå ÆØÅ", "1;2;3",
)  # fmt: skip
QUERIES = (
    "q side fil fokus kommune skole netvaerk aar trin udfald sted vis tabel next email sprog ord handling person fra til nu mod version "
    "opgave raekkefoelge format limit offset page bind emne perspektiv"
).split()
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
# In the frame of every page; they are asked at their own addresses.
FRAME = ("/konto/logout/", "/roller/skift/", "/i18n/setlang/")
PATHS = ("/%00", "/%ff%fe/", "/..%2f..%2fetc/passwd", "//andre.example/", "/proevehandlinger/%F0%9F%98%80/", "/?q=%ff", "/sitemap-proevehandlinger-99999999999999999999.xml", "/x" * 900, "/admin/%0d%0aX: y", "/api/v1/x/")  # fmt: skip


def _zip(*members: tuple[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return written.getvalue()


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
FILES: tuple[tuple[str, bytes], ...] = (
    ("tom.xlsx", b""),
    ("broken.xlsx", b"PK\x03\x04" + b"\x00" * 40),
    ("no-book.xlsx", _zip(("[Content_Types].xml", b"<x"), ("xl/workbook.xml", b"<workbook><sheets>"))),
    (
        "entities.xlsx",
        _zip(("[Content_Types].xml", b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'), ("xl/workbook.xml", b"<a/>")),
    ),
    ("bomb.xlsx", _zip(("[Content_Types].xml", b"0" * 4_000_000), ("xl/workbook.xml", b"0" * 30_000_000))),
    ("broken.docx", _zip(("word/document.xml", b"<w:document"))),
    ("macro.docx", _zip(("[Content_Types].xml", b"<Types/>"), ("word/vbaProject.bin", b"x"), ("word/document.xml", b"<a/>"))),
    ("slash.xlsx", _zip(("../../evil.xml", b"x"))),
    ("deep.json", b"[" * 100_000),
    ("wrong.json", b'{"cases": [1, null, {"title": 5, "schools": "x", "observations": {"a": []}}]}'),
    ("latin.json", '{"title": "Åben dør"}'.encode("latin-1")),
    ("wrong.csv", b"INST_NR;INST_NAVN\n\xff\xfe;;;\n" + b";" * 70_000),
    ("nul.csv", b"INST_NR;INST_NAVN\n1\x00;x\n"),
    ("half.png", PNG),
    ("polyglot.png", PNG + b"<script>alert(1)</script>" + _zip(("a", b"b"))),
    ("pdf-and-zip.pdf", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n" + _zip(("a", b"b"))),
    ("page.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("page.html.jpg", b"<html><script>alert(1)</script>"),
    ("x" * 300 + ".png", PNG),
    ("a\x00b.png", PNG),
)


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page: where it leads, what stands in it, and which of its fields take a file."""

    action: str
    values: dict[str, list[str]]
    files: tuple[str, ...]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.open: Form | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(said.get("action", ""), {}, ()) if said.get("method", "").lower() == "post" else None
            self.found += [self.open] if self.open else []
        elif self.open and tag in {"input", "button", "textarea", "select"} and said.get("name"):
            self._field(tag, said)
        elif self.open and tag == "option" and self.select:
            self.open.values[self.select].append(said.get("value", ""))

    def _field(self, tag: str, said: dict[str, str]) -> None:
        assert self.open
        if said.get("type") == "file":
            at = self.found.index(self.open)
            self.open = self.found[at] = Form(self.open.action, self.open.values, (*self.open.files, said["name"]))
            return
        if said["name"] == "csrfmiddlewaretoken":
            return
        self.open.values.setdefault(said["name"], []).extend([said["value"]] if said.get("value") else [])
        self.select = said["name"] if tag == "select" else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        if tag == "select":
            self.select = ""


def forms_of(page: HttpResponse) -> list[Form]:
    """The forms that a page sends; none where the answer is no page."""
    if page.streaming or "html" not in page.get("Content-Type", ""):
        _let_go(page)
        return []
    parser = _Forms()
    parser.feed(page.content.decode(errors="replace"))
    return parser.found


@dataclass(frozen=True)
class Asked:
    """One request; its `repr` is enough to ask it again."""

    role: str
    method: str
    path: str
    data: Any = None
    content_type: str = ""
    times: int = 1

    def __str__(self) -> str:
        return f"{self.role}: {self.method} {self.path[:200]} {str(self.data)[:600]}"


@dataclass
class Fuzz:
    """The questions of one seed, asked in a world (tests/factories/matrix_world.py). `clients` gives a signed-in client by role."""

    world: SimpleNamespace
    clients: Callable[[str], Client]
    seed: int
    faults: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.addresses = [*_addresses(self.world)]
        self.forms: dict[tuple[str, str], list[Form]] = {}
        self.numbers = [str(number) for number in _numbers(self.world)]

    def run(self, requests: int) -> None:
        while sum(self.statuses.values()) < requests:
            self.ask(self._question())

    def _question(self) -> Asked:
        role = self.random.choice(list(self.world.actors))
        path, is_post, letters = self._path()
        if self.random.random() < 0.6 and (insiders := [known for known, letter in zip(ROLES, letters, strict=False) if letter in ".>"]):
            role = self.random.choice(insiders)
        method = ("POST" if is_post else self.random.choice(("GET", "POST"))) if self.random.random() < 0.9 else self.random.choice(METHODS)
        if method == "POST" and self.random.random() < 0.85 and (form := self._form(role, path)):
            return Asked(
                role,
                "POST",
                path if path.endswith("/gem/") else form.action or path,
                self._filled(form),
                times=self.random.choice((1, 1, 2)),
            )
        if method in {"POST", "PUT", "PATCH"}:
            data, content_type = self._body()
            return Asked(role, method, path, data, content_type)
        return Asked(role, method, self._with_query(path))

    def ask(self, asked: Asked) -> None:
        """Ask in the world as it was built; what the question changed is taken back."""
        client, before = self.clients(asked.role), transaction.savepoint_create()
        stood = self._standing() if asked.role in OUTSIDERS else None
        try:
            for _time in range(asked.times):
                answer = _send(client, asked)
                self.statuses[answer.status_code] += 1
                self._judge(asked, answer)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what was looked for
            self.statuses[500] += 1
            self.faults.append(f"{type(error).__name__}: {str(error)[:300]} — {asked}")
            transaction.savepoint_rollback(before)
            return
        if stood is not None and self._standing() != stood:
            self.faults.append(f"changed by an outsider — {asked}")
        transaction.savepoint_rollback(before)

    def _judge(self, asked: Asked, answer: HttpResponse) -> None:
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        _let_go(answer)
        if answer.status_code >= 500 and not asked.path.startswith(MAY_BE_UNWELL):
            self.faults.append(f"{answer.status_code} — {asked}")
        if asked.role in OUTSIDERS and SECRET.encode() in content:
            self.faults.append(f"told to an outsider — {asked}")

    def _standing(self) -> list[tuple]:
        """What nobody from outside may change."""
        texts = Version.objects.filter(trial__municipality=self.world.here).order_by("pk")
        return list(texts.values_list("pk", "state", "title", "done", "changed_at"))

    # What is asked

    def _path(self) -> tuple[str, bool, str]:
        """An address, whether it is only posted to, and what each role gets there."""
        if self.random.random() < 0.03:
            return self.random.choice(PATHS), False, ""
        name, kwargs, is_post, letters = self.random.choice(self.addresses)
        if kwargs and self.random.random() < 0.3:
            wrong = self.random.choice(list(kwargs))
            kwargs = {**kwargs, wrong: self._other(kwargs[wrong])}
        try:
            return reverse(name, kwargs=kwargs), is_post, letters
        except NoReverseMatch:
            return f"/{quote(str(next(iter(kwargs.values()))))[:200]}/", False, ""

    def _other(self, value: Any) -> Any:
        if isinstance(value, int):
            return self.random.choice([0, 1, 99, 2**31, 2**63, 10**30, *map(int, self.numbers)])
        return self.random.choice(["findes-ikke", "x" * 300, "æøå", *self.numbers])

    def _with_query(self, path: str) -> str:
        if self.random.random() < 0.5:
            return path
        pairs = [f"{self.random.choice(QUERIES)}={quote(self._value()[:4000])}" for _number in range(self.random.randint(1, 4))]
        return f"{path}{'&' if '?' in path else '?'}{'&'.join(pairs)}"

    def _form(self, role: str, path: str) -> Form | None:
        """One of the forms that the page shows to this role."""
        if (role, path) not in self.forms:
            before = transaction.savepoint_create()
            try:
                # What saves while one writes is the form of the page it belongs to.
                found = forms_of(_send(self.clients(role), Asked(role, "GET", path.removesuffix("gem/"))))
            except Exception:  # noqa: BLE001 - it is found when the page itself is asked
                found = []
            transaction.savepoint_rollback(before)
            # An address with nothing but a path of our own: what leads elsewhere is none of ours.
            self.forms[role, path] = [form for form in found if not urlsplit(form.action).netloc and form.action not in FRAME]
        return self.random.choice(self.forms[role, path] or [None])

    def _filled(self, form: Form) -> dict[str, Any]:
        """The form with one to three things wrong, or as it stands."""
        data: dict[str, Any] = {name: self.random.choice(values or [""]) for name, values in form.values.items()}
        for name in form.files:
            if self.random.random() < 0.7:
                file_name, content = self.random.choice(FILES)
                data[name] = SimpleUploadedFile(file_name, content)
        for name in self.random.sample(sorted(data), min(len(data), self.random.randint(0, 3))):
            change = self.random.random()
            if change < 0.15:
                del data[name]
            elif change < 0.3:
                data[name] = [self._value(), self._value()]
            else:
                data[name] = self._value()
        return data

    def _value(self) -> str:
        return self.random.choice(self.numbers) if self.random.random() < 0.3 else self.random.choice(HOSTILE)

    def _body(self) -> tuple[Any, str]:
        """What no browser sends."""
        return self.random.choice(
            (
                (b"title=%ff%fe&x=\xff\xfe", "application/x-www-form-urlencoded"),
                (b"a=" + b"b" * 3_000_000, "application/x-www-form-urlencoded"),
                (b"&".join(b"a=1" for _number in range(6000)), "application/x-www-form-urlencoded"),
                (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
                (b"x", "multipart/form-data"),
                (b"{", "application/json"),
                (b"\x00", "text/plain; charset=utf-7"),
                (f"{self._value()}={self._value()}".encode(), "application/x-www-form-urlencoded"),
            )
        )


def _let_go(answer: HttpResponse) -> None:
    """Close the file of an answer that was not read; closing the answer itself would close the database too."""
    for close in getattr(answer, "_resource_closers", ()):
        close()


def _send(client: Client, asked: Asked) -> HttpResponse:
    if asked.content_type:
        return client.generic(asked.method, asked.path, asked.data, asked.content_type)
    if asked.method == "POST":
        for file in asked.data.values():
            if isinstance(file, SimpleUploadedFile):
                file.seek(0)
        return client.post(asked.path, asked.data)
    return client.generic(asked.method, asked.path)


def _addresses(world: SimpleNamespace) -> Iterator[tuple[str, dict[str, Any], bool, str]]:
    """Every address of the table, the sections of the drafts, and the pages of the account."""
    for name, row in TABLE.items():
        yield name, row.kwargs(world), row.post, row.letters
    for section in Section:
        yield "trials:section", {"pk": world.draft.pk, "section": section.value}, False, TABLE["trials:section"].letters
        yield "trials:autosave", {"pk": world.draft.pk, "section": section.value}, True, TABLE["trials:section"].letters
    for name in (
        "account_login",
        "account_email",
        "account_change_password",
        "account_reset_password",
        "account_reauthenticate",
        "mfa_index",
    ):
        yield name, {}, False, "." * len(ROLES)
    yield "admin:index", {}, False, ""
    yield "account_reset_password_from_key", {"uidb36": "1", "key": "x-y"}, False, "."


def _numbers(world: SimpleNamespace) -> Iterator[int]:
    """The numbers of things of this municipality and of others: what a forged form would name."""
    for thing in vars(world).values():
        if isinstance(number := getattr(thing, "pk", None), int):
            yield number
    for actor in world.actors.values():
        if actor.role:
            yield actor.role.pk
            yield actor.user_id


def hide_secret(world: SimpleNamespace) -> None:
    """Put the words that outsiders must never read into the texts of the school that are not public."""
    hidden = [world.draft, world.submitted, world.to_recall, world.to_approve, world.proposed]
    Version.objects.filter(pk__in=[version.pk for version in hidden]).update(done=SECRET, headline=SECRET, standfirst=SECRET, title=SECRET)
