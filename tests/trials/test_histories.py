"""Histories of two people who write in the same draft: whatever they do, and in whatever order, no accepted text is ever lost.

Every edit writes a word of its own. A word that was accepted is gone only when the one whose save took it away had it on the page (or was
shown it beside the own text) and removed it. Forms, services and database are the real ones; only the browser is played.
"""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django import forms
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from portal.accounts.actor import Actor
from portal.ui.conflict import BothTexts, as_posted, with_choices
from portal.workflow.gate import Refused
from portal.writing.contents import Conflict, stamp, written
from tests.factories import people
from tests.factories import trials as make
from trials.choices import Section, State
from trials.forms.pages import SECTION_FORMS
from trials.forms.sections import SectionForm
from trials.models import Version
from trials.sections import contents
from trials.services import drafts

TODAY = date(2026, 11, 2)
SECTIONS = [Section.DONE, Section.INTRO, Section.CHANGE]
TEXTS = {Section.DONE: ["done"], Section.INTRO: ["title", "headline", "standfirst"], Section.CHANGE: ["change"]}
EDITS = ["add", "add", "replace", "empty", "row", "row", "row", "new row", "remove row", "empty row"]
WHO, CHOICES = st.integers(0, 1), st.sampled_from(["min", "gemte", "saml"])
EDIT = st.tuples(WHO, st.sampled_from(EDITS), st.integers(0, 1))
SAVE = st.tuples(WHO, st.sampled_from(["save", "save", "autosave"]), CHOICES)
NOW_AND_THEN = st.sampled_from(["", "", "", "", "open", "send", "return"])
# Both write for a while, then save in any order; now and then one goes to another section, or the text is sent or sent back.
ROUND = st.tuples(st.lists(EDIT, min_size=2, max_size=5), st.lists(SAVE, min_size=1, max_size=2), NOW_AND_THEN)


def words_in(values: Iterable[str]) -> set[str]:
    return {word for value in values for word in re.findall(r"ord\d+", value)}


@dataclass
class World:
    """The draft, the words of what was accepted last in each section, and every word that somebody has taken away."""

    version: Version
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    words: dict[Section, set[str]] = field(default_factory=lambda: {section: set() for section in SECTIONS})
    dead: set[str] = field(default_factory=set)

    def word(self) -> str:
        return f"ord{next(self.numbers)}"

    def now(self) -> Version:
        return Version.objects.select_related("trial__municipality").get(pk=self.version.pk)

    def stored(self, section: Section) -> set[str]:
        return words_in([written(contents(self.now(), section))])


