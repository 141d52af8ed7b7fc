"""The items of a mobility as a column holds them, written and read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from partners.exchange.choices import SURVEY_WORDS, DateFormat, Item, YesNo
from partners.grants.rates import RateTable
from partners.mobilities.choices import Survey
from partners.mobilities.granting import persons, thawed, without_support
from partners.mobilities.models import Mobility, Participant


@dataclass(frozen=True)
class Manner:
    """How a file writes what can be written in several ways."""

    dates: str = DateFormat.ISO
    yes_no: str = YesNo.ENGLISH

    def yes(self) -> str:
        return self.yes_no.split("/")[0]

    def no(self) -> str:
        return self.yes_no.split("/")[1]


class Unreadable(ValueError):
    """A cell that cannot be read; the text says what it should hold."""


def written(item: Item, mobility: Mobility, table: RateTable | None, oids: dict[int, str], manner: Manner) -> Any:
    """What the cell of a mobility holds. `oids` are the OIDs of the project's schools; without a table the activity's name stands in."""
    value = _OF[item](mobility, table, oids)
    if isinstance(value, date):
        return value.strftime(manner.dates)
    if isinstance(value, bool):
        return manner.yes() if value else manner.no()
    return "" if value is None else value


def _code(mobility: Mobility, table: RateTable | None, _oids: dict[int, str]) -> str:
    rule = table.activities.get(mobility.activity) if table else None  # type: ignore[call-overload]
    return rule.code if rule else mobility.get_activity_display()


def _sender_oid(mobility: Mobility, _table: RateTable | None, oids: dict[int, str]) -> str:
    if mobility.school_id:
        return oids.get(mobility.school_id, "")
    return mobility.project.accreditation.oid if mobility.project else ""


def _people(read: Callable[[Any], str]) -> Callable[[Mobility, RateTable | None, dict[int, str]], str]:
    return lambda mobility, _table, _oids: "; ".join(filter(None, (read(person) for person in mobility.participants.all())))


def email_of(person: Participant) -> str:
    return person.email or (person.user.email if person.user else "")


def _surveys(mobility: Mobility, _table: RateTable | None, _oids: dict[int, str]) -> str:
    """One word when it is about everybody, else one for each in the order of the people."""
    words = [str(person.get_survey_display()) for person in mobility.participants.all()]
    return words[0] if len(set(words)) == 1 else "; ".join(words)


def _grant(mobility: Mobility) -> Decimal | None:
    """EUR that were approved, without support: no sum tells what is never sent."""
    return without_support(thawed(mobility.grant)).total if mobility.grant else None


_OF: dict[Item, Callable[[Mobility, RateTable | None, dict[int, str]], Any]] = {
    Item.NUMBER: lambda mobility, _table, _oids: mobility.number,
    Item.MODULE_NUMBER: lambda mobility, _table, _oids: mobility.module_number,
    Item.PROJECT: lambda mobility, _table, _oids: mobility.project.code if mobility.project else "",
    Item.TITLE: lambda mobility, _table, _oids: mobility.title,
    Item.ACTIVITY: _code,
    Item.SENDER_OID: _sender_oid,
    Item.SENDER: lambda mobility, _table, _oids: mobility.sender,
    Item.HOST_OID: lambda mobility, _table, _oids: mobility.host.oid if mobility.host else "",
    Item.HOST: lambda mobility, _table, _oids: mobility.host.name if mobility.host else "",
    Item.HOST_COUNTRY: lambda mobility, _table, _oids: mobility.host.country if mobility.host else "",
    Item.HOST_CITY: lambda mobility, _table, _oids: mobility.host.city if mobility.host else "",
    Item.STARTS_ON: lambda mobility, _table, _oids: mobility.starts_on,
    Item.ENDS_ON: lambda mobility, _table, _oids: mobility.ends_on,
    Item.DAYS: lambda mobility, _table, _oids: mobility.days,
    Item.TRAVEL_DAYS: lambda mobility, _table, _oids: mobility.travel_days,
    Item.PARTICIPANTS: lambda mobility, _table, _oids: persons(mobility)[0],
    Item.ACCOMPANYING: lambda mobility, _table, _oids: persons(mobility)[1],
    Item.GREEN: lambda mobility, _table, _oids: mobility.is_green,
    Item.KM: lambda mobility, _table, _oids: mobility.km,
    Item.GRANT: lambda mobility, _table, _oids: _grant(mobility),
    Item.STATE: lambda mobility, _table, _oids: mobility.get_state_display(),
    Item.NAMES: _people(lambda person: person.name),
    Item.EMAILS: _people(email_of),
    Item.SURVEY: _surveys,
}


def read_back(item: Item, value: Any, manner: Manner) -> Any:
    """What a cell says, as the item it holds; None for an empty one. Raises Unreadable."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if item in {Item.STARTS_ON, Item.ENDS_ON}:
        return _date(value, manner)
    if item in {Item.DAYS, Item.TRAVEL_DAYS, Item.PARTICIPANTS, Item.ACCOMPANYING, Item.KM}:
        return _whole(value)
    if item == Item.GREEN:
        return _yes_or_no(value, manner)
    if item == Item.SURVEY:
        return [_survey(word) for word in str(value).split(";")]
    return " ".join(str(value).split())


def _date(value: Any, manner: Manner) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in (manner.dates, *DateFormat.values):
        try:
            return datetime.strptime(str(value).strip()[:10], form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Unreadable(_("skal være en dato, fx 2026-03-31"))


def _whole(value: Any) -> int:
    """Whole days and whole kilometres: half a day is refused, also when the sheet writes it as a number."""
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,5}([.,]0+)?", text):
        raise Unreadable(_("skal være et helt tal"))
    return int(re.split("[.,]", text)[0])


def _yes_or_no(value: Any, manner: Manner) -> bool:
    word = str(value).strip().casefold()
    if word in {manner.yes().casefold(), "yes", "ja", "true", "1", "y", "x"}:
        return True
    if word in {manner.no().casefold(), "no", "nej", "false", "0", "n"}:
        return False
    raise Unreadable(_("skal være ja eller nej"))


def _survey(value: str) -> Survey:
    word = " ".join(value.split()).casefold()
    for survey, words in SURVEY_WORDS.items():
        if word in {survey.value, str(survey.label).casefold(), *words}:
            return survey
    raise Unreadable(_("skal være ”Ikke sendt”, ”Sendt” eller ”Besvaret”"))
