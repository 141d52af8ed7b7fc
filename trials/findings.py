"""What the check for personal data finds in a version, and what has been answered: one pass over every text that readers see or that travels along.

Nothing that is found is stored. A finding is known again by its key, a keyed hash of its kind and words within the trial action.
"""

import dataclasses
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Model, prefetch_related_objects
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.text import notation
from portal.text.personal_data import Finding, FindingKind, find
from portal.text.sentences import spans
from trials.choices import OPEN_STATES, PrivacyReply, Section
from trials.models import PrivacyAnswer, TrialAction, Version
from trials.queries import Missing, missing_parts, unanswered
from trials.sections import ADJUSTMENT, ATTACHMENT, EXPECTATION, EXPECTATION_AFTERWARDS, MEASURE, OBSERVATION, VERSION_FIELDS

# What is read, so that a version costs the same however much it says.
_PARTS = (
    "observations",
    "images__stored",
    "attachments__stored",
    "trial__people",
    "trial__expectations__corrections",
    "trial__adjustments",
    "trial__measures",
    "trial__privacy_answers__answered_by",
    "trial__privacy_answers__decided_by",
)
# Words around a finding, as far as its own sentence goes.
_AROUND = 90
_LONGEST_SHOWN = 320
_LINK_TARGET = re.compile(r"\]\(([^)\s]+)\)")
_TEXTS_OF_ROWS = {"text", "own_label", "observed", "name", "unit", "source", "sentence", "title", "alt", "caption"}
_FILE_NAME = gettext_lazy("Filnavn")


@dataclass(frozen=True)
class Place:
    """Where something was found, with the words around it in its sentence. `field` is named as the section's page has it."""

    section: Section
    field: str
    label: str
    before: str
    words: str
    after: str

    @property
    def anchor(self) -> str:
        return f"#id_{self.field}" if self.field else ""


@dataclass
class Found:
    """One finding, however often the same words stand in the text."""

    kind: FindingKind
    key: str
    answer: PrivacyAnswer | None
    places: list[Place] = dataclasses.field(default_factory=list)

    @property
    def is_cpr(self) -> bool:
        return self.kind == FindingKind.CPR

    @property
    def is_open(self) -> bool:
        """It stops the text: a CPR number until the head has released it, anything else until somebody has answered."""
        if self.is_cpr:
            return self.answer is None or self.answer.answer != PrivacyReply.RELEASED
        return self.answer is None

    @property
    def is_asked(self) -> bool:
        return self.answer is not None and self.answer.answer == PrivacyReply.ASKED

    @property
    def is_refused(self) -> bool:
        return self.answer is not None and self.answer.answer == PrivacyReply.REFUSED

    @property
    def section(self) -> Section:
        return self.places[0].section


def findings(version: Version) -> list[Found]:
    """Everything found in a version and its trial action, in the order of the task list, the open ones first. Reads in a constant number of queries."""
    prefetch_related_objects([version], *_PARTS)
    trial = version.trial
    answers = {answer.key: answer for answer in trial.privacy_answers.all()}
    exempt = {
        "contact_email": trial.contact_email,
        "contact_phone": trial.contact_phone,
        "people": [person.name for person in trial.people.all()],
    }
    found: dict[str, Found] = {}
    for written in _texts(version):
        sentences = [sentence.span() for sentence in spans(written.text)]
        for finding in find(written.text, **exempt):
            key = _key(trial, finding)
            known = found.setdefault(key, Found(finding.kind, key, answers.get(key)))
            known.places.append(_place(written, finding, sentences))
    return sorted(found.values(), key=lambda one: (not one.is_open, not one.is_cpr))


def open_findings(version: Version) -> list[Found]:
    return [found for found in findings(version) if found.is_open]


def missing_to_send(version: Version) -> list[Missing]:
    """What stands between a version and the reviewers: parts not yet written, and findings not yet answered. Names no found words."""
    words = {
        True: _("Fjern tallet i ”%(field)s”, der ligner et CPR-nummer, eller få det frigivet"),
        False: _("Svar på: %(kind)s i ”%(field)s”"),
    }
    unanswered = [
        Missing(found.section, words[found.is_cpr] % {"kind": found.kind.label, "field": found.places[0].label}, found.places[0].field)
        for found in open_findings(version)
    ]
    return [*missing_parts(version), *unanswered]


def missing_for_approval(version: Version) -> list[Missing]:
    """What must be there before a version can be approved: all that was needed to send it, and an answer to the editor's proposal."""
    return [*missing_to_send(version), *unanswered(version)]


