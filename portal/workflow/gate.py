"""The one gate through which every change of state goes. A model declares its table; the gate checks, stamps and logs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.accounts.actor import Actor
from portal.accounts.permissions import may
from portal.workflow.log import record


class Refused(Exception):
    """The gate said no. The text is for the person who tried."""


class WrongState(Refused):
    """Somebody was faster, or the button was old."""


class NotAllowed(Refused):
    """The actor's role may not do this here."""


class NoteMissing(Refused):
    """The act needs a note and had none."""


class Incomplete(Refused):
    """Something is missing; `missing` is the same list that the page shows."""

    def __init__(self, missing: list) -> None:
        super().__init__(_("Noget mangler endnu: %(what)s.") % {"what": "; ".join(str(part) for part in missing)})
        self.missing = missing


@dataclass(frozen=True)
class Transition:
    """One row of a table: from which states to which, who may, and what it takes."""

    name: str
    sources: frozenset[str]
    target: str
    permission: str
    label: str | Promise
    needs_note: bool = False
    missing: Callable[[Any], list] | None = None
    stamp: str = ""
    """Prefix of the fields that record it: `submitted` stamps `submitted_at` and `submitted_by`."""


@dataclass(frozen=True)
class Flow:
    """All transitions of one model. `name` is the first part of each act in the log."""

    name: str
    transitions: tuple[Transition, ...]
    by_name: dict[str, Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {transition.name: transition for transition in self.transitions})

    def open_to(self, actor: Actor, thing: models.Model) -> list[Transition]:
        """The transitions that this actor may take from here: the buttons of the page."""
        return [row for row in self.transitions if thing.state in row.sources and may(actor, row.permission, thing)]  # type: ignore[attr-defined]


def pass_gate(*, thing: models.Model, flow: Flow, act: str, by: Actor, now: datetime, note: str = "", then: Iterable[str] = ()) -> Any:
    """Move `thing` through `act` and return it locked and fresh; the caller's transaction holds the lock.

    Checks in this order: state, permission, note, what is missing. Stamps `<stamp>_at` and `<stamp>_by`, logs `flow.act`.
    `then` names further fields that the caller has set on `thing` to be saved with it. Raises a Refused with words for the page.
    """
    transition = flow.by_name[act]
    with transaction.atomic():
        locked: Any = type(thing)._default_manager.select_for_update().filter(pk=thing.pk).order_by("pk").first()
        if locked is None:
            raise WrongState(_("Det er slettet i mellemtiden."))
        _check(locked, transition, by, note)
        for name in then:
            setattr(locked, name, getattr(thing, name))
        changed = ["state", *then, *_stamp(locked, transition, by, now)]
        locked.state = transition.target
        locked.save(update_fields=changed)
        record(act=f"{flow.name}.{act}", subject=locked, by=by, now=now, note=note.strip())
    return locked


def _check(thing: Any, transition: Transition, by: Actor, note: str) -> None:
    if thing.state not in transition.sources:
        raise WrongState(_("Det kan ikke lade sig gøre nu: den står som ”%(state)s”.") % {"state": thing.get_state_display()})
    if not may(by, transition.permission, thing):
        raise NotAllowed(_("Din rolle giver ikke adgang til det."))
    if transition.needs_note and not note.strip():
        raise NoteMissing(_("Skriv en begrundelse, så modtageren ved hvorfor."))
    if transition.missing and (missing := transition.missing(thing)):
        raise Incomplete(missing)


def _stamp(thing: Any, transition: Transition, by: Actor, now: datetime) -> list[str]:
    if not transition.stamp:
        return []
    setattr(thing, f"{transition.stamp}_at", now)
    setattr(thing, f"{transition.stamp}_by", by.user)
    return [f"{transition.stamp}_at", f"{transition.stamp}_by"]
