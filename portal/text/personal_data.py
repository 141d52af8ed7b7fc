"""Looks for personal data before a text is sent: a help to writers and reviewers, never a proof that a text is clean.

The rules come from domain.md §9 and the municipality's duty not to publish who a child, a family or a colleague is. Hits and misses
are measured on labelled sentences (tests/text/data/); docs/personal-data.md shows the table.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.text.sentences import spans


class FindingKind(models.TextChoices):
    CPR = "cpr", _("Ligner et CPR-nummer")
    EMAIL = "email", _("E-mailadresse")
    PHONE = "phone", _("Telefonnummer")
    NAME = "name", _("Et barn ved navn")
    SITUATION = "situation", _("Én persons situation")


@dataclass(frozen=True)
class Finding:
    """What was found, and where in the text (half-open character range)."""

    kind: FindingKind
    start: int
    end: int
    excerpt: str

    @property
    def blocks(self) -> bool:
        """A CPR number stops the text until the head releases it; the rest is answered one by one."""
        return self.kind == FindingKind.CPR


_GAP = r"[ .\-\u00a0\u2010-\u2015\u2212/]?"
_CPR = re.compile(rf"(?<!\d)(?<!\d[.,])(\d{{2}}){_GAP}(\d{{2}}){_GAP}(\d{{2}})[ \u00a0]?{_GAP}[ \u00a0]?(\d{{4}})(?!\d|[.,]\d)")
# Written out to hide it from robots, it is still an address.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}(?:@| ?[\[(](?:a|at|snabel-?a)[\])] ?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:(?:\+|00)45[ -]?)?([2-9]\d(?:\d{2}){3}|\d{2}(?P<gap>[ .\-\u00a0])\d{2}(?:(?P=gap)\d{2}){2}|[2-9]\d{3}[ \u00a0-]\d{4}|[2-9]\d \d{3} \d{3}|[2-9]\d{2} \d{3} \d{2})"
    r"(?![\w]|[.,-]\d| (?:kr|kroner|elever|børn|procent|timer|lektioner|personer|deltagere|point)\b)"
)
# Eight digits with such a word before them are no telephone.
_OTHER_NUMBER = re.compile(
    r"\b(?:cvr|p-|ean|sags|journal|faktura|ordre|vare|konto|projekt)[ -]?(?:nr|nummer)?\w*[.:]? ?(?:er )?$", re.IGNORECASE
)
_TWO_YEARS = re.compile(r"^(?:19|20)\d\d[ -](?:19|20)\d\d$")
# One child, not children in general.
_CHILD = (
    r"(?:elev(?:en)?s?|dreng(?:en)?s?|pige(?:n)?s?|barn(?:et)?s?|søn(?:nen)?s?|datter(?:en)?s?|lillebror|lillesøster|storebror|storesøster)"
)
_CALLED = r"(?:,? (?:der|som) hedder|,? ved navn|,? kaldet|,)?"
_GIVEN_NAME = r"([A-ZÆØÅ][a-zæøåéèüöä]+(?:-[A-ZÆØÅ][a-zæøåéèüöä]+)?)"
_NAMED_CHILD = re.compile(rf"\b(?i:{_CHILD}){_CALLED} {_GIVEN_NAME}(?: [A-ZÆØÅ]\w*\.?)?")
_NAME_IN_CLASS = re.compile(rf"\b{_GIVEN_NAME},? (?:\(|fra |i |på )?(?:[0-9]|10)\.? ?(?:[a-zA-Z]\b|klasse|årgang)")
_NAME_IS_PUPIL = re.compile(rf"\b{_GIVEN_NAME}(?: er| var| blev|,)? (?:en |vores |min )?(?i:elev|søn|datter|dreng|pige)\b")
_NAME_AND_OWN = re.compile(
    rf"\b{_GIVEN_NAME}s (?i:mor|far|forældre|mors|fars|familie|diagnose|fravær|storebror|lillesøster|bror|søster|bedsteforældre|plads|makker|skema|plan|tegning|historie)\b"
)
_NAME_IN_FILE_NAME = re.compile(r"(?:elev|barn|dreng|pige)[_-]([a-zæøå]+)(?![a-zæøå])", re.IGNORECASE)
# An underscore joins words as a space does: ”Emma_3b.jpg”, ”foto_Emma.jpg”.
_NAME_BESIDE_UNDERSCORE = re.compile(rf"(?<![^\W_])(?:(?<=_){_GIVEN_NAME}(?![a-zæøå])|{_GIVEN_NAME}(?=_))")
# A first name alone: grown-ups are named with their surname or their work.
_NAME_ALONE = re.compile(
    rf"(?<![\w.-]){_GIVEN_NAME}(?![\w-]| (?:[A-ZÆØÅ][a-zæøå]|fra (?:PPR|forvaltningen|kommunen|kontoret|ledelsen|teamet|SSP)|på kontoret))"
)
_WORK_BEFORE = re.compile(
    r"(?:[Ll]ærere?n?|[Vv]ejledere?n?|[Pp]ædagog(?:en)?|[Ll]ederen?|[Kk]onsulent(?:en)?|[Pp]sykolog(?:en)?|[Kk]ollega(?:en)?|[Ss]ekretær(?:en)?|Sankt|Sct\.|Skt\.|[^\s.!?:”] [A-ZÆØÅ][\w.]*) $"
)
# Names that are also words, where a sentence begins.
_ALSO_WORDS = frozenset("Alba Bent Birk Bo Hans Kim Liv Lykke Max Per Rosa Sam Storm Tim Tom".split())

# One grown-up or child, told of as one: ”en dreng i 4. klasse”, ”vores kollega”, ”én af pigerne”, ”hun”.
_PERSON = (
    r"(?:elev|dreng|pige|barn|mor|far|forælder|familie|kollega|lærer|pædagog|medarbejder|leder|bror|søster|søn|datter|søskendepar|tvilling|"
    r"tvillingepar|vikar|praktikant|sekretær|pedel|teenager|fyr|kvinde|ung|unge|studerende|mand)"
)
_ONE_PERSON = re.compile(
    rf"\b(?:(?:en|én|et|ét|denne|dette|den|det|vores|min|sin|sit|deres)(?: [\w-]{{1,30}}){{0,2}}? \w{{0,20}}{_PERSON}"
    r"|(?:en|én|et|ét|to) af (?:\w{1,30} ){0,2}?(?:eleve?r|pige|dreng|børn|lære|forældre|mød|fædre|kolleg|medarbejder|pædagog|familie|dem|de unge)\w{0,20}"
    r"|(?:en|én) (?:i|fra) (?:\w{1,20} ){0,2}?(?:klassen|teamet|holdet|gruppen|huset|\d\.? ?[a-z])"
    r"|(?:eleven|drengen|pigen|barnet|familien|moren|moderen|faren|faderen|kollegaen|læreren|pædagogen|medarbejderen|\w{0,10}lederen|broren|søsteren|sønnen|"
    r"datteren|vikaren|pedellen|sekretæren|tvilling(?:en|erne))s?|forældrene er|to (?:tvillinger|søskende|brødre|søstre)|hendes|hans|hun|han|hende|ham)\b"
)
# In the middle of any word, since Danish joins them: ”skolefravær”, ”langtidssygemeldt”, ”børnepsykiatrisk”.
_STEMS = re.compile(
    # a diagnosis, an illness, a disability
    "adhd|autis|asperger|downs? syndrom|depressi|deprimer|tourette|diagnos|epilep|handicap|diabet|spiseforstyrr|anoreksi|bulimi|selvskad|selvmord|"
    "psykiat|psykose|psykisk syg|psykologsamtale|psykologforløb|psykologhjælp|til psykolog|hos en psykolog|skizofren|bipolar|indlagt|indlæggelse|"
    "leukæmi|sygdom|sygemeld|langtidssyg|sygeorlov|hospital|traume|ptsd|udviklingshæm|udviklingsforstyrr|opmærksomhedsforstyrr|"
    "tilknytningsforstyrr|personlighedsforstyrr|ordblind|talblind|selektiv mutis|døvblind|hørenedsæt|hørehæm|høreapparat|synshandicap|svagtsynet|"
    "kørestol|cerebral|spastisk|spastiker|muskelsvind|insulin|medicin|allergisk|astma|migræne|hjerneskad|hjernerystelse|senfølger|gravid|"
    "abort|udredning|udredt|udredes|"
    # absence
    "fravær(?!s(?:vejled|guide|møde|arbejd|politik|regist|team|tal|strategi|indsats|kultur|statistik|princip))|skolevægr|skolevegr|skoleværing|pjæk|skulke|udeblev|udebliver|udeblevet|nedsat skema|reduceret skema|nedsat skoletid|"
    # a situation at home, or at work
    "misbrug|alkohol|skilsmisse|voldelig|mishandl|omsorgssvigt|vanrøgt|overgreb|incest|krænke|anbragt|anbring|"
    "underretning|tvangsfjern|plejefamil|plejebarn|plejeforæld|familiepleje|døgninstitution|fængs|krisecent|dødsfald|begravelse|"
    "kontanthjælp|fattig|hjemløs|asyl|flygtning|opholdstilladelse|udvist|forældremyndighed|samværssag|samvær med|samværet|familieretshus|arbejdsløs|"
    "førtidspension|konkurs|gældsat|sagsbehandler|familiebehandl|aflastningsfamil|kontaktperson fra kommunen|politianmeld|anholdt|"
    "sigtet for|dømt for|kriminel|tjenstlig|afskedig|bortvis|fyring|stressramt|stressyg|udbrændt|kræftsyg|kræftramt|angstanfald|angstlidelse"
)
_PHRASES = re.compile(
    r"\b(?:(?:add|ocd|downs?|kræft|kræften|lungekræft|brystkræft|\w{0,20}angst(?:en)?|stress|sorg|"
    r"vold|volden|slår|slået|drikker|skilt|skilles|gæld|døde|død|fyret|opsagt|advarsel|mobbes|mobbet|sulten|søvnløs)\b"
    # what somebody is or has become
    r"|(?:er|var|blev|bliver|været|blevet|fødes|født) (?:\w{1,20} ){0,2}(?:syge?|døve?|døvt|blinde?|blindt|lam|stresset|indlagt|opereret|hjemsendt|udsat for)\b"
    r"|(?:fik|fået|får) (?:\w{1,20} ){0,1}konstateret\b|lid(?:er|t|te) (?:\w{1,20} ){0,1}(?:af|under)\b|led af\b|stammer\b(?! fra)"
    r"|(?:gik|gået|går|brød|bryder|brudt) (?:\w{1,20} ){0,2}(?:ned|sammen)\b"
    r"|(?:mistet|mistede|mister) (?:\w{1,20} ){0,1}(?:sin|sit|sine|deres|en|begge|både)\b"
    # not at school
    r"|(?:ikke|aldrig|sjældent|næppe|holdt op med at) (?:\w{1,20} ){0,3}(?:i skole|på skolen|til timerne|til undervisning\w{0,2}|ud ad døren|op om morgenen)\b"
    r"|(?:kom|kommer|mødte|møder|dukker|dukkede|går|gik) (?:\w{1,20} ){0,3}(?:ikke|sjældent|aldrig|kun)(?: op| i skole| til tiden| (?:to|tre|fire|én|en|et par|få|\d) (?:dag|time|lektion)\w{0,3})\b"
    r"|(?:været|holdt|holder|blev|bliver|blevet|bleven) (?:sig )?(?:\w{1,20} ){0,2}(?:væk|hjemme)\b(?! hos)"
    # at home
    r"|(?:flytte\w{0,2}|gået|går|gik) (?:\w{1,20} )?fra hinanden\b|(?:kæmper|strides|slås|skændes|skændtes) om\b|forældre\w{0,4} (?:\w{1,20} ){0,2}skænd\w{0,4}\b"
    r"|bo(?:r|ede|et|s) (?:\w{1,20} ){0,3}(?:hos (?:sin|sine|en|bedste|mor|far)|skiftevis|alene|institution|bosted|opholdssted|herberg|bil)\w{0,12}\b"
    r"|(?:smidt|sat|kastet|flygtet|stukket|løbet|flyttet) (?:\w{1,20} ){0,2}(?:ud|hjemmefra)\b|ikke (?:\w{1,20} ){0,2}råd til\b"
    r"|(?:konflikt\w{0,4}|uro\w{0,3}|svær\w{0,2}|hård\w{0,2}|problem\w{0,3}|vanskelig\w{0,7}|kao\w{0,4}|utryg\w{0,4}|ustabil\w{0,2}|belast\w{0,4}|råb\w{0,3}|bange|brud) "
    r"(?:\w{1,20} ){0,4}(?:derhjemme|hjemme|hjemmet|familien)\b"
    r"|(?:derhjemme|hjemme|hjemmet|familien) (?:\w{1,20} ){0,4}(?:konflikt\w{0,4}|urolig\w{0,2}|svær\w{0,2}|hård\w{0,2}|problem\w{0,3}|vanskelig\w{0,7}|kao\w{0,4}|utryg\w{0,4}|ustabil\w{0,2}|belast\w{0,4})\b)"
)
# The subject of a meeting or a course, not somebody's state: ”et møde om fravær”, ”kursus i autisme”.
_TOPIC_BEFORE = re.compile(
    r"(?:mød\w{0,5}|samtale\w{0,3}|kurs\w{0,4}|viden|oplæg\w{0,3}|tema\w{0,8}|materiale\w{0,3}|\w{0,20}politik\w{0,3}|indsats\w{0,4}|\w{0,15}plan\w{0,4}|"
    r"procedure\w{0,2}|arbejde\w{0,3}|bog\w{0,3}|film\w{0,3}|undervisning\w{0,2}|uddannelse\w{0,2}|forsk\w{0,4}|tal\w{0,4}|ansvar\w{0,5}|vejled\w{0,5}|"
    r"spørgsmål\w{0,4}|opfølgning\w{0,2}|registrering\w{0,2}|statistik\w{0,3}) (?:om|i|mod|ved|for|på|af|til) (?:\w{1,20} ){0,2}$"
)
# A rule for everyone is about no one: ”Når en elev har fravær over ti procent, ringer vi hjem.”
_GENERAL = re.compile(
    r"^\W*(?:når|hvis|hver gang|for hver|uanset|før|inden|så snart|i tilfælde|ingen|alle)\b|, (?:hvis|uanset) |\b(?:hver elev|hvert barn|den enkelte|det enkelte|ethvert|enhver|"
    r"en elev kan|et barn kan|når en|når et|hvis en|hvis et|om en elev|elever med|børn med|uden at nævne|(?:noterer|registrerer|fører) (?:\w{1,20} )?fravær\w{0,3}|på hver)\b"
)
_NOT_NAMES = frozenset(
    "Danmark Dansk Kommune Skolen Matematik Engelsk Natur Teknologi Fjordby Mandag Tirsdag Onsdag Torsdag Fredag Og Men Det Vi De Den".split()
)


def find(text: str, *, contact_email: str = "", contact_phone: str = "", people: Iterable[str] = ()) -> list[Finding]:
    """Return what looks like personal data, in the order of the text.

    The action's own contact is no finding, nor is the name of somebody who is named as responsible for it (`people`).
    """
    names = list(_names(text, {word for name in people for word in name.split()}))
    found = [
        *_cpr(text),
        *(_finding(FindingKind.EMAIL, text, match) for match in _EMAIL.finditer(text) if match[0].lower() != contact_email.lower()),
        *_phones(text, contact_phone),
        *names,
        *_situations(text, names),
    ]
    return sorted(_without_overlaps(found), key=lambda finding: finding.start)


def holds_cpr(text: str) -> bool:
    """Whether something in it looks like a CPR number."""
    return any(_cpr(text))


def without_cpr(text: str) -> str:
    """The same text with dots for each number that looks like a CPR number: for what is kept beside a text that was mended."""
    for finding in reversed(list(_cpr(text))):
        text = f"{text[: finding.start]}…{text[finding.end :]}"
    return text


def _cpr(text: str) -> Iterator[Finding]:
    """Ten digits that begin with a date. Modulus 11 is not asked: since 2007 valid numbers fail it."""
    for match in _CPR.finditer(text):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
        if _is_date(day, month, year):
            yield _finding(FindingKind.CPR, text, match)


def _is_date(day: int, month: int, year: int) -> bool:
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


def _phones(text: str, contact: str) -> Iterator[Finding]:
    own = re.sub(r"\D", "", contact)[-8:]
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[1])
        if digits != own and not _TWO_YEARS.match(match[1]) and not _OTHER_NUMBER.search(_before(text, match)):
            yield _finding(FindingKind.PHONE, text, match)


def _names(text: str, grown_ups: set[str]) -> Iterator[Finding]:
    for match in _NAMED_CHILD.finditer(text):
        if match[1] not in _NOT_NAMES:
            yield _finding(FindingKind.NAME, text, match)
    for pattern in (_NAME_IN_CLASS, _NAME_IS_PUPIL, _NAME_AND_OWN):
        for match in pattern.finditer(text):
            if _is_first_name(match[1]) and match[1] not in grown_ups:
                yield _finding(FindingKind.NAME, text, match)
    for match in _NAME_IN_FILE_NAME.finditer(text):
        if _is_first_name(match[1].capitalize()):
            yield _finding(FindingKind.NAME, text, match)
    for match in _NAME_BESIDE_UNDERSCORE.finditer(text):
        if _is_first_name(match[1] or match[2]) and (match[1] or match[2]) not in grown_ups:
            yield _finding(FindingKind.NAME, text, match)
    for match in _NAME_ALONE.finditer(text):
        if _is_first_name(match[1]) and match[1] not in grown_ups and not _is_no_child(text, match):
            yield _finding(FindingKind.NAME, text, match)


def _is_first_name(word: str) -> bool:
    return word.split("-")[0] in _first_names()


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - 40) : match.start()]


def _is_no_child(text: str, match: re.Match[str]) -> bool:
    """A surname, a colleague by profession, a saint, or a word that begins a sentence."""
    before = _before(text, match)
    begins = not before.strip() or before.rstrip(" ")[-1] in ".!?:”\n"
    return bool(_WORK_BEFORE.search(before)) if not begins else match[1] in _ALSO_WORDS


def _situations(text: str, names: list[Finding]) -> Iterator[Finding]:
    """One person, by name or as ”en dreng”, and a diagnosis, absence or a situation at home in the same sentence."""
    starts = sorted(name.start for name in names)
    for sentence in spans(text):
        words = sentence[0].lower()
        is_named = bisect_left(starts, sentence.start()) < bisect_left(starts, sentence.end())
        if (is_named or _ONE_PERSON.search(words)) and _tells_something_sensitive(words) and not _GENERAL.search(words):
            yield _finding(FindingKind.SITUATION, text, sentence)


def _tells_something_sensitive(words: str) -> bool:
    found = [*_STEMS.finditer(words), *_PHRASES.finditer(words)]
    return any(not _TOPIC_BEFORE.search(words[max(0, match.start() - 60) : match.start()]) for match in found)


@cache
def _first_names() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "data" / "first_names.txt").read_text(encoding="utf-8").split())


def _finding(kind: FindingKind, text: str, match: re.Match[str]) -> Finding:
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    end = start + len(match[0].strip())
    return Finding(kind, start, end, text[start:end])


def _without_overlaps(found: list[Finding]) -> list[Finding]:
    """Of two findings on the same characters the more serious one is kept; a sentence may hold a smaller finding."""
    order = [kind.value for kind in FindingKind]
    kept: list[Finding] = []
    taken: set[int] = set()
    for finding in sorted(found, key=lambda each: (order.index(each.kind), each.start)):
        characters = set() if finding.kind == FindingKind.SITUATION else set(range(finding.start, finding.end))
        if taken.isdisjoint(characters):
            kept.append(finding)
            taken |= characters
    return kept
