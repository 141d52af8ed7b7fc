"""The Erasmus+ consortium of the demonstration, through the same services as the pages use."""

import io
from copy import deepcopy
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from partners.grants.rates import shipped_as_written
from partners.grants.services import replace
from partners.models import Accreditation, GrantRound, Objective, PartnerOrganisation, Project
from partners.queries.accreditation import fingerprint
from partners.services import accreditation as accreditations
from partners.services import partners, plans, projects, rounds
from portal.accounts.actor import Actor
from portal.files.checks import check
from portal.home.demo_content.content import Data
from portal.home.demo_content.lives import at
from portal.home.demo_content.places import World

# The open round, seen from the day the demonstration is loaded.
_OPENED_BEFORE, _OPEN_FOR = timedelta(days=10), timedelta(days=21)
_FIRST_DAY = date(2025, 1, 15)
_SHIPPED = 2026
_SOURCE = "Opdigtet til demonstrationen efter satserne for 2026"


def make_consortium(data: Data, world: World) -> Accreditation:
    """Everything that stands before somebody travels: accreditation, plan, circle, partners, projects, members and rounds."""
    place = data["accreditation"]["at"]
    run = world.actor("mette", at=world.municipalities[place])
    for call in sorted({project["call"] for project in data["projects"]}):
        _rates(call, run)
    accreditation = _accreditation(data["accreditation"], world, run)
    for plan in data["plans"]:
        _plan(accreditation, plan, world)
    for partner in data["partners"]:
        world.partners[partner["key"]] = _partner(partner, world)
    for project in data["projects"]:
        world.projects[project["call"]] = _project(accreditation, project, run)
    for member in data["members"]:
        _member(member, world, run)
    _numbers_and_circles(accreditation, data, world, run)
    for grant_round in data["rounds"]:
        _round(accreditation, grant_round, world)
    return accreditation


def _rates(call: int, run: Actor) -> None:
    """Those of a call year that the portal ships no table for: before 2026 courses could last 30 days (erasmus.md §1). Nothing is confirmed."""
    if call == _SHIPPED:
        return
    table = deepcopy(dict(shipped_as_written(_SHIPPED)))
    table["call"] = call
    for part in table.values():
        if isinstance(part, dict):
            part["source"] = _SOURCE
    for row in table["activities"]["rows"]:
        if row["activity"] == "course" and call < _SHIPPED:
            row["most_days"] = 30
    replace(table=table, by=run, now=at(_FIRST_DAY))


def _accreditation(data: Data, world: World, run: Actor) -> Accreditation:
    values = {name: data[name] for name in ("code", "oid", "starts_on", "ends_on")} | {"state": "valid"}
    made = accreditations.write(accreditation=None, values=values, by=run, now=at(_FIRST_DAY, 8))
    people = [(world.people[row["person"]], row["task"]) for row in data["people"]]
    accreditations.put_people(accreditation=made, people=people, by=run, now=at(_FIRST_DAY, 9))
    for title in data["files"]:
        accreditations.add_file(
            accreditation=made, title=title, checked=check(_paper(title)), name="brev.pdf", by=run, now=at(_FIRST_DAY, 10)
        )
    return made


def _plan(accreditation: Accreditation, data: Data, world: World) -> None:
    """A version of the plan, written and adopted by the head. Objectives of the same key are the same."""
    head, now = _administrator(world, data["by"], accreditation), at(data["adopted"])
    draft = plans.begin(accreditation=accreditation, by=head, now=now)
    rows = [
        {
            "objective": world.objectives[row["key"]].pk if row["key"] in world.objectives else None,
            **{name: row[name].strip() for name in ("title", "explanation", "timing", "measure")},
        }
        for row in data["objectives"]
    ]
    plans.write(plan=draft, reason=data["reason"], rows=rows, seen=fingerprint(draft), by=head, now=now)
    adopted = plans.adopt(plan=draft, by=head, now=now + timedelta(hours=1))
    for row, wording in zip(data["objectives"], adopted.wordings.order_by("position"), strict=True):
        world.objectives[row["key"]] = Objective.objects.get(pk=wording.objective_id)


def _partner(data: Data, world: World) -> PartnerOrganisation:
    latitude, longitude = (Decimal(str(number)) for number in data["coordinates"])
    values = {name: data[name] for name in ("name", "kind", "country", "city", "oid", "website", "themes", "notes")}
    values |= {"is_known": data["known"], "latitude": latitude, "longitude": longitude}
    return partners.suggest(values=values, contacts=data["contacts"], by=world.actor(data["by"]), now=at(_FIRST_DAY, 12))


