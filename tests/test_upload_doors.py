"""Every door through which a file comes in refuses what is broken, hostile or of the wrong kind: in words, and keeping nothing of it."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import override_settings
from django.urls import get_resolver, reverse

from portal.files.models import StoredFile
from tests.factories import matrix_world
from tests.fuzz import FILES, forms_of
from tests.test_rights_matrix import ROLES, session_of, signed_in
from trials.choices import Section

ROOMS = ("portal", "schools", "trials", "partners")


@dataclass(frozen=True)
class Door:
    """Who opens which page, and the field of the form on it that takes the file."""

    role: str
    page: str
    kwargs: Callable[[SimpleNamespace], dict[str, Any]] = lambda world: {}
    field: str = "file"


def _edition(world: SimpleNamespace) -> dict[str, Any]:
    return {"slug": world.in_work.catalogue.slug, "number": world.in_work.number}


# By the form, so that a new one is missed here.
DOORS = {
    "trials.forms.framing.NewImageForm": Door(
        "contributor", "trials:section", lambda world: {"pk": world.draft.pk, "section": Section.FILES.value}, "new_image-file"
    ),
    "trials.forms.framing.NewAttachmentForm": Door(
        "contributor", "trials:section", lambda world: {"pk": world.draft.pk, "section": Section.FILES.value}, "new_attachment-file"
    ),
    "trials.forms.start.SchoolStartForm": Door("contributor", "trials:new", field="photo"),
    "trials.forms.start.AdministrationStartForm": Door("consultant", "trials:new", field="photo"),
    "trials.imports.forms.ImportForm": Door("contributor", "imports:start"),
    "trials.catalogue.forms.FrameForm": Door("consultant", "catalogue:frame", _edition, "cover_upload"),
    "schools.register.forms.RegisterForm": Door("consultant", "register:start"),
    "partners.forms.accreditation.FileForm": Door("consultant", "partners:add_file"),
    "partners.forms.projects.SignForm": Door(
        "consultant", "partners:member", lambda world: {"pk": world.project.pk, "member": world.membership.pk}
    ),
    "partners.forms.tables.TableFileForm": Door("consultant", "partners:rates_replace"),
    "partners.forms.importing.ListForm": Door("consultant", "partners:import", lambda world: {"slug": "partnere"}),
    "partners.exchange.forms.ImportForm": Door("consultant", "exchange:start"),
    "partners.exchange.forms.HeadsForm": Door("consultant", "exchange:new_mapping"),
    "partners.mobilities.forms.sections.EvidenceForm": Door(
        "contributor", "mobilities:section", lambda world: {"pk": world.journey_draft.pk, "section": "tid"}, "new_evidence-file"
    ),
    "partners.mobilities.papers.forms.HandInForm": Door(
        "contributor", "mobilities:paper", lambda world: {"pk": world.journey.pk, "slot": "forsikring"}
    ),
    "partners.mobilities.papers.forms.SignForm": Door(
        "consultant",
        "mobilities:paper",
        lambda world: {"pk": world.paper_sent.mobility_id, "slot": f"{world.paper_sent.kind}-{world.paper_sent.participant_id}"},
    ),
    "partners.mobilities.homecoming.forms.notes.NewNoteForm": Door(
        "contributor", "mobilities:notes", lambda world: {"pk": world.journey_home.pk}, "photo"
    ),
}
# One of each sort: broken, with macros, a bomb, two kinds in one, with a script in it, and what is text.
HOSTILE = [
    file
    for file in FILES
    if file[0] in {"broken.xlsx", "macro.docx", "bomb.xlsx", "polyglot.png", "pdf-and-zip.pdf", "page.svg", "deep.json"}
]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple]:
    folder = tmp_path_factory.mktemp("world")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        yield matrix_world.build(ROLES), folder
        transaction.set_rollback(True)


@pytest.fixture
def world(built, db, settings) -> SimpleNamespace:
    world, settings.MEDIA_ROOT = built
    return world


@pytest.mark.parametrize("name", DOORS)
def test_a_door_refuses_in_words_keeps_nothing_and_logs_that_it_did(name, world, caplog):
    door = DOORS[name]
    client, kept = signed_in(session_of(world.actors[door.role])), StoredFile.objects.count()
    path = reverse(door.page, kwargs=door.kwargs(world))
    form = next(form for form in forms_of(client.get(path)) if door.field in form.files)
    for file_name, content in HOSTILE:
        said = {field: values[0] for field, values in form.values.items() if values}
        caplog.clear()
        answer = client.post(form.action or path, said | {door.field: SimpleUploadedFile(file_name, content)})
        assert answer.status_code in {200, 422}, (file_name, answer.status_code)
        # What is wrong, and what to do.
        assert re.search(r"\. .*\b([Vv]ælg|[Gg]em|[Hh]ent|[Dd]el|[Ff]å)\b.*\.$", _refusal(answer, door.field)), (
            file_name,
            _refusal(answer, door.field),
        )
        assert StoredFile.objects.count() == kept, file_name
        assert [record.getMessage() for record in caplog.records if record.name == "portal.security"] == ["A file was refused"], file_name


def _refusal(answer: HttpResponse, field: str) -> str:
    """What the page says at the field."""
    found = re.search(rf'id="id_{field}_error"[^>]*>(.*?)</div>', answer.content.decode(), re.DOTALL)
    assert found, field
    words = html.unescape(re.sub(r"<[^>]+>", " ", found[1]))
    return " ".join(words.split()).removeprefix("Fejl: ")


def test_every_form_that_takes_a_file_is_a_door():
    # All views, and with them all forms, are loaded.
    assert get_resolver().url_patterns
    taking = {
        f"{form.__module__}.{form.__qualname__}"
        for form in _kinds(forms.BaseForm)
        if form.__module__.startswith(ROOMS) and any(isinstance(field, forms.FileField) for field in form.base_fields.values())
    }
    assert taking == set(DOORS)


def _kinds(kind: type) -> Iterator[Any]:
    """What is made of it and nothing is made of again."""
    for each in kind.__subclasses__():
        yield from _kinds(each)
        if not each.__subclasses__():
            yield each
