"""Measures the personal-data check on the labelled sentences. `python -m tests.text.measuring` prints the tables of docs/personal-data.md."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from portal.text.personal_data import FindingKind, find

DATA = Path(__file__).parent / "data"
TUNED, UNSEEN, THIRD = (DATA / f"personal_data{name}.tsv" for name in ("", "_unseen", "_third"))
NAMES = {
    "cpr": "CPR number",
    "email": "E-mail address",
    "phone": "Telephone number",
    "name": "A child by name",
    "situation": "One person's situation",
}


@dataclass(frozen=True)
class Score:
    """Sentences of one kind: found as they should, missed, and found where there is none."""

    hits: int
    misses: int
    false: int

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.misses)

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.false)


def labelled(path: Path) -> list[tuple[frozenset[str], str]]:
    """Each sentence with the kinds that a person found in it."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [(frozenset() if kinds == "-" else frozenset(kinds.split(",")), sentence) for kinds, sentence in rows]


def measure(path: Path) -> dict[str, Score]:
    hits, misses, false = Counter(), Counter(), Counter()
    for expected, sentence in labelled(path):
        found = {finding.kind.value for finding in find(sentence)}
        hits.update(expected & found)
        misses.update(expected - found)
        false.update(found - expected)
    return {kind: Score(hits[kind], misses[kind], false[kind]) for kind in FindingKind.values}


def table(path: Path) -> str:
    rows = labelled(path)
    with_data = sum(1 for expected, _sentence in rows if expected)
    lines = [
        f"{len(rows)} sentences: {with_data} with personal data, {len(rows) - with_data} without.",
        "",
        "| kind | found | missed | found wrongly | recall | precision |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for kind, score in measure(path).items():
        lines.append(f"| {NAMES[kind]} | {score.hits} | {score.misses} | {score.false} | {score.recall:.0%} | {score.precision:.0%} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(TUNED), table(UNSEEN), table(THIRD), sep="\n\n")
