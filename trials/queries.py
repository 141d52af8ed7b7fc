"""Reads across the models of a trial action."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.accounts.permissions import may
from portal.workflow.models import LogEntry
from schools.people.choices import RoleKind
from trials.choices import (
    FROZEN_STATES,
    OPEN_STATES,
    READ_DRAFT,
    READING_LASTS,
    EditorialState,
    Life,
    ObservationKind,
    Scope,
    Section,
    State,
)
from trials.models import EditorialVersion, Observation, TrialAction, Version

STANDFIRST_ADVISED = (190, 350)
_CHOOSE_FOCUS, _CHOOSE_GRADES, _WRITE_PERIOD = _("Vælg mindst ét fokusområde"), _("Vælg klassetrin"), _("Skriv, hvornår det foregik")
_WRITE_BASIS = _("Skriv grundlaget for billedet af ”{what}”, og hvor længe det gælder")
_FILLED_IN_LATER = (_CHOOSE_FOCUS, _CHOOSE_GRADES, _WRITE_PERIOD)


@dataclass(frozen=True)
class Missing:
    """One thing that stands between a draft and the reviewer, with the section and the field (as its id has it) where it is mended."""

    section: Section
    text: str | Promise
    field: str = ""

    @property
    def anchor(self) -> str:
        return f"#id_{self.field}" if self.field else ""

    def __str__(self) -> str:
        return str(self.text)


def missing_parts(version: Version) -> list[Missing]:
    """What must be there before a version can be sent: the same list on the page and in the gate.

    A text read from a file may lack what the file did not carry (focus area, grades, period); the first version written by people may not.
    """
    trial = version.trial
    never_started = trial.life == Life.NEVER_STARTED
    images = version.images.all()
    seen = list(version.observations.all())
    checks = [
        (version.title, Section.INTRO, _("Giv prøvehandlingen en titel"), "title"),
        (version.headline, Section.INTRO, _("Skriv en overskrift"), "headline"),
        (version.standfirst, Section.INTRO, _("Skriv en kort indledning"), "standfirst"),
        (version.focus_areas.exists(), Section.INTRO, _CHOOSE_FOCUS, "focus_areas_0"),
        (version.done, Section.DONE, _("Skriv, hvad I har gjort"), "done"),
        (never_started or version.change or seen, Section.CHANGE, _("Skriv, hvordan forandringen opleves"), "change"),
        (
            all(one.perspectives for one in seen),
            Section.CHANGE,
            _("Sæt kryds ved, hvem hvert perspektiv er set fra"),
            f"observations-{_first(seen, lambda one: not one.perspectives)}-perspectives_0",
        ),
        (
            not any(map(_lacks_words, seen)),
            Section.CHANGE,
            _("Skriv, hvad I har set, eller vælg ”Endnu ikke observeret”"),
            f"observations-{_first(seen, _lacks_words)}-text",
        ),
        (version.future, Section.FUTURE, _("Skriv, hvad der sker fremover"), "future"),
        (version.learned, Section.LEARNED, _("Skriv, hvad I har lært"), "learned"),
        (version.grades, Section.FACTS, _CHOOSE_GRADES, "grades_0"),
        (trial.scope != Scope.NAMED or trial.schools.exists(), Section.FACTS, _("Vælg den eller de skoler, det handler om"), "schools_0"),
        (trial.school_year or trial.starts_on, Section.FACTS, _WRITE_PERIOD, "school_year"),
        (trial.life != Life.EVALUATED or trial.outcome, Section.FACTS, _("Fortæl, hvordan det gik"), "outcome_0"),
        (
            not version.video_url or version.video_is_captioned,
            Section.FACTS,
            _("Sæt undertekster på videoen, så alle kan følge med"),
            "video_is_captioned",
        ),
        (trial.people.exists(), Section.PEOPLE, _("Peg på mindst én ansvarlig"), "people-0-user_id"),
        (trial.contact_email, Section.PEOPLE, _("Skriv en kontaktmail"), "contact_email"),
        (
            all(image.alt for image in images),
            Section.FILES,
            _("Beskriv billederne for dem, der ikke kan se dem"),
            f"images-{_first(images, lambda image: not image.alt)}-alt",
        ),
        (
            all(image.people for image in images),
            Section.FILES,
            _("Sig, om nogen kan genkendes på billederne"),
            f"images-{_first(images, lambda image: not image.people)}-people_0",
        ),
        *(
            (image.has_basis, Section.FILES, format_lazy(_WRITE_BASIS, what=image), f"images-{at}-basis_0")
            for at, image in enumerate(images)
        ),
    ]
    missing = [Missing(section, text, field) for there, section, text, field in checks if not there]
    return [part for part in missing if part.text not in _FILLED_IN_LATER] if missing and _was_read_from_a_file(version) else missing


def _first(rows: Iterable[Any], lacks: Callable[[Any], bool]) -> int:
    """The place of the first row that lacks something, as its section's page counts."""
    return next((at for at, row in enumerate(rows) if lacks(row)), 0)


