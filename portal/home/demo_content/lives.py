"""One trial action's way from the first draft to where it stands today, through the same services as the pages use."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from portal.accounts.actor import Actor
from portal.files.checks import check, check_image
from portal.files.choices import ImagePeople
from portal.home.demo_content.attachments import attachment
from portal.home.demo_content.content import Data
from portal.home.demo_content.pictures import picture
from portal.home.demo_content.places import World
from portal.writing.contents import fingerprint
from schools.models import School
from trials.choices import Life, Met, ObservationKind, Perspective, PrivacyReply, Section, State
from trials.findings import open_findings
from trials.models import Version
from trials.sections import contents
from trials.services import comments, drafts, privacy, review
from trials.services.parts import NewFile

_PERSPECTIVES = {str(perspective.label): perspective for perspective in Perspective}
_TEXTS = {Section.DONE: "done", Section.FUTURE: "future"}
_OUTSIDER = "name:"  # a responsible person without a sign-in: ”name:Ditte Bløde, lærer”
_WRITING_TIME = timedelta(days=4)


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour, 20), tzinfo=UTC)


def live(data: Data, world: World) -> Version:
    """Write the trial action and take it through the gate to its state. Returns its latest version."""
    schools = [world.schools[name] for name in _names(data["school"])]
    author = _actor_at_home(world, data["author"], schools)
    version = _begin(data, world, schools, author)
    _write(version, data, world, author, now=_written_at(data))
    version = _through_the_gate(version, data, world, author, schools)
    if "new_version" in data:
        version = _improve(version, data, world, author, schools)
    return version


def _names(school: str | list[str]) -> list[str]:
    return school if isinstance(school, list) else [school] if school else []


def _actor_at_home(world: World, key: str, schools: list[School]) -> Actor:
    """A school's people write as that school; the administration writes for the municipality."""
    return world.actor(key, at=schools[0] if schools else None)


def _written_at(data: Data) -> datetime:
    """A text was written some days before it was sent, or, when it has not been sent, on the day it was begun."""
    return at(data["submitted"] - _WRITING_TIME, 13) if "submitted" in data else at(data["begun"], 13)


def _begin(data: Data, world: World, schools: list[School], author: Actor) -> Version:
    """The first day: a title, and what is expected, before it starts and the expectations are locked."""
    now = at(data["begun"])
    version = drafts.start(
        title=data["title"],
        summary=data["summary"],
        life=Life.IDEA,
        home_school=schools[0] if schools else None,
        scope=data["scope"],
        schools=schools,
        by=author,
        now=now,
    )
    expected = [
        {"row": None, "perspective": _PERSPECTIVES[row["perspective"]], "text": row["text"], "by_when": row["by_when"]}
        for row in data.get("expectations", [])
    ]
    if expected:
        _save(version, Section.EXPECTED, {"expectations": expected, "adjustments": []}, author, now)
        _plan(version, data, author, now)
    return version


def _plan(version: Version, data: Data, author: Actor, now: datetime) -> None:
    """The day it is to start, from which the expectations are locked."""
    if "starts" in data:
        known = contents(Version.objects.select_related("trial").get(pk=version.pk), Section.FACTS)
        _save(version, Section.FACTS, {**known, "starts_on": data["starts"]}, author, now)


def _write(version: Version, data: Data, world: World, author: Actor, now: datetime) -> None:
    sections: dict[str, Data] = {
        Section.INTRO: {
            "title": data["title"],
            "headline": data["headline"],
            "standfirst": data["summary"],
            "focus_areas": [world.focus_areas[number] for number in data["focus_areas"]],
            "leading_area": next((world.focus_areas[number].pk for number in data["focus_areas"]), None),
        },
        Section.CHANGE: {"change": data.get("change", ""), "observations": [_observation(row) for row in data.get("observations", [])]},
        Section.MEASURES: {"measures": [_measure(row) for row in data.get("measures", [])]},
        Section.LEARNED: {"learned": "\n".join(f"- {lesson}" for lesson in data["learned"])},
        Section.FACTS: _facts(data, world),
        Section.PEOPLE: _people(version, data, world),
        Section.FILES: _files(data),
    }
    sections |= {section: {name: data.get(name, "")} for section, name in _TEXTS.items()}
    for section, written in sections.items():
        if any(written.values()):
            _save(version, section, written, author, now)
    _look_back(version, data, author, now)


def _save(version: Version, section: str, written: Data, author: Actor, now: datetime) -> None:
    fresh = Version.objects.select_related("trial").get(pk=version.pk)
    seen = fingerprint(contents(fresh, section))
    drafts.save_section(version=fresh, section=section, data=written, seen=seen, by=author, now=now)


def _observation(row: Data) -> Data:
    seen_from = row["perspective"] if isinstance(row["perspective"], list) else [row["perspective"]]
    return {
        "row": None,
        "perspectives": [_PERSPECTIVES[name] for name in seen_from],
        "own_label": row.get("own_label", ""),
        "kind": row.get("kind", ObservationKind.SEEN),
        "text": row.get("text", ""),
    }


def _measure(row: Data) -> Data:
    values = [{"row": None, "taken_on": value["date"], "kind": value["kind"], "value": value["value"]} for value in row["values"]]
    return {"row": None, **{name: row[name] for name in ("name", "unit", "source", "sentence")}, "values": values}


