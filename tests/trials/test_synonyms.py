"""Words that find each other: readers suggest, the administration decides, the log tells."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.text.models import Synonym
from portal.text.services import add_synonym, decide_synonym, suggest_synonym
from portal.workflow.gate import Refused, WrongState
from portal.workflow.models import LogEntry
from tests.factories import people, places
from tests.factories import trials as make
from tests.support.pages import check_page
from trials.views.words import MOST_SUGGESTIONS

pytestmark = pytest.mark.django_db
PAGE, SUGGEST = "/soegeord/", "/soegeord/foreslaa/"


@pytest.fixture(autouse=True)
def _own_count(settings, request):
    """A shared Redis remembers who suggested in another test, or another run."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}}


@pytest.fixture
def consultant():
    return people.actor("consultant", places.municipality())


def test_a_suggestion_finds_nothing_before_it_is_taken_in(client: Client, sign_in, consultant):
    make.published(title="Mindre fravær", standfirst="Kort.")
    response = client.post(SUGGEST, {"one": "  Bortebliven ", "other": "fravær"}, follow=True)
    assert "Forvaltningen ser på forslaget" in response.content.decode()
    assert not client.get("/proevehandlinger/", {"q": "bortebliven"}).context["versions"]
    pair = Synonym.objects.get()
    assert (pair.one, pair.other, pair.state, pair.made_by) == ("bortebliven", "fravær", "suggested", None)
    signed_in = sign_in(consultant)
    check_page(signed_in.get(PAGE).content.decode())
    signed_in.post(reverse("trials:synonym_decide", args=[pair.pk]), {"brug": "1"})
    assert [version.title for version in client.get("/proevehandlinger/", {"q": "bortebliven"}).context["versions"]] == ["Mindre fravær"]
    assert LogEntry.objects.values_list("act", "note").first() == ("text.use_synonym", "bortebliven = fravær")
    signed_in.post(reverse("trials:synonym_decide", args=[pair.pk]))
    assert not client.get("/proevehandlinger/", {"q": "bortebliven"}).context["versions"]
    assert LogEntry.objects.filter(act="text.drop_synonym", user=consultant.user).count() == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fravær", "Fravær"),
        ("fravær", " "),
        ("...", "fravær"),
        ("Åbenrå", "Aabenraa"),
        ("fravær", "010190-1234"),
        ("fravær", "ring 12 34 56 78"),
    ],
)
def test_what_is_no_pair_of_words_is_refused(consultant, one, other):
    with pytest.raises(Refused):
        suggest_synonym(one=one, other=other, by=consultant, now=make.NOW)
    assert not Synonym.objects.exists()


def test_the_same_pair_stands_once_whichever_way_round(consultant):
    first = suggest_synonym(one="fravær", other="bortebliven", by=consultant, now=make.NOW)
    assert suggest_synonym(one="Bortebliven", other="fravær", by=consultant, now=make.NOW) == first
    assert add_synonym(one="fravær", other="bortebliven", by=consultant, now=make.NOW).state == "in_use"
    with pytest.raises(WrongState):
        decide_synonym(synonym=first, use=True, by=consultant, now=make.NOW)


def test_the_form_says_what_is_wrong_and_keeps_what_was_written(client: Client):
    html = client.post(SUGGEST, {"one": "fravær", "other": ""}).content.decode()
    check_page(html)
    assert "Skriv det andet ord." in html
    assert 'value="fravær"' in html


def test_nobody_suggests_without_end(client: Client):
    answers = [client.post(SUGGEST, {"one": f"ord{number}x", "other": "fravær"}).status_code for number in range(MOST_SUGGESTIONS + 1)]
    assert answers == [302] * MOST_SUGGESTIONS + [429]
    assert Synonym.objects.count() == MOST_SUGGESTIONS


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_as_often_for_three_pairs_as_for_one(sign_in, consultant, django_assert_num_queries, rows):
    for number in range(rows):
        suggest_synonym(one=f"ord{number}x", other="fravær", by=consultant, now=make.NOW)
        add_synonym(one=f"andet{number}x", other="fravær", by=consultant, now=make.NOW)
    client = sign_in(consultant)
    client.get(PAGE)
    with django_assert_num_queries(11):
        client.get(PAGE)
