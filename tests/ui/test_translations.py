"""Every Danish text of the portal has an English one that says the same with the same gaps, and pages in English are English throughout."""

import ast
import os
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.pofile import read_po
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from portal.notices.models import Notice
from portal.workflow.log import record
from tests.factories import matrix_world, people, places, trials
from tests.rights_table import TABLE
from tests.test_house_rules import ROOMS, ROOT, shown, tracked
from tests.test_rights_matrix import ROLES
from trials.choices import Section, State
from trials.documents import content_hash

SOURCE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
# A text as gettext knows it: context, the text, and its plural where it has one.
type Key = tuple[str, ...]
GAP = re.compile(r"%\(\w[\w.]*\)[sd]|%[sd%]|\{\w*\}|<[^>]+>")
# What the readers write themselves is Danish in any language; these are words of the test's own world that are also words of the portal.
# ”Her” and ”Læs” are Herning and Læsø on the map of tiles.
OWN_WORDS = {"Dansk", "Udgivet", "Opskrift", "Sendt retur", "sprog", "Her", "Læs"}


def entries(source: Path) -> dict[Key, tuple[str, ...]]:
    """Return the translations of each text: one, or singular and plural."""
    with source.open("rb") as file:
        messages = [message for message in read_po(file, locale="en") if message.id]
    return {(message.context or "", *_several(message.id)): _several(message.string) for message in messages}


