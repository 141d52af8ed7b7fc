"""What a document says, as plain data in each of its languages: what is frozen when it is sent to be signed, and all that printing reads.

No bank account, CPR number, passport or emergency contact is ever in it: for those there are lines to be filled in by hand on paper.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from textwrap import shorten
from typing import Any

from babel import Locale
from django.utils.formats import date_format
from django.utils.translation import override

from partners.grants.calculation import Line
from partners.mobilities.choices import PaperKind, ParticipantKind
from partners.mobilities.granting import persons
from partners.mobilities.models import Mobility, Paper
from partners.mobilities.papers.own import Share, share_of
from partners.mobilities.papers.wording import blocks, filled, text_of, word
from partners.models import ConsortiumMembership
from partners.money import written
from portal.text.dates import span

PAPER, ACCESSION = "mobility_paper", "accession"
_ACCESSION_TEXT = "tiltraedelse"

type Said = dict[str, Any]


def paper_snapshot(paper: Paper, _now: datetime) -> Said:
    """What it says: the frozen words once it has been sent to be signed, until then those of the mobility as it stands."""
    return paper.said or written_snapshot(paper)


def written_snapshot(paper: Paper) -> Said:
    """Everything the document says now, in the languages it is made in."""
    languages = paper.languages.split("-")
    return {
        "kind": paper.kind,
        "mobility": paper.mobility_id,
        "number": paper.mobility.number or "",
        "version": paper.version,
        "languages": languages,
        "parts": [_part(paper, language) for language in languages],
    }


def accession_snapshot(membership: ConsortiumMembership, _now: datetime) -> Said:
    """The accession form of one member, always in both languages, for the agency and the member's own file."""
    return {
        "kind": _ACCESSION_TEXT,
        "membership": membership.pk,
        "number": membership.project.code,
        "version": 1,
        "languages": ["da", "en"],
        "parts": [_accession_part(membership, language) for language in ("da", "en")],
    }


def _part(paper: Paper, language: str) -> Said:
    mobility = paper.mobility
    with override(language):
        values = _values(paper, language)
        facts = _facts(paper, values, language)
        tables = {"grant": lambda: _grant_table(paper, language), "group": lambda: _group_table(mobility, language)}
        signers = [(signer, _signing_name(signer, paper)) for signer in paper.signers]
        return _said(paper.kind, language, values, facts, signers, own=mobility, tables=tables)


def _accession_part(membership: ConsortiumMembership, language: str) -> Said:
    project = membership.project
    with override(language):
        accreditation = project.accreditation
        municipality = accreditation.municipality.official_name
        values = {
            "member": membership.school.name,
            "school": _with_oid(membership.school.name, membership.oid),
            "coordinator": municipality,
            "accreditation": _with_oid(accreditation.code, accreditation.oid),
            "project": project.code,
            "call": str(project.call),
            "joined": _day(membership.joined_on),
            "period": span(project.starts_on, project.ends_on),
        }
        facts = {**values, "coordinator": _with_oid(municipality, accreditation.oid)}
        signers = [("member", membership.school.name), ("coordinator", municipality)]
        return _said(_ACCESSION_TEXT, language, values, facts, signers, own=None, tables={})


def _said(
    kind: str,
    language: str,
    values: Mapping[str, str],
    facts: Mapping[str, str],
    signers: list[tuple[str, str]],
    *,
    own: Mobility | None,
    tables: Mapping[str, Any],
) -> Said:
    """One language of a document: its text with the values, the facts it names, and who signs."""
    text = text_of(kind)
    renamed = text.get("signers", {})
    return {
        "language": language,
        "title": text["title"][language],
        "name": facts.get("name", ""),
        "lead": filled(text["lead"][language], values),
        "facts": [{"label": word("facts", name, language), "value": facts[name]} for name in text["facts"] if facts.get(name)],
        "clauses": [clause for row in text["clauses"] if (clause := _clause(row, language, values, own, tables))],
        "statement": filled(text["statement"][language], values),
        "signatures": [{"label": word("signers", renamed.get(signer, signer), language), "name": name} for signer, name in signers],
        "words": {name: word("words", name, language) for name in _WORDS},
    }


_WORDS = ("signatures", "issued", "name", "date", "signature", "private", "draft", "funded", "disclaimer", "emblem")


def _clause(row: Mapping[str, Any], language: str, values: Mapping[str, str], own: Mobility | None, tables: Mapping[str, Any]) -> Said:
    """One clause; one that would hold nothing, since the mobility says nothing of it, is left out."""
    found: Said = {
        "heading": row["heading"][language],
        "blocks": blocks(row["text"][language], values) if "text" in row else [],
        "own": _own_words(getattr(own, row["own"]), row.get("most")) if "own" in row and own else "",
        "hand": row["hand"][language] if "hand" in row else [],
        "table": tables[row["table"]]() if "table" in row else None,
        "private": bool(row.get("private")),
    }
    return found if any(found[name] for name in ("blocks", "own", "hand", "table")) else {}


def _own_words(text: str, most: int | None) -> str:
    """What people have written; where the page has room for so many characters only, as one paragraph that ends with a whole word."""
    return text.strip() if most is None else shorten(text, most, placeholder=" …")


