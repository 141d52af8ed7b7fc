"""Danish text of realistic length, put together from sentences of our own. It tells nothing true; it is there to be searched."""

from random import Random

_FIRST = (
    "skole fravær elev klasse lærings trivsels overgangs forældre team vejleder pædagog fælles inklusions specialpædagogisk praksis netværks "
    "relations leder udviklings morgen bevægelses læse matematik sprog natur kultur fritids frokost støtte ressource"
).split()
_LAST = (
    "møde guide indsats fællesskab plan samtale forløb værksted makker kort tavle skema vejledning team miljø rum bånd gruppe dag ordning "
    "samarbejde besøg uge model praksis kultur strategi time hold"
).split()
_WHO = (
    "lærerne pædagogerne eleverne ledelsen forældrene PPR vejlederne teamet klassen årgangen medarbejderne børnene skolebestyrelsen de yngste "
    "de ældste to kolleger indskolingen mellemtrinet udskolingen"
).split()
_WHEN = (
    "hver mandag", "hver anden uge", "efter frokost", "i seks uger", "fra august til jul", "før timen", "to gange om ugen", "hele foråret",
    "i den første time", "én gang om måneden", "på gangen", "i pauserne", "efter efterårsferien",
)  # fmt: skip
_VERBS = (
    "planlagde afprøvede gentog flyttede samlede justerede drøftede evaluerede observerede fordelte tilrettelagde begyndte afsluttede fulgte"
).split()
_FELT = (
    "roligere", "mere overskueligt", "vanskeligere end ventet", "lettere at deltage i", "tydeligere for alle", "sjovere", "mere ensartet",
    "mindre sårbart", "bedre fordelt", "mere trygt",
)  # fmt: skip
_SENTENCES = (
    "Vi {verb} {en} {when}, så {who} kunne være med fra begyndelsen.",
    "{Who} {verb} {en}, og {who} oplevede, at det blev {felt}.",
    "Det vigtigste var, at {who} og {who} talte sammen {when}.",
    "I begyndelsen var {en} for stor en opgave, fordi {who} manglede tid {when}.",
    "Vi valgte {en} frem for {en}, da {who} allerede kendte formen.",
    "Når {who} mødes {when}, bliver {en} {felt}.",
    "Flere børn deltager nu i {en}, og færre bliver væk {when}.",
    "{Who} siger, at {en} er blevet {felt}, men at {en} stadig kræver forberedelse.",
    "Vi tæller, hvor mange der er med {when}, og bruger tallene på næste {en}.",
    "Hvis {who} er syge, tager {who} over, og så falder {en} ikke ud.",
    "Det gik ikke, som vi havde ventet: {en} blev {felt} for {who}.",
    "Til næste skoleår deler vi {en} i to, så {who} får {en} {when}.",
)
_TITLES = ("{En} {when}", "Fra {en} til {en}", "{En} for {who}", "Når {who} {verb} {en}", "Mere {en}, mindre {en}")


class Writer:
    """Writes from a seed: the same seed gives the same text."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.topic: list[str] = []

    def begin(self) -> None:
        """A new text: it is about a few things, which it names again and again."""
        self.topic = []
        self.topic = [self._noun() for _number in range(6)]

    def title(self) -> str:
        return self._fill(self.random.choice(_TITLES))[:150]

    def text(self, letters: int) -> str:
        """Paragraphs of about so many letters."""
        paragraphs, length = [], 0
        while length < letters:
            paragraph = " ".join(self._fill(self.random.choice(_SENTENCES)) for _number in range(self.random.randint(2, 4)))
            paragraphs.append(paragraph)
            length += len(paragraph)
        return "\n\n".join(paragraphs)

    def line(self, letters: int) -> str:
        return self.text(letters).replace("\n\n", " ")[:letters].rsplit(" ", 1)[0] + "."

    def lessons(self, number: int) -> str:
        return "\n".join(f"- {self._fill(self.random.choice(_SENTENCES))}" for _number in range(number))

    def _fill(self, pattern: str) -> str:
        slots = {"{en}": self._noun, "{who}": lambda: self.random.choice(_WHO), "{verb}": lambda: self.random.choice(_VERBS)}
        slots |= {"{when}": lambda: self.random.choice(_WHEN), "{felt}": lambda: self.random.choice(_FELT)}
        for slot, make in slots.items():
            while slot in pattern:
                pattern = pattern.replace(slot, make(), 1)
        for slot, make in (("{En}", self._noun), ("{Who}", lambda: self.random.choice(_WHO))):
            while slot in pattern:
                word = make()
                pattern = pattern.replace(slot, word[:1].upper() + word[1:], 1)
        return pattern

    def _noun(self) -> str:
        """Common words often, rare ones seldom, as in a language; mostly what the text is about."""
        if self.topic and self.random.random() < 0.85:
            return self.random.choice(self.topic)
        first = _FIRST[min(int(self.random.expovariate(0.06)), len(_FIRST) - 1)]
        last = _LAST[min(int(self.random.expovariate(0.12)), len(_LAST) - 1)]
        if self.random.random() < 0.3:
            return last
        if self.random.random() < 0.15:
            first = self.random.choice(_FIRST) + first
        return first + last + self.random.choice(("", "", "", "s", "ne"))


_TREES = "Birke Bøge Ege Elme Hassel Linde Pile Aske Fyrre Gran Kirse Æble Pære Hyld Tjørne Rønne Løn Kastanje Valnød Poppel".split()
_PLACES = "by lund holm borg vang høj bæk dal strup næs sø mark rup løse ballegård å".split()
_AT = "agerskolen bakkeskolen dalsskolen engskolen gårdskolen havnskolen højskolegade kærskolen marksskolen parkskolen søskolen vangskolen".split()


def municipality_name(number: int) -> str:
    """An invented name; numbers beyond the combinations are told apart by a Roman-like ending."""
    tree, place = _TREES[number % len(_TREES)], _PLACES[number // len(_TREES) % len(_PLACES)]
    again = number // (len(_TREES) * len(_PLACES))
    return f"{tree}{place}" + (f" {again + 1}" if again else "")


def school_name(number: int) -> str:
    tree, at = _TREES[number % len(_TREES)], _AT[number // len(_TREES) % len(_AT)]
    again = number // (len(_TREES) * len(_AT))
    return f"{tree}{at}" + (f" {again + 1}" if again else "")