def _project(accreditation: Accreditation, data: Data, run: Actor) -> Project:
    """From the request to the day it runs; where the grant is lower than asked, targets and budget shrink by themselves."""
    values = {name: data[name] for name in ("code", "call", "starts_on", "ends_on")}
    values |= {"requested_grant": Decimal(data["requested_grant"]), "state": "applied"}
    written, awarded = at(data["written"]), at(data["awarded"])
    made = projects.write(project=None, accreditation=accreditation, values=values, by=run, now=written)
    targets = [{"activity": activity, **figures} for activity, figures in data["targets"].items()]
    budget = {category: Decimal(amount) for category, amount in data["budget"].items()}
    projects.plan(project=made, targets=targets, budget=budget, by=run, now=written)
    projects.set_grant(project=made, grant=Decimal(data["grant"]), by=run, now=awarded)
    made = projects.step(project=made, act="award", note="", by=run, now=awarded)
    if extension := data.get("extension"):
        said: dict[str, Any] = {"ends_on": extension["ends_on"], "extension_reason": extension["reason"]}
        made = projects.extend(project=made, **said, by=run, now=at(extension["written"]))
    return made


def _member(data: Data, world: World, run: Actor) -> None:
    """A school joins, says who is responsible, and signs where it has."""
    project = world.projects[data["call"]]
    joined = project.starts_on
    now = at(joined - timedelta(days=120))
    (made,) = projects.add_members(project=project, schools=[world.schools[data["school"]]], joined_on=joined, by=run, now=now)
    projects.change_member(membership=made, values={"oid": data["oid"], "accession": "sent"}, by=run, now=now)
    projects.put_member_people(membership=made, people=[world.people[key] for key in data["people"]], by=run, now=now)
    if "signed" in data:
        paper = check(_paper(f"Tiltrædelseserklæring: {data['school']}"))
        projects.sign(membership=made, checked=paper, name="erklaering.pdf", signed_on=data["signed"], by=run, now=at(data["signed"]))


def _numbers_and_circles(accreditation: Accreditation, data: Data, world: World, run: Actor) -> None:
    for rate in data["rates"]:
        values = {"school": world.schools[rate["school"]], "school_year": rate["year"], "percent": Decimal(rate["percent"])}
        values |= {"pupils": rate["pupils"], "source": "Egsted Kommunes egen opgørelse, 5. september"}
        accreditations.write_rate(values=values, by=run, now=at(_FIRST_DAY, 13))
    for circle in data["circles"]:
        values = {"school_year": circle["year"], "reason": circle["reason"], "includes_administration": circle["administration"]}
        accreditations.decide_circle(
            accreditation=accreditation,
            values=values,
            schools=[world.schools[name] for name in circle["schools"]],
            by=_administrator(world, circle["by"], accreditation),
            now=at(circle["decided"]),
        )


def _round(accreditation: Accreditation, data: Data, world: World) -> GrantRound:
    """A round on its way; without dates it is open on the day the demonstration is loaded."""
    run = _administrator(world, data["by"], accreditation)
    today = timezone.localdate()
    opened = data.get("opened", today - _OPENED_BEFORE)
    made = rounds.open_round(
        accreditation=accreditation,
        call=data["call"],
        deadline=data.get("deadline", today + _OPEN_FOR),
        criteria=data["criteria"],
        by=run,
        now=at(opened),
    )
    wishes = {number: _wish(made, wish, world, at(opened + timedelta(days=4))) for number, wish in enumerate(data["wishes"])}
    if "ranked" in data:
        _answer(made, data, wishes, world, run)
    return made


def _wish(grant_round: GrantRound, data: Data, world: World, now: datetime) -> int:
    school = world.schools.get(data["school"])
    by = world.actor(data["person"], at=school) if school else world.actor(data["person"])
    values = {name: data[name] for name in ("activity", "places", "days", "reason")}
    return rounds.wish(grant_round=grant_round, school=school, values=values, by=by, now=now).pk


def _answer(made: GrantRound, data: Data, wishes: dict[int, int], world: World, run: Actor) -> None:
    """Ranked, asked for, and distributed, each on its day."""
    said = {wishes[number]: wish for number, wish in enumerate(data["wishes"])}
    rounds.step(grant_round=made, act="rank", note="", by=run, now=at(data["ranked"]))
    rounds.score(grant_round=made, points={pk: wish["points"] for pk, wish in said.items()}, by=run, now=at(data["scored"]))
    rounds.step(grant_round=made, act="request", note="", by=run, now=at(data["requested"]))
    answers = {pk: (wish["given"], wish["answer"]) for pk, wish in said.items()}
    rounds.answer(grant_round=made, project=world.projects[data["call"]], answers=answers, by=run, now=at(data["answered"]))
    rounds.step(grant_round=made, act="distribute", note="", by=run, now=at(data["answered"], 10))


def _administrator(world: World, key: str, accreditation: Accreditation) -> Actor:
    return world.actor(key, at=accreditation.municipality)


def _paper(title: str) -> bytes:
    """A page that looks like something scanned: a heading, lines of text, and a signature."""
    page = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(page)
    draw.text((140, 160), title, fill="black", font_size=44)
    for line in range(14):
        draw.rectangle((140, 300 + line * 60, 1100 - (line % 4) * 90, 312 + line * 60), fill="#c8c8c8")
    draw.line([(160, 1380), (230, 1320), (260, 1400), (330, 1310), (420, 1390), (520, 1340)], fill="#1b3a6b", width=6)
    draw.line([(140, 1420), (620, 1420)], fill="black", width=2)
    content = io.BytesIO()
    page.save(content, "PDF", resolution=150)
    return content.getvalue()
