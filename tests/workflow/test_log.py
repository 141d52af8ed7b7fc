"""Whose log an act is written in, and that every act of the code has words."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from portal.accounts.actor import VISITOR, Actor
from portal.workflow.choices import SEES_LOG
from portal.workflow.gate import Flow
from portal.workflow.log import record
from portal.workflow.models import LogEntry
from schools.people.choices import RoleKind
from tests.factories import catalogues, mails, people, places
from tests.factories import trials as make
from tests.test_house_rules import ROOT, python_files
from trials.templatetags.acts import ROOMS, WORDS

NOW = make.NOW


@pytest.mark.django_db
@pytest.mark.parametrize(
    "what", ["a version", "a trial action", "a school role", "a municipal role", "an invitation", "a catalogue", "a mail"]
)
def test_an_act_stands_in_the_log_of_the_municipality_that_it_is_about(what):
    here, elsewhere = places.municipality(), places.municipality()
    school = places.school(at=here)
    subject = {
        "a version": lambda: make.draft(at=school),
        "a trial action": lambda: make.draft(at=school).trial,
        "a school role": lambda: people.role("contributor", school),
        "a municipal role": lambda: people.role("ppr", here),
        "an invitation": lambda: people.invitation("contributor", school),
        "a catalogue": lambda: catalogues.draft(here, items=0),
        "a mail": lambda: mails.queued(to=people.role("ppr", here).user),
    }[what]()
    entry = record(act="x.y", subject=subject, by=people.actor("head", elsewhere), now=NOW)
    assert entry.municipality_number == here.pk


@pytest.mark.django_db
def test_an_act_on_what_has_no_municipality_stands_in_that_of_the_one_who_acts():
    here = places.municipality()
    role = people.role("facilitator", places.network(here))
    assert record(act="x.y", subject=role, by=people.actor("head", here), now=NOW).municipality_number == here.pk
    assert record(act="x.y", subject=role, by=Actor(role.user, role), now=NOW).municipality_number is None


@pytest.mark.django_db
@pytest.mark.parametrize("kind", RoleKind)
def test_whose_log_one_sees(kind):
    here, elsewhere = places.municipality(), places.municipality()
    for place in (here, elsewhere):
        record(act="x.y", subject=people.role("ppr", place), by=VISITOR, now=NOW)
    place = {"contributor": places.school(at=here), "school_leader": places.school(at=here), "facilitator": places.network(here)}
    seen = LogEntry.objects.visible_to(people.actor(kind, place.get(kind, here)))
    assert [entry.municipality_number for entry in seen] == ([here.pk] if kind in SEES_LOG else [])


def test_the_roles_that_see_the_log_are_roles():
    assert set(RoleKind.values) >= SEES_LOG


# Words


def acts_of_the_code() -> set[str]:
    """Every act that is logged: transitions of the tables, and texts like ”room.act” that services and commands hand to a function."""
    return set(_transitions()) | {act for file in (*python_files("services"), *python_files("management")) for act in _recorded(file)}


def _transitions() -> Iterator[str]:
    for file in python_files("flow"):
        module = import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
        for flow in vars(module).values():
            if isinstance(flow, Flow):
                yield from (f"{flow.name}.{transition.name}" for transition in flow.transitions)


def _recorded(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    constants = {
        node.value.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "act" and _is_text(node.value)
    }
    passed_on = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "").startswith("_")]
    constants |= {argument.value for call in passed_on for argument in call.args if _is_text(argument)}
    yield from (text for text in constants if text.split(".")[0] in ROOMS and text.count(".") == 1)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_the_acts_of_the_code_are_found():
    assert {
        "trials.submit",
        "trials.create",
        "people.invite",
        "people.invite_again",
        "catalogue.publish",
        "notices.resend",
    } <= acts_of_the_code()


def test_every_act_has_words_and_its_room_has_a_name():
    assert sorted(acts_of_the_code() - set(WORDS)) == []
    assert {act.split(".")[0] for act in WORDS} == set(ROOMS)