def _values(paper: Paper, language: str) -> dict[str, str]:
    """What the texts and facts are filled with. What is not known is empty, and a fact without a value is left out."""
    mobility, participant = paper.mobility, paper.participant
    someone = word("inline", "someone", language)
    days = _days(mobility.days or 0, language)
    travel = [word("words", "travel_days", language, days=_days(mobility.travel_days, language))] if mobility.travel_days else []
    host = mobility.host
    return {
        "participant": participant.name if participant else someone,
        "sender": mobility.sender,
        "coordinator": mobility.municipality.official_name,
        "host": host.name if host else "",
        "place": _place(mobility, language),
        "activity": word("inline", mobility.activity, language),
        "objective": str(mobility.objective or ""),
        "starts": _day(mobility.starts_on),
        "ends": _day(mobility.ends_on),
        "call": str(mobility.project.call) if mobility.project else "",
        "activity_days": word("words", "activity_days", language, days=days),
        "travel": ", ".join([*travel, *([word("words", "green", language)] if mobility.is_green else [])]),
    }


def _facts(paper: Paper, values: Mapping[str, str], language: str) -> dict[str, str]:
    mobility, participant = paper.mobility, paper.participant
    project, host = mobility.project, mobility.host
    return {
        "name": participant.name if participant else "",
        "position": participant.title if participant else "",
        "participant": ", ".join(filter(None, [participant.name, participant.title])) if participant else "",
        "sender": _sender(mobility),
        "coordinator": _with_oid(mobility.municipality.official_name, project.accreditation.oid if project else ""),
        "host": ", ".join(filter(None, [_with_oid(host.name, host.oid), _place(mobility, language)])) if host else "",
        "mentor": mobility.mentor,
        "activity": word("activities", mobility.activity, language),
        "course": mobility.course_name,
        "period": span(mobility.starts_on, mobility.ends_on),
        "days": values["activity_days"],
        "travel": values["travel"],
        "project": project.code if project else "",
        "number": mobility.number or "",
        "group": word("words", "pupils", language, pupils=mobility.pupils, accompanying=mobility.accompanying),
    }


def _sender(mobility: Mobility) -> str:
    """”Hasselhegnskolen, Egsted Kommune”; the municipality alone where it sends itself."""
    return f"{mobility.school.name}, {mobility.municipality.official_name}" if mobility.school else mobility.municipality.official_name


def _signing_name(signer: str, paper: Paper) -> str:
    """Whom they sign for; the names of those who sign for a school or a host are written by hand."""
    mobility = paper.mobility
    if signer == "participant":
        return paper.participant.name if paper.participant else ""
    if signer == "host":
        return mobility.host.name if mobility.host else ""
    return mobility.municipality.official_name if paper.kind == PaperKind.GRANT_AGREEMENT else mobility.sender


def _grant_table(paper: Paper, language: str) -> Said | None:
    """What the grant in force holds for the one who travels, line by line; for all of them together where nobody's own can be told."""
    share = share_of(paper.mobility, paper.participant)
    if not share.lines:
        return None
    return {
        "caption": word("grant", "caption", language),
        "head": [word("grant", name, language) for name in ("item", "how", "amount")],
        "rows": [_grant_row(line, language) for line in share.lines],
        "foot": [word("grant", "total", language), "", written(share.total, language)],
        "note": _grant_note(share, paper.mobility, language),
        "look": "money",
    }


def _grant_row(line: Line, language: str) -> list[str]:
    units = word("grant", "units", language, quantity=line.quantity, unit=written(line.unit_amount, language))
    return [word("grant", line.category, language), units, written(line.amount, language)]


def _grant_note(share: Share, mobility: Mobility, language: str) -> str:
    """Whom the amounts are for where it is not the one alone, and what some of the participants get beside them."""
    if share.persons > 1:
        return word("grant", "together", language, persons=share.persons)
    if not share.apart:
        return ""
    participants, _companions = persons(mobility)
    each = sum((line.unit_amount for line in share.apart), Decimal(0))
    about = {"some": share.apart[0].quantity, "persons": participants, "amount": written(each, language)}
    return word("grant", "apart", language, **about)


def _group_table(mobility: Mobility, language: str) -> Said:
    """Those who accompany by name, and a line for each pupil to be written by hand."""
    named = [
        [person.name, word("group", "accompanying" if person.kind == ParticipantKind.ACCOMPANYING else "participant", language)]
        for person in mobility.participants.all()
    ]
    pupils = [["", word("group", "pupil", language)]] * mobility.pupils
    return {
        "caption": word("group", "caption", language),
        "head": [word("group", name, language) for name in ("number", "name", "role")],
        "rows": [[str(number), *row] for number, row in enumerate([*named, *pupils], start=1)],
        "foot": [],
        "note": "",
        "look": "people",
    }


def _place(mobility: Mobility, language: str) -> str:
    """”Utrecht, Nederlandene”."""
    host = mobility.host
    if host is None:
        return ""
    country = Locale.parse(language).territories.get(host.country, host.country)
    return ", ".join(filter(None, [host.city, country]))


def _with_oid(name: str, oid: str) -> str:
    return f"{name} (OID\u00a0{oid})" if oid else name


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _days(count: int, language: str) -> str:
    return f"{count} {word('words', 'day' if count == 1 else 'days', language)}"
