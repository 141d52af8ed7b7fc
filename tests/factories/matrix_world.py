"""One small world with something at every address, and one actor per role."""

import hashlib
from types import SimpleNamespace

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile

from partners.exchange.choices import Fate
from partners.exchange.models import CalendarKey, ColumnMapping, MobilityImport
from partners.exchange.planning import Planned
from partners.exchange.services import hash_of
from partners.mobilities.choices import PaperKind, PaperState
from partners.mobilities.choices import State as JourneyState
from partners.models import AccreditationFile, ConsortiumImport, Objective, Plan, Wording
from portal.accounts.actor import VISITOR, Actor
from portal.documents.choices import DocumentState
from portal.documents.models import Document, Volume
from portal.files.models import StoredFile
from portal.notices.choices import MailKind, MailState
from portal.notices.models import Mail, Notice
from portal.text import danish
from portal.text.personal_data import FindingKind
from schools.people.models import Invitation
from schools.register.choices import Encoding
from schools.register.models import SchoolImport
from tests.factories import consortium, homecoming, papers, people, places
from tests.factories import trials as make
from trials.catalogue.choices import EDITION, EditionState
from trials.catalogue.documents import edition_snapshot
from trials.catalogue.models import Catalogue, Edition, EditionItem, Erratum
from trials.catalogue.services.corrections import begin
from trials.choices import PrivacyReply, Section, State
from trials.imports.models import TrialImport
from trials.models import Attachment, Expectation, Image, PrivacyAnswer

TOKEN = "den-hemmelige-del-af-linket"


def build(roles: list[str]) -> SimpleNamespace:
    """Return the world: `actors` by role name, and a thing for each kind of address."""
    here, elsewhere = places.municipality("Egsted"), places.municipality("Lyngsø")
    school, other_school = places.school("Hasselhegnskolen", at=here), places.school("Bøgestenskolen", at=here)
    partnership, another = places.network(here, name="Netværk for fælles skole"), places.network(elsewhere, name="Det andet netværk")
    spots = {
        "contributor": school,
        "school_leader": school,
        "facilitator": partnership,
        "leader_of_another_school": other_school,
        "consultant_elsewhere": elsewhere,
        "editor_of_another_partnership": another,
    }
    kinds = {
        "leader_of_another_school": "school_leader",
        "consultant_elsewhere": "consultant",
        "editor_of_another_partnership": "editor",
    }
    actors = {role: people.actor(kinds.get(role, role), spots.get(role, here)) for role in roles if role not in {"visitor", roles[-1]}}
    actors["visitor"] = VISITOR
    actors["superuser_without_a_role"] = Actor(people.user(is_staff=True, is_superuser=True))
    world = SimpleNamespace(actors=actors, here=here, school=school, network=partnership)
    _trial_actions(world)
    _catalogues(world)
    _people(world)
    _consortium(world)
    _exchange(world)
    _mobilities(world)
    _papers(world)
    _homecoming(world)
    return world


def _mobilities(world: SimpleNamespace) -> None:
    """One in each state that an address asks for, written by the contributor, who travels."""
    shared = {"at": world.school, "by": world.actors["contributor"].user}
    world.journey_draft = consortium.mobility(**shared)
    world.journey_proposed = consortium.mobility(**shared, state=JourneyState.PROPOSED, km_evidence=_stored("application/pdf"))
    world.journey_approved = consortium.mobility(**shared, state=JourneyState.APPROVED)


def _trial_actions(world: SimpleNamespace) -> None:
    area = places.focus_area(world.network)
    states = {
        "public": State.PUBLISHED,
        "draft": State.DRAFT,
        "submitted": State.SUBMITTED,
        "to_recall": State.SUBMITTED,
        "to_approve": State.SUBMITTED,
        "proposed": State.SUBMITTED,
    }
    for name, state in states.items():
        setattr(world, name, make.in_state(state, at=world.school, area=area, title=name.replace("_", " ").capitalize()))
    world.comment = make.comment(world.submitted, by=world.actors["consultant"])
    make.proposal(world.proposed, by=world.actors["editor"])
    world.image = Image.objects.create(version=world.public, stored=_stored("image/png"), alt="Et rum")
    world.expectation = Expectation.objects.create(trial=world.draft.trial, perspective="pupils", text="20 af 24 er med")
    world.asked = PrivacyAnswer.objects.create(
        trial=world.draft.trial,
        key="0" * 64,
        kind=FindingKind.CPR,
        section=Section.DONE,
        answer=PrivacyReply.ASKED,
        answered_at=make.NOW,
        answered_by=world.actors["school_leader"].user,
    )
    world.attachment = Attachment.objects.create(version=world.public, stored=_stored("application/pdf"), title="Opskrift")