def _several(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


ENGLISH = entries(SOURCE)


# The catalogue of texts


def test_every_text_of_templates_and_code_is_translated(tmp_path, monkeypatch, settings):
    """What `make messages` would gather now is what is translated, no more and no less."""
    if not shutil.which("xgettext"):
        assert not os.environ.get("REQUIRE_GETTEXT"), "GNU gettext is missing"
        pytest.skip("GNU gettext is missing")
    for file in [*tracked("templates/**.html", "templates/**.txt"), *_code()]:
        copy = tmp_path / shown(file)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    (tmp_path / "locale").mkdir()
    monkeypatch.chdir(tmp_path)

    call_command("makemessages", locale=["en"], no_location=True, verbosity=0)

    gathered = set(entries(tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    assert (sorted(gathered - set(ENGLISH)), sorted(set(ENGLISH) - gathered)) == ([], []), "Run `make messages`, and translate what is new."


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_that_code_asks_for_is_found(room):
    """Also inside f-strings and under other names than `_`, where xgettext sees nothing."""
    known = {key[:2] for key in ENGLISH}
    lost = [f"{shown(file)}: {text}" for file in _code() if shown(file).startswith(room) for text in _asked_for(file) if text not in known]
    assert lost == []


def _code() -> list[Path]:
    return [file for room in ROOMS for file in tracked(f"{room}/**.py") if "migrations" not in file.parts]


def _asked_for(file: Path) -> Iterator[Key]:
    """Yield context and text of each call of gettext, whatever the file calls it."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names = {
        name.asname or name.name: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            given = [part.value for part in node.args[:2] if isinstance(part, ast.Constant)]
            yield (given[0], given[1]) if names[node.func.id].startswith(("pgettext", "npgettext")) else ("", given[0])


def test_nothing_is_left_open_or_left_over():
    written = SOURCE.read_text(encoding="utf-8")
    assert [key for key, english in ENGLISH.items() if not all(english)] == []
    assert re.findall(r"^#(?:,.*fuzzy|~|\||:).*", written, re.MULTILINE) == []


def test_every_translation_keeps_the_gaps_and_marks_of_its_text():
    changed = {
        danish: english
        for (_context, *texts), translations in ENGLISH.items()
        for danish, english in zip(texts, translations, strict=True)
        if sorted(GAP.findall(danish)) != sorted(GAP.findall(english))
    }
    assert changed == {}


def test_each_language_has_its_own_quotation_marks():
    danish = [text for _context, *texts in ENGLISH for text in texts]
    english = [text for translations in ENGLISH.values() for text in translations]
    assert [text for text in danish if re.search("[“„«»]", text) or text.count("”") % 2] == []
    assert [text for text in english if re.search("[„«»]", text) or text.count("“") != text.count("”")] == []
    assert [text for text in danish + english if '"' in re.sub(r"<[^>]+>", "", text)] == []


# Pages in English


@pytest.fixture
def world(db) -> SimpleNamespace:
    return matrix_world.build(ROLES)


@pytest.mark.parametrize("role", ["visitor", "school_leader", "consultant", "system_administrator"])
def test_pages_in_english_hold_no_danish_words_of_the_portal(role, world, settings):
    settings.DEMO = True
    client = Client(headers={"accept-language": "en"})
    actor = world.actors[role]
    Notice.objects.update(text="A notice")  # each was written in its receiver's own language
    if actor.user:
        client.force_login(actor.user, backend="django.contrib.auth.backends.ModelBackend")

    read = {path: _pages_words(client, path) for path in _addresses(world)}

    assert sum(words is not None for words in read.values()) > 10
    assert {path: sorted(filter(_is_danish, words)) for path, words in read.items() if words and any(map(_is_danish, words))} == {}


# The machine's own answer; the words of an edition and of the API's description, which are read in their own language and marked with it; and
# what a rehearsed import found, which is kept as it was told then.
NOT_IN_ENGLISH = {"home:health", "catalogue:read", "catalogue:read_leaf", "catalogue:preview", "api:about", "imports:look"}


def _addresses(world: SimpleNamespace) -> list[str]:
    found = [reverse(name, kwargs=row.kwargs(world)) for name, row in TABLE.items() if not row.post and name not in NOT_IN_ENGLISH]
    found += [reverse("trials:section", args=[world.draft.pk, section.value]) for section in Section]
    found += [reverse(name) for name in ("account_login", "account_email", "account_change_password", "account_reset_password")]
    return [
        *found,
        reverse("mfa_index"),
        reverse("usersessions_list"),
        reverse("trials:review", args=[world.to_approve.pk]),
        "/findes-ikke/",
    ]


def _pages_words(client: Client, path: str) -> set[str] | None:
    """Return what a page says; nothing where there is no page for this reader."""
    response = client.get(path)
    if response.streaming:
        b"".join(response.streaming_content)
        return None
    if not response.get("Content-Type", "").startswith("text/html") or response.status_code == 302:
        return None
    page = _Words()
    page.feed(response.content.decode())
    return page.words


class _Words(HTMLParser):
    """What a page says, text by text: between tags, and in the attributes that are read out. What is marked as Danish is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: set[str] = set()
        self.danish, self.inside = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.inside and dict(attrs).get("lang") == "da":
            self.danish = tag
        if tag == self.danish:
            self.inside += 1
        for name, value in attrs:
            if value and name in {"aria-label", "placeholder", "title", "alt", "data-label"}:
                self._keep(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == self.danish:
            self.inside -= 1
            self.danish = self.danish if self.inside else ""

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def _keep(self, text: str) -> None:
        if text.strip() and not self.inside:
            self.words.add(" ".join(text.split()))


def _told_apart() -> tuple[set[str], re.Pattern]:
    """The Danish texts that say enough to be known again and whose English differs: those without gaps, and a pattern of those with.

    ”Side 2 af 7” is known by ”Side %(number)s af %(count)s”.
    """
    differing = {
        " ".join(danish.split())
        for (_context, *texts), translations in ENGLISH.items()
        for danish, english in zip(texts, translations, strict=True)
        if danish != english and len(GAP.sub("", danish).strip(" .,:·()–")) >= 3 and "<" not in danish
    }
    gapped = {text for text in differing if GAP.search(text)}
    patterns = [".+".join(map(re.escape, GAP.split(text))) for text in sorted(gapped)]
    return differing - gapped, re.compile("|".join(patterns))


PLAIN, GAPPED = _told_apart()


def _is_danish(text: str) -> bool:
    return text not in OWN_WORDS and (text in PLAIN or bool(GAPPED.fullmatch(text)))


# What is kept does not change with the reader's language


@pytest.mark.django_db
def test_the_log_is_kept_in_danish_whoever_acts():
    leader = people.actor("school_leader", places.school("Hasselhegnskolen"))
    with override("en"):
        entry = record(act="trials.create", subject=leader.user, by=leader, now=people.NOW)
    assert entry.role_label == "Skoleleder, Hasselhegnskolen"


@pytest.mark.django_db
def test_the_hash_of_a_text_is_the_same_in_both_languages():
    version = trials.in_state(State.PUBLISHED)
    with override("en"):
        english = content_hash(version)
    assert english == content_hash(version)
