"""Each scenario breaks something `times` times while the portal works, and counts."""

import random
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from portal.accounts.actor import Actor
from portal.documents import services as documents
from portal.documents.choices import ACTIVE, DocumentState
from portal.documents.models import Document
from portal.localdb import Server
from portal.notices.choices import MailKind, MailState
from portal.notices.models import Mail
from portal.notices.services import mails
from portal.notices.writing import Text
from tests.factories import people, places
from tests.factories import trials as make
from tests.faults.world import processes, wait_for
from tests.faults.writers import writing
from trials.single import SINGLE


@dataclass(frozen=True)
class Report:
    """What was counted, and how many things were lost."""

    words: str
    lost: int

    def __str__(self) -> str:
        return f"{self.words}; {self.lost} lost"


def workers_killed(times: int) -> Report:
    """Two workers set documents and send mails; one of them is killed again and again, and another takes its place."""
    ordered, queued = order(times + 6), post(times * 2 + 10)
    with processes() as portal:
        portal.beat()
        for name in ("first", "second"):
            portal.worker(name)
        for _time in range(times):
            before = begun(ordered, queued)
            wait_for(lambda before=before: begun(ordered, queued) > before or not at_work(), "a worker that begins on something")
            victim = random.choice(["first", "second"])
            portal.kill(victim)
            portal.worker(victim)
        wait_for(lambda: settled(ordered) and posted(queued), "everything done after the last kill")
        failed = len(failed_with_a_reason(ordered))
        ordered = order_again(ordered)
        wait_for(lambda: settled(ordered), "what was ordered again")
    return counted(ordered, queued, f"{times} kills, {failed} documents failed after three of them and were ordered again")