@dataclass
class Writer:
    """One person with one section open. `removed`: the words that this person has taken away knowingly since the page was opened."""

    world: World
    actor: Actor
    section: Section = Section.DONE
    page: dict[str, list[str]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)

    def open(self, section: Section) -> None:
        """What was typed and not saved is left behind: it was never accepted."""
        self.section, self.removed = section, set()
        form = SECTION_FORMS[section](self.world.now(), TODAY, more="observations")
        self.page = {"seen": [form.seen], "base": [form.base]}
        for each in [*form.all_forms(), *(rows.management_form for rows in form.sets.values())]:
            self.page |= {each.add_prefix(name): _as_shown(each, name) for name in each.fields if name != "DELETE"}

    def edit(self, how: str, which: int) -> None:
        names = TEXTS[self.section] if how in {"add", "replace", "empty"} else self._rows(new=how == "new row")
        if not names:
            return
        name = names[which % len(names)]
        before = self.page.get(name, [""])[0]
        if how == "remove row":
            self._remove_row(name)
        elif how in {"empty", "empty row"}:
            self._write(name, "")
        elif how == "replace":
            self._write(name, self.world.word())
        else:
            self._write(name, f"{before}\n\n{self.world.word()}".strip())

    def _write(self, name: str, text: str) -> None:
        self.removed |= words_in(self.page.get(name, [])) - words_in([text])
        self.page[name] = [text]

    def _rows(self, *, new: bool) -> list[str]:
        names = [name for name in self.page if re.fullmatch(r"observations-\d+-text", name)]
        return [name for name in names if bool(self.page[name.replace("-text", "-row")][0]) != new]

    def _remove_row(self, name: str) -> None:
        prefix = name.removesuffix("text")
        initial = int(self.page["observations-INITIAL_FORMS"][0])
        if int(name.split("-")[1]) < initial:
            self.removed |= words_in(self.page[name])
            self.page[f"{prefix}DELETE"] = ["on"]

    def posted(self) -> QueryDict:
        data = QueryDict(mutable=True)
        for name, values in self.page.items():
            if values:
                data.setlist(name, values)
        return data

    def typed(self) -> set[str]:
        """The words on the page, without those of rows ticked off."""
        gone = tuple(name.removesuffix("DELETE") for name in self.page if name.endswith("-DELETE"))
        return words_in(
            value for name, values in self.page.items() if name != "base" and not (gone and name.startswith(gone)) for value in values
        )

    def save(self, choice: str, *, by_itself: bool = False) -> None:
        if not self.page:
            return
        form = self._form(self.posted())
        assert form.is_valid(), form.errors()
        try:
            told = self._accepted(form, self.typed())
        except Conflict as conflict:
            if not by_itself:
                self._choose(form, conflict, choice)
            return
        except Refused:
            return
        self._go_on(form, told) if by_itself else self.open(self.section)

    def _form(self, data: QueryDict) -> SectionForm:
        return SECTION_FORMS[self.section](self.world.now(), TODAY, data=data)

    def _accepted(self, form: SectionForm, typed: set[str]) -> dict:
        """Save, and hold the promise against what became of it."""
        told = drafts.save_and_tell(
            version=form.version, section=self.section, data=form.cleaned(), seen=form.seen, by=self.actor, now=make.NOW
        )[1]
        before, after = self.world.words[self.section], words_in([written(told)])
        assert before - after <= self.removed, f"lost without anybody removing it: {before - after - self.removed}"
        assert typed <= after, f"accepted and not stored: {typed - after}"
        rows = [words_in([row["text"]]) for row in told.get("observations", [])]
        assert all(not one & other for one, other in itertools.combinations(rows, 2)), "a row was stored twice"
        self.world.words[self.section] = after
        self.world.dead = (self.world.dead | (before - after)) - after
        return told

    def _go_on(self, form: SectionForm, told: dict) -> None:
        """As the script does with the answer."""
        self.page |= {"seen": [stamp(written(told))], "base": [written(told)]}
        self.page |= {name: [str(number or "")] for name, number in form.numbers().items()}
        self.removed = set()

    def _choose(self, form: SectionForm, conflict: Conflict, choice: str) -> None:
        """Both texts are shown; what the writer then leaves out is removed knowingly."""
        both = BothTexts(form, conflict.theirs)
        data = QueryDict(mutable=True)
        for name, value in both.hidden():
            data.appendlist(name, value)
        typed = self.typed()
        event(f"conflict, questions {len(both.questions)} {sorted({q.kind for q in both.questions})}")
        for question in both.questions:
            chosen = choice if choice != "saml" or question.is_text else "min"
            typed -= self._leave_out(question, chosen)
            data[f"valg:{question.name}"] = chosen
            for name, value in question.hidden:
                data.appendlist(name, value)
            if question.is_text:
                data[question.name] = question.both
        if not both.questions:
            data = both.settled().data.copy()
        settled = self._form(with_choices(data))
        assert settled.is_valid(), settled.errors()
        # A word that the other took away meanwhile may still stand on this page, in a field that this writer hasn't touched.
        self._accepted(settled, typed - self.world.dead)
        self.open(self.section)

    def _leave_out(self, question: Any, chosen: str) -> set[str]:
        mine, theirs = words_in([question.mine]), words_in([question.theirs])
        if question.kind == "i-removed":
            self.removed |= theirs if chosen == "min" else set()
            return set()
        if chosen == "gemte":
            return mine - theirs
        self.removed |= theirs - mine if chosen == "min" else set()
        return set()


def _as_shown(form: forms.Form, name: str) -> list[str]:
    value = form[name].initial
    return [] if value is None and isinstance(form.fields[name], forms.MultipleChoiceField) else as_posted(value)


def _move(world: World, act: str, by: Actor) -> None:
    """Sent to the reviewers and back, without what else belongs to it."""
    state = {"send": State.SUBMITTED, "return": State.RETURNED}[act]
    stamps = {f"{name}_{part}": value for name in ("submitted", "returned") for part, value in (("at", make.NOW), ("by", by.user))}
    Version.objects.filter(pk=world.version.pk).update(state=state, **stamps)


@pytest.fixture
def draft(db) -> tuple[Version, list[Actor]]:
    version = make.draft(complete=False, title="Klippekortet", done="Det gjorde vi.", change="Sådan gik det.")
    for text in ("Der er ro.", "Flere er med."):
        version.observations.create(perspectives=["pupils"], text=text)
    return version, [people.actor("contributor", version.trial.home_school) for _ in range(2)]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.sampled_from([Section.CHANGE, Section.CHANGE, Section.DONE, Section.INTRO]), rounds=st.lists(ROUND, min_size=1, max_size=2))
def test_no_accepted_text_is_ever_lost(first, rounds, draft):
    version, actors = draft
    with transaction.atomic():
        world = World(version)
        writers = [Writer(world, actor) for actor in actors]
        for writer in writers:
            writer.open(first)
        for edits, saves, then in rounds:
            _go_through(world, writers, edits, saves, then)
        assert all(world.stored(section) == words for section, words in world.words.items() if words)
        transaction.set_rollback(True)


def _go_through(world: World, writers: list[Writer], edits: list, saves: list, then: str) -> None:
    for who, how, which in edits:
        writers[who].edit(how, which)
    for who, how, choice in saves:
        writers[who].save(choice, by_itself=how == "autosave")
    if then == "open":
        writers[saves[0][0]].open(SECTIONS[edits[0][2]])
    elif then:
        _move(world, then, writers[0].actor)