def _lacks_words(seen: Observation) -> bool:
    return seen.kind != ObservationKind.NOT_YET and not seen.text


def unanswered(version: Version) -> list[Missing]:
    """An editor's proposal that the author hasn't answered: in writing, silence is not consent, so the text waits."""
    if not version.editorial_versions.filter(state=EditorialState.PROPOSED).exists():
        return []
    return [Missing(Section.INTRO, _("Redaktørens forslag er ikke besvaret af dem, der har skrevet"))]


def open_proposal(version: Version) -> EditorialVersion | None:
    """The proposal that is being written or waits for its answer."""
    proposals = version.editorial_versions.filter(state__in=[EditorialState.DRAFT, EditorialState.PROPOSED])
    return proposals.select_related("version__trial", "made_by", "proposed_by").first()


def proposal_to_answer(actor: Actor, version: Version) -> EditorialVersion | None:
    """The editor's proposal that waits, for those who answer for the text."""
    proposal = open_proposal(version) if may(actor, "trials.see_edit", version) else None
    return proposal if proposal and proposal.state == EditorialState.PROPOSED else None


def latest_answer(version: Version) -> EditorialVersion | None:
    """The last proposal that the author answered with words instead of accepting it, while it is the latest one sent."""
    sent = version.editorial_versions.exclude(proposed_at=None).select_related("version__trial", "proposed_by", "answered_by")
    last = sent.order_by("-proposed_at", "-pk").first()
    return last if last and last.state == EditorialState.ANSWERED else None


def _was_read_from_a_file(version: Version) -> bool:
    return version.number == 1 and hasattr(version.trial, "import_origin")


def advice(version: Version) -> list[Missing]:
    """What would make it better. Advice never stops anyone."""
    shortest, longest = STANDFIRST_ADVISED
    length = len(version.standfirst)
    found = []
    if version.standfirst and not shortest <= length <= longest:
        found.append(Missing(Section.INTRO, _("Den korte indledning læses bedst med 190–350 tegn"), "standfirst"))
    if version.trial.people.count() == 1:
        found.append(
            Missing(Section.PEOPLE, _("Peg på én ansvarlig mere, så prøvehandlingen ikke hænger på én person"), "people-0-user_id")
        )
    return found


def is_person_dependent(version: Version) -> bool:
    """Fewer than two responsible people: shown as *kun én ansvarlig* (domain.md §1)."""
    return len(version.trial.people.all()) < 2


def shown_version(actor: Actor, slug: str) -> Version | None:
    """The version behind a public address: the published one, else the last one withdrawn. An archived one is never shown on its own."""
    return (
        Version.objects.visible_to(actor)
        .filter(trial__slug=slug, state__in=[State.PUBLISHED, State.WITHDRAWN])
        .for_story()
        .order_by(Case(When(state=State.PUBLISHED, then=0), default=1), "-number")
        .first()
    )


def open_version(actor: Actor, slug: str) -> Version | None:
    """The version that is being written or reviewed, when the actor may see it."""
    return Version.objects.visible_to(actor).filter(trial__slug=slug, state__in=OPEN_STATES).first()


def related_to(version: Version, actor: Actor, *, most: int = 3) -> list[Version]:
    """The newest published trial actions that share a focus area with this one."""
    areas = [area.pk for area in version.focus_areas.all()]
    sharing = Version.focus_areas.through.objects.filter(focusarea__in=areas).values("version")
    others = Version.objects.published_to(actor).exclude(trial=version.trial_id).filter(pk__in=sharing)
    return list(others.for_lists().order_by("-published_at", "-pk")[:most])