def broker_emptied(times: int) -> Report:
    """Everything that was queued is forgotten by the broker before a worker sees it; the sweeps find it."""
    ordered, queued = order(max(times // 8, 1)), post(times)
    for part in ("queue", "control"):
        shutil.rmtree(Path(settings.DATA_DIR) / "broker" / part, ignore_errors=True)
        (Path(settings.DATA_DIR) / "broker" / part).mkdir(parents=True)
    with processes() as portal:
        portal.beat()
        portal.worker("only")
        wait_for(lambda: settled(ordered) and posted(queued), "everything found by the sweeps")
    return counted(ordered, queued, "the broker emptied")


def disk_full(times: int) -> Report:
    """No file can be written: each document waits; with room again all come by themselves."""
    ordered = order(times)
    with processes() as portal:
        portal.beat()
        portal.worker("full", inside=full_disk(Path(settings.MEDIA_ROOT) / "documents"))
        wait_for(lambda: waiting(ordered) == times, "every document waits for room")
    with processes() as portal:
        portal.beat()
        portal.worker("roomy")
        wait_for(lambda: settled(ordered), "every document with room again")
    return counted(ordered, [], f"{times} waited while the disk was full")


def database_restarted(times: int) -> Report:
    """People write in two web processes while PostgreSQL is restarted; what was said to be saved is saved."""
    server = Server(Path(settings.DATA_DIR), lasting=False)
    with processes() as portal:
        addresses = [portal.web(name) for name in ("one", "two")]
        with writing(addresses, people_who_write=6) as crew:
            for _time in range(times):
                crew.wait_for_saves()
                connection.close()
                server.stop()
                crew.wait_for_refusals()
                server.start()
            crew.wait_for_saves()
    saves, refusals = sum(each.saves for each in crew.writers), sum((each.refusals for each in crew.writers), Counter())
    lost = sum(not each.is_kept() for each in crew.writers) + sum(count for words, count in refusals.items() if words.startswith("?"))
    said = ", ".join(f"{count} × {words}" for words, count in sorted(refusals.items()))
    return Report(f"{times} restarts, {saves} saves said to be done; refused meanwhile: {said}", lost)


# What goes in, and what comes out


def order(count: int) -> list[int]:
    """Order the PDF of so many published trial actions."""
    school = places.school()
    found = []
    for _number in range(count):
        version = make.published(at=school)
        found.append(_ordered(version, version.approved_by))
    return found


def _ordered(version, person) -> int:
    role = person.roles.first()
    return documents.request(kind=SINGLE, subject=version, language="da", by=Actor(person, role), now=timezone.now()).pk


def post(count: int) -> list[int]:
    """Queue so many mails to one person, each with a subject of its own."""
    user = people.user()
    text = [Text(subject=f"Fejlprøve {number} {user.pk}", body="Kan du læse den?") for number in range(count)]
    return [mails.queue_text(kind=MailKind.ACCOUNT, text=each, user=user, by=None, now=timezone.now()).pk for each in text]


def begun(ordered: list[int], queued: list[int]) -> int:
    """How often a worker has begun on one of them."""
    sums = (kind.objects.filter(pk__in=rows).aggregate(n=Sum("attempts"))["n"] for kind, rows in ((Document, ordered), (Mail, queued)))
    return sum(number or 0 for number in sums)


def at_work() -> bool:
    return (
        Document.objects.filter(state__in=ACTIVE).exists() or Mail.objects.filter(state__in=[MailState.QUEUED, MailState.SENDING]).exists()
    )


def waiting(ordered: Iterable[int]) -> int:
    """How many were tried and put back."""
    return Document.objects.filter(pk__in=ordered, state=DocumentState.REQUESTED, attempts__gt=0).count()


def settled(ordered: Iterable[int]) -> bool:
    return not Document.objects.filter(pk__in=ordered, state__in=ACTIVE).exists()


def full_disk(folder: Path) -> tuple[str, ...]:
    """A command before a command: for the latter alone the folder is a disk with room for less than one PDF."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = 'mount -t tmpfs -o size=4k none "$0" && exec "$@"'
    return ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, str(folder))


def failed_with_a_reason(ordered: Iterable[int]) -> list[Document]:
    return list(Document.objects.filter(pk__in=ordered, state=DocumentState.FAILED).exclude(error=""))


def order_again(ordered: list[int]) -> list[int]:
    """What people do whose document failed: they order it once more. Returns the orders that now stand."""
    failed = {document.pk: document for document in failed_with_a_reason(ordered)}
    return [_ordered(failed[pk].subject, failed[pk].requested_by) if pk in failed else pk for pk in ordered]


def posted(queued: Iterable[int]) -> bool:
    return not Mail.objects.filter(pk__in=queued, state__in=[MailState.QUEUED, MailState.SENDING]).exists()


def counted(ordered: list[int], queued: list[int], words: str) -> Report:
    """How much of what was ordered and queued came out, each once."""
    built = sum(_has_file(document) for document in Document.objects.filter(pk__in=ordered))
    states = dict(Mail.objects.filter(pk__in=queued).values_list("pk", "state"))
    delivered = _delivered(queued)
    sent = [pk for pk, state in states.items() if state == MailState.SENT]
    uncertain = [pk for pk, state in states.items() if state == MailState.UNCERTAIN]
    twice = sum(count > 1 for count in delivered.values())
    lost = len(ordered) - built + len(queued) - len(sent) - len(uncertain) + twice + sum(pk not in delivered for pk in sent)
    words += f": {built} of {len(ordered)} documents built"
    if queued:
        words += f", {len(sent)} of {len(queued)} mails sent, {len(uncertain)} marked as uncertain, {twice} sent twice"
    return Report(words, lost)


def _has_file(document: Document) -> bool:
    return document.is_ready and document.file.storage.exists(document.file.name)


def _delivered(queued: list[int]) -> Counter[int]:
    """How often each mail lies in the folder that stands for the mail server."""
    said = (
        "".join(path.read_text(errors="replace") for path in Path(settings.MAIL_DIR).glob("*")) if Path(settings.MAIL_DIR).exists() else ""
    )
    return Counter({pk: count for pk in queued if (count := said.count(f".mail-{pk}-"))})
