from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.celery import app
from portal.documents import building
from portal.documents.rendering import Phase, Progress, Typeset
from tests.factories import catalogues as make
from tests.factories import people, places
from tests.factories import trials as trial
from trials.catalogue import following
from trials.catalogue.models import Edition

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(monkeypatch):
    """A worker that builds at once what it is woken for."""

    def typeset(html, *, on_progress, should_cancel, **_options):
        on_progress(Progress(Phase.LAYOUT, 3, 8))
        return Typeset(make.PDF, 8, {})

    def work(name, args):
        if name.endswith("build_document"):
            building.build(document_id=args[0])

    monkeypatch.setattr(building, "typeset", typeset)
    monkeypatch.setattr(app, "send_task", work)


def run(output, **options) -> str:
    said = StringIO()
    call_command("build_catalogue", title="Flere med", output=output, stdout=said, **options)
    return said.getvalue()


def test_it_orders_waits_and_saves_the_file(worker, tmp_path):
    here = places.municipality()
    people.role("consultant", here, who=people.user("Karen Mølgaard"))
    for number in (1, 2):
        trial.published(at=places.school(at=here), title=f"Prøvehandling {number}")
    said = run(tmp_path / "ud.pdf")
    assert (tmp_path / "ud.pdf").read_bytes() == make.PDF
    assert "Karen Mølgaard" in said and "2 prøvehandlinger" in said and "8 sider" in said


def test_a_second_run_goes_on_with_the_same_edition(worker, tmp_path):
    by = make.maker(places.municipality())
    trial.published(at=places.school(at=by.role.place))
    run(tmp_path / "a.pdf", email=by.user.email)
    trial.published(at=places.school(at=by.role.place), title="En til")
    run(tmp_path / "b.pdf", email=by.user.email)
    assert Edition.objects.get().items.count() == 2


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=klippekort", ["Klippekortet"]),
        ("fokus=frav", ["Hjemmebesøg"]),
        ("kommune=Østermark", ["Klippekortet"]),
        ("?fokus=frav&q=hjemmebesøg", ["Hjemmebesøg"]),
    ],
)
def test_the_filter_chooses(worker, tmp_path, query, titles):
    here, there = places.municipality("Østermark"), places.municipality()
    by = make.maker(here)
    trial.published(at=places.school(at=here), title="Klippekortet", area=places.focus_area(here, "Trivsel"))
    trial.published(at=places.school(at=there), title="Hjemmebesøg", area=places.focus_area(there, "Fravær"))
    run(tmp_path / "ud.pdf", filter=query, email=by.user.email)
    assert make.titles(Edition.objects.get()) == titles


def test_the_networks_editor_goes_before_the_municipalitys_consultant(worker, tmp_path):
    here = places.municipality()
    make.maker(here)
    network = places.network(here)
    people.actor("editor", network)
    trial.published(at=places.school(at=here))
    run(tmp_path / "ud.pdf")
    assert Edition.objects.get().catalogue.network == network


def test_without_a_worker_it_says_so_and_the_order_stays(tmp_path, monkeypatch):
    by = make.maker(places.municipality())
    trial.published(at=places.school(at=by.role.place))
    monkeypatch.setattr(following.follow, "__kwdefaults__", {"patience": timedelta(0)})
    with pytest.raises(CommandError, match="Ingen arbejder tager bestillingen"):
        run(tmp_path / "ud.pdf", email=by.user.email)
    assert make.Document.objects.get().state == "requested"


def test_a_book_that_cannot_be_built_says_why(worker, tmp_path, monkeypatch):
    def typeset(html, **_more):
        raise building.UnusableImage("a.png", "Klippekortet") from FileNotFoundError()

    monkeypatch.setattr(building, "typeset", typeset)
    by = make.maker(places.municipality())
    trial.published(at=places.school(at=by.role.place))
    with pytest.raises(CommandError, match="Et billede i ”Klippekortet” kan ikke læses"):
        run(tmp_path / "ud.pdf", email=by.user.email)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"email": "ukendt@kommune.example"}, "ingen rolle, der må lave kataloger"),
        ({"filter": "emne=fravær"}, "Filteret kender q, fokus, kommune, ikke emne"),
        ({"filter": "q=findes ikke"}, "passer til filteret"),
    ],
)
def test_a_wrong_call_is_refused_with_words(tmp_path, options, words):
    make.maker(places.municipality())
    with pytest.raises(CommandError, match=words):
        run(tmp_path / "ud.pdf", **options)


def test_an_output_that_cannot_be_written_is_said(worker, tmp_path):
    by = make.maker(places.municipality())
    trial.published(at=places.school(at=by.role.place))
    with pytest.raises(CommandError, match="kunne ikke skrives"):
        run(tmp_path / "findes-ikke" / "ud.pdf", email=by.user.email)