def note_of(version: Version, act: str) -> str:
    """The note that went with the last such act, e.g. why it was sent back."""
    entry = LogEntry.objects.about(version).filter(act=f"trials.{act}").first()
    return entry.note if entry else ""


def sender_confirmed(version: Version) -> bool:
    """Whether who sent the text has answered that nobody can be recognised in it, as it was sent last."""
    confirmed = LogEntry.objects.about(version).filter(act="trials.confirm_nobody_recognised", user=version.submitted_by_id)
    return version.submitted_at is not None and confirmed.filter(at__gte=version.submitted_at).exists()


def history(trial: TrialAction, actor: Actor) -> list[LogEntry]:
    """Every act on a trial action, on any of its versions and on proposals for them, newest first.

    Of a draft that the actor may not see the notes are left out; why a system administrator has read it is shown.
    """
    of_trial = Q(subject_type=ContentType.objects.get_for_model(TrialAction), subject_id=trial.pk)
    subjects = GenericPrefetch("subject", [Version.objects.defer("frozen"), EditorialVersion.objects.select_related("version")])
    about = LogEntry.objects.filter(_about(trial.versions.all()) | of_trial)
    entries = list(about.select_related("user").prefetch_related(subjects))
    seen = set(Version.objects.visible_to(actor).filter(trial=trial).values_list("pk", flat=True))
    for entry in entries:
        version = getattr(entry.subject, "version", entry.subject)
        if isinstance(version, Version) and version.pk not in seen and entry.act != READ_DRAFT:
            entry.note = ""
    return entries


def open_in_the_municipality(actor: Actor) -> QuerySet[Version]:
    """Every open text of a system administrator's municipality, told by place, state and number only: nothing that is written is read."""
    if actor.kind != RoleKind.SYSTEM_ADMINISTRATOR or actor.municipality_id is None:
        return Version.objects.none()
    found = Version.objects.still_open().filter(trial__municipality=actor.municipality_id)
    told = ("number", "state", "changed_at", "trial__municipality__official_name", "trial__home_school__name")
    order = ("trial__home_school__sort_key", "-changed_at", "pk")
    return found.select_related("trial__municipality", "trial__home_school").only(*told).order_by(*order)


def readings_under_way(actor: Actor, now: datetime) -> dict[int, datetime]:
    """By version: until when the system administrator may read what he or she has opened."""
    opened = LogEntry.objects.filter(act=READ_DRAFT, user=actor.user, at__gt=now - READING_LASTS)
    found = opened.filter(subject_type=ContentType.objects.get_for_model(Version)).order_by("at").values_list("subject_id", "at")
    return {version: at + READING_LASTS for version, at in found}


def readings_of(version: Version) -> QuerySet[LogEntry]:
    """When a system administrator has read it, and why."""
    return LogEntry.objects.about(version).filter(act=READ_DRAFT)


def log_of(version: Version) -> QuerySet[LogEntry]:
    """Every act on one version and on proposals for it, newest first."""
    return LogEntry.objects.filter(_about(Version.objects.filter(pk=version.pk))).select_related("user")


def _about(versions: QuerySet[Version]) -> Q:
    kinds = ContentType.objects.get_for_models(Version, EditorialVersion)
    proposals = EditorialVersion.objects.filter(version__in=versions.values("pk"))
    return Q(subject_type=kinds[Version], subject_id__in=versions.values("pk")) | Q(
        subject_type=kinds[EditorialVersion], subject_id__in=proposals.values("pk")
    )


def last_sent(version: Version) -> tuple[dict[str, Any], datetime] | None:
    """The text as the reviewers had it before this, with the time it was sent; nothing the first time."""
    sent = list(version.sent_texts.all()[:2])
    is_with_the_reviewers = version.state in {State.SUBMITTED, State.APPROVED}
    earlier = sent[1:] if is_with_the_reviewers else sent
    return (earlier[0].snapshot, earlier[0].sent_at) if earlier else None


def published_before(version: Version) -> Version | None:
    """The version that is public while this one is written, or was until this one replaced it."""
    frozen = version.trial.versions.filter(state__in=FROZEN_STATES, number__lt=version.number)
    return frozen.for_story().order_by("-number").first()


def days_waited(version: Version, today: date) -> int:
    """Whole days since it was sent."""
    return (today - timezone.localdate(version.submitted_at)).days
