from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
import rules

from portal.accounts.actor import Actor
from portal.celery import app
from portal.documents import building, kinds
from portal.documents.models import Document
from portal.documents.rendering import Cancelled, Phase, Progress, Typeset
from portal.documents.services import request
from schools.models import Municipality
from tests.factories import people, places

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Leaf:
    """A publication of one page."""

    text: str
    drawings: dict[str, str] = field(default_factory=dict)

    def html(self) -> str:
        return f'<!doctype html><html lang="da"><head><title>Et blad</title></head><body><h1>Et blad</h1><p>{self.text}</p></body></html>'


LEAF = kinds.DocumentKind(
    name="leaf",
    snapshot=lambda municipality, now: {"text": municipality.official_name, "made_at": now.isoformat()},
    publication=lambda snapshot: Leaf(snapshot["text"]),
    file_name=lambda municipality: "et-blad.pdf",
    title=lambda municipality: "Et blad",
    page=lambda municipality: f"/blade/{municipality.pk}/",
    may_order="test.order_leaf",
    volatile=frozenset({"made_at"}),
)


@pytest.fixture(autouse=True)
def woken(monkeypatch) -> list[tuple[str, int]]:
    """What the broker was asked to do, instead of a broker."""
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(app, "send_task", lambda name, args: asked.append((name.rsplit(".", 1)[1], *args)))
    return asked


@pytest.fixture(autouse=True)
def leaf(monkeypatch):
    """Registers a small kind of document, which the consultants may order. Called, it replaces parts of the kind."""
    monkeypatch.setattr(kinds, "_KINDS", {**kinds._KINDS, "leaf": LEAF})
    rules.set_perm(LEAF.may_order, rules.predicate(lambda actor, _subject: actor.kind == "consultant", name="consultant"))

    def change(**parts) -> None:
        monkeypatch.setitem(kinds._KINDS, "leaf", replace(LEAF, **parts))

    yield change
    rules.remove_perm(LEAF.may_order)


@pytest.fixture
def here() -> Municipality:
    return places.municipality("Ærøby")


@pytest.fixture
def orderer(here) -> Actor:
    return people.actor("consultant", here)


@pytest.fixture
def order(here, orderer):
    def order(now: datetime = NOW) -> Document:
        return request(kind="leaf", subject=here, language="da", by=orderer, now=now)

    return order


@pytest.fixture(autouse=True)
def renderer(monkeypatch):
    """Replaces the typesetter by one of a page; called, by what the test wants to happen while it works."""

    def one_page(on_progress, should_cancel) -> None:
        on_progress(Progress(Phase.LAYOUT, 1, 1))
        if should_cancel():
            raise Cancelled

    def set_up(during=one_page) -> None:
        def typeset(html, *, on_progress, should_cancel, **_options) -> Typeset:
            during(on_progress, should_cancel)
            return Typeset(b"%PDF-1.7 a leaf", 1, {})

        monkeypatch.setattr(building, "typeset", typeset)

    real = building.typeset
    set_up()
    set_up.real = lambda: monkeypatch.setattr(building, "typeset", real)
    return set_up
