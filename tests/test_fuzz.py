"""Some hundred of the questions of tests/fuzz.py: no exception, and nothing that leaks to another municipality."""

import os
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import override_settings

from tests.factories import matrix_world
from tests.fuzz import OUTSIDERS, SECRET, Asked, Fuzz, hide_secret
from tests.test_rights_matrix import ROLES, session_of, signed_in

REQUESTS, SEED = int(os.environ.get("FUZZ_REQUESTS", "400")), int(os.environ.get("FUZZ_SEED", "1"))
PARTS = 4


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple]:
    """One world for all questions; each question takes back what it did, and this the world."""
    folder = tmp_path_factory.mktemp("world")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        world = matrix_world.build(ROLES)
        hide_secret(world)
        yield world, folder
        transaction.set_rollback(True)


@pytest.fixture
def world(built, db, settings) -> SimpleNamespace:
    world, settings.MEDIA_ROOT = built
    return world


def _fuzz(world: SimpleNamespace, seed: int) -> Fuzz:
    sessions = {role: session_of(actor) for role, actor in world.actors.items()}
    return Fuzz(world, lambda role: signed_in(sessions[role]), seed)


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_breaks_and_nothing_leaks(part, world):
    fuzz = _fuzz(world, SEED * 1000 + part)
    fuzz.run(REQUESTS // PARTS)
    print(f"\n{sum(fuzz.statuses.values())} requests with seed {fuzz.seed}: {dict(sorted(fuzz.statuses.items()))}")
    assert fuzz.faults == []


def test_it_finds_what_it_looks_for(world, monkeypatch):
    """An exception, a leak and a change are noticed, else a clean run would say nothing."""
    fuzz = _fuzz(world, 1)
    answers = iter([RuntimeError("broken"), None, None])

    def send(client, asked):
        if error := next(answers):
            raise error
        world.draft.__class__.objects.filter(pk=world.draft.pk).update(title="ændret")
        return SimpleNamespace(status_code=200, streaming=False, content=SECRET.encode())

    monkeypatch.setattr("tests.fuzz._send", send)
    fuzz.ask(Asked("head", "GET", "/"))
    fuzz.ask(Asked(OUTSIDERS[0], "GET", "/"))
    assert [fault.split(" — ")[0] for fault in fuzz.faults] == ["RuntimeError: broken", "told to an outsider", "changed by an outsider"]
    fuzz.ask(Asked("contributor", "GET", "/"))
    assert len(fuzz.faults) == 3


def test_the_same_seed_asks_the_same_questions(world):
    one, other = _fuzz(world, 7), _fuzz(world, 7)
    assert [str(one._question()) for _number in range(20)] == [str(other._question()) for _number in range(20)]