def _stored(media_type: str) -> StoredFile:
    stored = StoredFile(
        sha256="0" * 64, media_type=media_type, size=8, width=10, height=10, original_name="fil", uploaded_by=None, uploaded_at=make.NOW
    )
    stored.file.save("fil.bin", ContentFile(b"indhold."), save=False)
    stored.save()
    return stored


def _catalogues(world: SimpleNamespace) -> None:
    world.edition, world.in_work = _edition(world, "Udgivet"), _edition(world, "I arbejde")
    world.document, world.ordered = _document(world.in_work, ready=True), _document(world.in_work, ready=False)
    world.item = world.in_work.items.get()
    Edition.objects.filter(pk=world.edition.pk).update(
        cover_image=_stored("image/png"),
        state=EditionState.PUBLISHED,
        published_at=make.NOW,
        published_by=world.actors["consultant"].user,
        document=_document(world.edition, ready=True),
    )
    _corrected(world)
    _divided(world)


def _divided(world: SimpleNamespace) -> None:
    """A published edition in two volumes, of so many trial actions that it is read page by page on the web too."""
    out = _edition(world, "I to bind")
    document = _document(out, ready=True)
    (said,) = document.snapshot["trials"]
    document.snapshot["trials"] = [{**said, "trial": number} for number in range(1, 62)]
    document.file.delete(save=False)
    document.volume_count = 2
    document.save()
    for number in (1, 2):
        made = Volume(document=document, number=number, title="Det hele", checksum="0" * 64, size=8, pages=4)
        made.file.save("bind.pdf", ContentFile(b"%PDF-1.7"))
    stamps = {"state": EditionState.PUBLISHED, "published_at": make.NOW, "published_by": world.actors["consultant"].user}
    Edition.objects.filter(pk=out.pk).update(**stamps, document=document)
    world.divided = Edition.objects.get(pk=out.pk)


def _corrected(world: SimpleNamespace) -> None:
    """A *rettet udgave* under way; its address is another book's, so that the published one has none."""
    out = _edition(world, "Med fejl")
    stamps = {"state": EditionState.PUBLISHED, "published_at": make.NOW, "published_by": world.actors["consultant"].user}
    Edition.objects.filter(pk=out.pk).update(**stamps, document=_document(out, ready=True))
    out.refresh_from_db()
    world.corrected = begin(edition=out, by=world.actors["consultant"], now=make.NOW)
    world.erratum = Erratum.objects.create(edition=world.corrected, made_on=make.NOW.date(), text="Et tal var forkert.")


def _edition(world: SimpleNamespace, title: str) -> Edition:
    made = Edition.objects.create(
        catalogue=Catalogue.objects.create(title=title, slug=danish.slug(title), municipality=world.here),
        number=1,
        title=title,
        created_at=make.NOW,
        created_by=world.actors["consultant"].user,
        changed_at=make.NOW,
    )
    EditionItem.objects.create(edition=made, version=world.public, position=1)
    return made


def _document(edition: Edition, *, ready: bool) -> Document:
    made = Document(
        kind=EDITION,
        subject_type=ContentType.objects.get_for_model(edition),
        subject_id=edition.pk,
        language="da",
        snapshot=edition_snapshot(edition, make.NOW),
        snapshot_hash=str(ready).zfill(64),
        requested_by=edition.created_by,
        requested_at=make.NOW,
        template_version="1",
        file_name="katalog.pdf",
    )
    if ready:
        made.state, made.checksum, made.finished_at = DocumentState.READY, "0" * 64, make.NOW
        made.file.save("katalog.pdf", ContentFile(b"%PDF-1.7"), save=False)
    made.save()
    return made


def _people(world: SimpleNamespace) -> None:
    colleague = people.role("contributor", world.school)
    world.role, world.colleague = colleague, colleague.user
    world.invitation = Invitation.objects.create(
        kind="contributor",
        school=world.school,
        email="ny@egsted.example",
        name="Ny Kollega",
        token_hash=hashlib.sha256(TOKEN.encode()).hexdigest(),
        invited_by=world.actors["school_leader"].user,
        invited_at=make.NOW,
        expires_at=make.NOW.replace(year=2030),
    )
    world.mail = Mail.objects.create(
        kind=MailKind.RETURNED,
        user=colleague.user,
        email=colleague.user.email,
        language="da",
        subject="Sendt retur",
        about=world.public,
        municipality_number=world.here.pk,
        state=MailState.UNCERTAIN,
        created_at=make.NOW,
    )
    world.school_import = SchoolImport.objects.create(
        municipality=world.here, file_name="skoler.csv", encoding=Encoding.UTF8, read_at=make.NOW, read_by=world.actors["consultant"].user
    )
    said = {
        "municipality": world.here,
        "file_name": "fil.xlsx",
        "source": "xlsx",
        "read_at": make.NOW,
        "read_by": world.actors["consultant"].user,
    }
    told = {"row": 2, "title": "Klippekortet", "fate": "drafted", "reason": "", "column": "", "version": None, "found": []}
    found = {"id": "a", "kind": "Telefonnummer", "field": "Det har vi gjort", "before": "Ring ", "words": "12 34 56 78", "after": "."}
    world.trial_import = TrialImport.objects.create(
        rows=[[2, {}]], looked=[{**told, "found": [found]}, {**told, "fate": "refused"}], **said
    )
    world.trial_import_done = TrialImport.objects.create(done_at=make.NOW, results=[told], **said)
    world.notice = Notice.objects.create(user=colleague.user, kind=MailKind.RETURNED, text="Sendt retur", url="/om/", created_at=make.NOW)