def number_in_text(answer: PrivacyAnswer) -> tuple[Version | None, Found | None]:
    """The open version, and what an answer is about as it stands there now; None where it is gone."""
    version = answer.trial.versions.filter(state__in=OPEN_STATES).select_related("trial__municipality", "trial__home_school").first()
    if version is None:
        return None, None
    return version, next((found for found in findings(version) if found.key == answer.key), None)


def stands_in(version: Version, answer: PrivacyAnswer) -> bool:
    """The words that were answered are still there."""
    return any(found.key == answer.key for found in findings(version))


def _key(trial: TrialAction, finding: Finding) -> str:
    """Digits alone for a number, so that the same number with other gaps needs no new answer."""
    numbers = finding.kind in {FindingKind.CPR, FindingKind.PHONE}
    words = re.sub(r"\D", "", finding.excerpt) if numbers else " ".join(finding.excerpt.casefold().split())
    return salted_hmac("trials.findings", f"{trial.pk}:{finding.kind}:{words}", algorithm="sha256").hexdigest()


def _place(written: "_Text", finding: Finding, sentences: list[tuple[int, int]]) -> Place:
    text = written.text
    at = bisect_right(sentences, finding.start, key=itemgetter(0)) - 1
    start, end = sentences[at] if at >= 0 and finding.start < sentences[at][1] else (finding.start, finding.end)
    before, after = text[min(start, finding.start) : finding.start], text[finding.end : max(end, finding.end)]
    words = finding.excerpt if len(finding.excerpt) <= _LONGEST_SHOWN else f"{finding.excerpt[:_LONGEST_SHOWN]} …"
    return Place(written.section, written.field, written.label, _last(before), words, _first(after))


def _first(text: str) -> str:
    return text if len(text) <= _AROUND else f"{text[:_AROUND].rpartition(' ')[0] or text[:_AROUND]} …"


def _last(text: str) -> str:
    return text if len(text) <= _AROUND else f"… {text[-_AROUND:].partition(' ')[2] or text[-_AROUND:]}"


# The texts


class _Text(NamedTuple):
    """What somebody wrote, and where: `field` as the section's page names it, empty where it cannot be mended in a field."""

    section: Section
    field: str
    label: str
    text: str


def _texts(version: Version) -> Iterator[_Text]:
    for section in Section:
        told = (_Text(section, *written) for written in _of_section(version, version.trial, section))
        yield from (written for written in told if written.text)


def _of_section(version: Version, trial: TrialAction, section: Section) -> Iterator[tuple[str, str, str]]:
    yield from _fields(version, VERSION_FIELDS.get(section, ()))
    if section == Section.EXPECTED:
        yield from _rows("expectations", trial.expectations.all(), (*EXPECTATION, *EXPECTATION_AFTERWARDS))
        yield from _corrections(trial)
        yield from _rows("adjustments", trial.adjustments.all(), ADJUSTMENT)
    elif section == Section.CHANGE:
        yield from _rows("observations", version.observations.all(), OBSERVATION)
    elif section == Section.MEASURES:
        yield from _rows("measures", trial.measures.all(), MEASURE)
    elif section == Section.PEOPLE:
        yield from _rows("people", trial.people.all(), ("title",))
        yield from _fields(trial, ("contact_phone",))
    elif section == Section.FILES:
        yield from _rows("images", version.images.all(), ("alt", "caption"))
        yield from _rows("attachments", version.attachments.all(), ATTACHMENT)
        yield from _file_names(version)


def _fields(thing: Model, names: Iterable[str], row: str = "") -> Iterator[tuple[str, str, str]]:
    for name in names:
        value = getattr(thing, name)
        if isinstance(value, str):
            yield f"{row}{name}", _label(thing, name), _as_read(value)


def _rows(kind: str, things: Iterable[Model], names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    for number, thing in enumerate(things):
        yield from _fields(thing, [name for name in names if name in _TEXTS_OF_ROWS], f"{kind}-{number}-")


def _corrections(trial: TrialAction) -> Iterator[tuple[str, str, str]]:
    """What an expectation said before it was corrected stands there for good."""
    for correction in (correction for row in trial.expectations.all() for correction in row.corrections.all()):
        yield from (("", label, text) for _field, label, text in _fields(correction, ("before", "note")))


def _file_names(version: Version) -> Iterator[tuple[str, str, str]]:
    for file in [*version.images.all(), *version.attachments.all()]:
        yield "", str(_FILE_NAME), file.stored.original_name


def _label(thing: Model, name: str) -> str:
    label: str | Promise = thing._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return capfirst(str(label))


def _as_read(text: str) -> str:
    """The words without their marks, and after them where the links lead: an address hides there too."""
    if "\n" not in text and not re.search(r"[*\[#\\]", text):
        return text
    return "\n".join([notation.to_plain(text), *_LINK_TARGET.findall(text)])