def _facts(data: Data, world: World) -> Data:
    effort = data.get("effort", {})
    return {
        "grades": data["grades"],
        **{f"effort_{name}": effort.get(name, "") for name in ("hours", "staff", "money", "preparation")},
        "video_url": "",
        "video_is_captioned": False,
        "scope": data["scope"],
        "schools": [world.schools[name] for name in _names(data["school"])],
        "school_year": data.get("school_year", ""),
        "starts_on": data.get("starts"),
        "ends_on": data.get("ends"),
        "life": data["life"],
        "outcome": data["outcome"],
        "next_steps": data["next_steps"],
    }


def _people(version: Version, data: Data, world: World) -> Data:
    """Those who are responsible, in order; the writer, who was put there at the start, gives room when not among them."""
    already = {person.user_id: person.pk for person in version.trial.people.all()}
    rows = [_person(name, world) for name in data["people"]]
    for row in rows:
        row["row"] = already.pop(row["user_id"], None)
    gone = [{"row": row, "user_id": user, "name": "", "title": "", "remove": True} for user, row in already.items() if rows]
    return {
        "people": [*rows, *gone],
        "contact_email": data["contact_email"],
        "contact_phone": data.get("contact_phone", ""),
        "visibility": data["visibility"],
        "networks": [world.networks[name] for name in data.get("networks", [])],
    }


def _person(name: str, world: World) -> Data:
    if name.startswith(_OUTSIDER):
        full_name, title = name.removeprefix(_OUTSIDER).split(", ")
        return {"user_id": None, "name": full_name, "title": title.capitalize()}
    return {"user_id": world.people[name].pk, "name": world.people[name].name, "title": world.titles[name]}


def _files(data: Data) -> Data:
    images = [NewFile(check_image(picture(row["picture"])), f"{row['picture']}.png", _about(row)) for row in data.get("images", [])]
    attachments = [
        NewFile(check(attachment(row["file"])), row["file"], {"title": row["title"], "kind": row["kind"]})
        for row in data.get("attachments", [])
    ]
    return {"images": [], "attachments": [], "new_images": images, "new_attachments": attachments}


def _about(row: Data) -> Data:
    """All pictures of the demonstration are drawings."""
    return {"alt": row["alt"], "caption": row["caption"], "people": ImagePeople.NONE}


def _look_back(version: Version, data: Data, author: Actor, now: datetime) -> None:
    """Write what came of the expectations, and what was adjusted on the way."""
    met = {row["text"]: row for row in data.get("expectations", []) if row["met"] != Met.NOT_YET}
    adjustments = [{"row": None, "made_on": row["date"], "text": row["text"]} for row in data.get("adjustments", [])]
    if not met and not adjustments:
        return
    expectations = [
        {"row": row.pk, "met": met[row.text]["met"], "observed": met[row.text]["observed"]}
        for row in version.trial.expectations.all()
        if row.text in met
    ]
    _save(version, Section.EXPECTED, {"expectations": expectations, "adjustments": adjustments}, author, now)


def _through_the_gate(version: Version, data: Data, world: World, author: Actor, schools: list[School]) -> Version:
    """Take the version as far as its state says, each act by the one whose act it is, on its own day."""
    if data["state"] == State.DRAFT:
        return version
    sender = _actor_at_home(world, data["sender"], schools) if "sender" in data else author
    _answer_the_check(version, sender, now=at(data["submitted"], 13))
    version = review.submit(version=version, nobody_recognised=True, by=sender, now=at(data["submitted"], 14))
    if data["state"] == State.SUBMITTED:
        return version
    reviewer = world.actor(data.get("approver", data["reviewer"]), at=world.municipalities[data["municipality"]])
    for said in data.get("comments", []):
        comments.comment(version=version, **said, by=reviewer, now=at(data["returned"], 9))
    if data["state"] == State.RETURNED:
        return review.send_back(version=version, note=data["note"], by=reviewer, now=at(data["returned"], 10))
    version = review.approve(version=version, nobody_recognised=True, by=reviewer, now=at(data.get("approved", data.get("published")), 10))
    if data["state"] == State.APPROVED:
        return version
    version = review.publish(version=version, by=reviewer, now=at(data["published"], 11))
    if data["state"] == State.WITHDRAWN:
        version = review.withdraw(version=version, note=data["note"], by=reviewer, now=at(data["withdrawn"], 10))
    return version


def _answer_the_check(version: Version, sender: Actor, now: datetime) -> None:
    """Everybody in the demonstration is invented."""
    replies = {found.key: PrivacyReply.NOT_PERSONAL for found in open_findings(Version.objects.select_related("trial").get(pk=version.pk))}
    privacy.answer(version=version, replies=replies, by=sender, now=now)


def _improve(version: Version, data: Data, world: World, author: Actor, schools: list[School]) -> Version:
    """Open a new version with what has changed since, and take it through the gate like the first."""
    changed: Data = data["new_version"]
    now = at(changed["begun"])
    version = review.improve(trial=version.trial, by=author, now=now)
    for section, name in _TEXTS.items():
        if name in changed:
            _save(version, section, {name: changed[name]}, author, now)
    acts: dict[str, Any] = {key: data[key] for key in ("municipality", "reviewer", "sender", "approver") if key in data}
    return _through_the_gate(version, {**acts, **changed}, world, author, schools)