def _homecoming(world: SimpleNamespace) -> None:
    """A journey that the contributor is home from, one that is done and told of, and a report about it."""
    traveller = world.actors["contributor"].user
    world.journey_home = consortium.mobility(at=world.school, by=traveller, state=JourneyState.HOME)
    world.note = homecoming.note(world.journey_home)
    world.note_photo = homecoming.photo(world.note)
    world.participant_report = homecoming.report(world.journey_home, complete=False)
    world.journey_done = consortium.mobility(at=world.school, by=traveller, state=JourneyState.COMPLETED, of=world.journey_home.project)
    homecoming.report(world.journey_done)
    homecoming.result(world.journey_done)
    world.erasmus_report = homecoming.draft(world.journey_done)
    world.report_photo = homecoming.photo(homecoming.note(world.journey_done))


def _consortium(world: SimpleNamespace) -> None:
    world.accreditation = consortium.accreditation(at=world.here)
    consortium.objective(world.accreditation)
    draft = Plan.objects.create(accreditation=world.accreditation, number=2, reason="Flere skoler")
    Wording.objects.create(plan=draft, objective=Objective.objects.get(), position=1, title="Endnu flere børn i fællesskabet")
    world.accreditation_file = AccreditationFile.objects.create(
        accreditation=world.accreditation, title="Brev", stored=_stored("application/pdf"), added_on=make.NOW.date()
    )
    world.project = consortium.project(world.accreditation)
    world.membership = consortium.membership(world.project, world.school, signed_file=_stored("application/pdf"))
    world.round = consortium.grant_round(world.accreditation)
    world.wish = consortium.wish(world.round, school=world.school)
    world.partner = consortium.partner(at=world.here, themes=["overgange"])
    told = {"row": 2, "title": "De Linde", "fate": "new", "reason": "", "column": ""}
    said = {"kind": "partners", "municipality": world.here, "file_name": "partnere.xlsx", "read_at": make.NOW}
    said["read_by"] = world.actors["consultant"].user
    world.consortium_import = ConsortiumImport.objects.create(rows=[], looked=[told, {**told, "fate": "refused"}], **said)
    world.consortium_import_done = ConsortiumImport.objects.create(done_at=make.NOW, results=[told], **said)


def _exchange(world: SimpleNamespace) -> None:
    """Saved columns, a file that was looked through, one that was brought in, and a calendar's address."""
    world.mapping = ColumnMapping.objects.create(
        municipality=world.here, name="Værktøjet", columns=[["Mobility ID", "number"], ["Unused", ""]], changed_at=make.NOW
    )
    said = {"municipality": world.here, "project": world.project, "file_name": "eksport.csv", "read_at": make.NOW}
    said["read_by"] = world.actors["consultant"].user
    row = {"row": 2, "name": "2026-SHADO-0001", "reason": "Skolen er ikke medlem af projektet."}
    world.exchange_looked = MobilityImport.objects.create(plan=[Planned(fate="refused", **row).kept()], **said)
    world.exchange_done = MobilityImport.objects.create(
        results=[Planned(fate=fate, **row).kept() for fate in Fate.values], done_at=make.NOW, **said
    )
    CalendarKey.objects.create(role=world.actors["consultant"].role, key_hash=hash_of("kalenderens-noegle"), made_at=make.NOW)


def _papers(world: SimpleNamespace) -> None:
    """An approved mobility of the school with a document in each state, and the school's membership of the consortium."""
    world.journey = consortium.mobility(at=world.school, by=world.actors["contributor"].user, state="approved", grant=papers.GRANT)
    states = {
        "drafted": (PaperKind.LEARNING_AGREEMENT, PaperState.DRAFTED),
        "sent": (PaperKind.GRANT_AGREEMENT, PaperState.SENT),
        "handed_in": (PaperKind.PROGRAMME, PaperState.SIGNED),
        "approved": (PaperKind.CERTIFICATE, PaperState.APPROVED),
    }
    for name, (kind, state) in states.items():
        setattr(world, f"paper_{name}", papers.paper(world.journey, kind, state))
    papers.printed(world.paper_drafted)
    papers.printed(world.membership)
    papers.all_approved(world.journey_approved)
