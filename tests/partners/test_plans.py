"""The Erasmus plan in versions: begun from the one that holds, adopted through the gate, then frozen."""

import pytest
from django.urls import reverse

from partners.models import Objective, Plan, Wording
from partners.queries.accreditation import changes, current_plan, draft_plan, fingerprint, version_before
from partners.services import plans as acts
from portal.workflow.gate import Incomplete, NotAllowed, Refused, WrongState
from portal.workflow.models import LogEntry
from tests.factories import consortium as make
from tests.factories import people, places
from tests.support.pages import check_page
from tests.support.racing import race

pytestmark = pytest.mark.django_db


def row(title: str, objective: int | None = None, **fields) -> dict:
    return {"objective": objective, "title": title, "explanation": "Fordi.", "timing": "2027", "measure": "Vi tæller.", **fields}


@pytest.fixture
def here():
    return places.municipality("Egsted")


@pytest.fixture
def consultant(here):
    return people.actor("consultant", here)


@pytest.fixture
def accreditation(here):
    return make.accreditation(at=here)


def drafted(accreditation, consultant, *rows: dict, reason: str = "Ny viden.") -> Plan:
    plan = acts.begin(accreditation=accreditation, by=consultant, now=make.NOW)
    return acts.write(plan=plan, reason=reason, rows=rows, seen=fingerprint(plan), by=consultant, now=make.NOW)


def adopted(accreditation, consultant, *rows: dict) -> Plan:
    return acts.adopt(plan=drafted(accreditation, consultant, *rows), by=consultant, now=make.NOW)


def test_a_draft_begins_as_a_copy_of_what_holds_and_objectives_keep_who_they_are(accreditation, consultant):
    first = adopted(accreditation, consultant, row("A"), row("B"))
    draft = acts.begin(accreditation=accreditation, by=consultant, now=make.NOW)
    assert draft.number == 2
    assert [(w.objective_id, w.title) for w in draft.wordings.all()] == [(w.objective_id, w.title) for w in first.wordings.all()]
    assert acts.begin(accreditation=accreditation, by=consultant, now=make.NOW) == draft


def test_adopting_supersedes_the_version_before_in_one_act(accreditation, consultant):
    first = adopted(accreditation, consultant, row("A"))
    second = adopted(accreditation, consultant, row("A, skrevet om", first.wordings.get().objective_id), row("Ny"))
    first.refresh_from_db()
    assert (first.state, second.state, second.adopted_by) == ("superseded", "current", consultant.user)
    assert current_plan(accreditation) == second
    assert [o.pk for o in Objective.objects.current()] == [w.objective_id for w in second.wordings.all()]
    assert set(LogEntry.objects.values_list("act", flat=True)) >= {"plans.adopt", "plans.supersede"}


def test_the_difference_says_what_is_new_dropped_changed_and_the_same(accreditation, consultant):
    first = adopted(accreditation, consultant, row("A"), row("B"), row("C"))
    a, b, _c = (wording.objective_id for wording in first.wordings.all())
    second = adopted(accreditation, consultant, row("A", a), row("B igen", b), row("D"))
    found = {change.kind: change for change in changes(second, version_before(second))}
    assert set(found) == {"same", "changed", "new", "dropped"}
    assert found["changed"].fields == [("Titel", "B", "B igen")]
    assert found["dropped"].title == "3. C"


@pytest.mark.parametrize(
    ("rows", "reason", "missing"),
    [
        ([], "Ny viden.", "mindst ét mål"),
        ([row("A", explanation="")], "Ny viden.", "forklaring for mål 1"),
        ([row("A"), row("B", measure=" ")], "Ny viden.", "måling for mål 2"),
        ([row("A", timing="")], "Ny viden.", "tidsplan for mål 1"),
        ([row("A")], "", "en begrundelse for ændringen"),
    ],
)
def test_a_version_is_adopted_when_it_is_whole(accreditation, consultant, rows, reason, missing):
    adopted(accreditation, consultant, row("Før"))
    draft = drafted(accreditation, consultant, *rows, reason=reason)
    with pytest.raises(Incomplete) as refusal:
        acts.adopt(plan=draft, by=consultant, now=make.NOW)
    assert refusal.value.missing == [missing]
    assert current_plan(accreditation).number == 1


def test_a_plan_has_at_most_ten_objectives(accreditation, consultant):
    with pytest.raises(Refused):
        drafted(accreditation, consultant, *[row(f"Mål {number}") for number in range(11)])
    assert drafted(accreditation, consultant, *[row(f"Mål {number}") for number in range(10)]).wordings.count() == 10


def test_what_is_adopted_is_never_written_again(accreditation, consultant):
    plan = adopted(accreditation, consultant, row("A"))
    with pytest.raises(WrongState):
        acts.write(plan=plan, reason="", rows=[row("B")], seen=fingerprint(plan), by=consultant, now=make.NOW)
    with pytest.raises(WrongState):
        acts.discard(plan=plan, by=consultant, now=make.NOW)


def test_a_colleague_s_words_are_not_overwritten(accreditation, consultant):
    plan = acts.begin(accreditation=accreditation, by=consultant, now=make.NOW)
    seen = fingerprint(plan)
    acts.write(plan=plan, reason="", rows=[row("Kollegaens")], seen=seen, by=consultant, now=make.NOW)
    with pytest.raises(WrongState):
        acts.write(plan=plan, reason="", rows=[row("Mit")], seen=seen, by=consultant, now=make.NOW)
    assert plan.wordings.get().title == "Kollegaens"


def test_an_objective_that_a_journey_points_to_is_kept_when_it_is_dropped(accreditation, consultant, here):
    first = adopted(accreditation, consultant, row("A"), row("B"))
    used = Objective.objects.get(pk=first.wordings.all()[1].objective_id)
    make.mobility(at=here, objective=used)
    adopted(accreditation, consultant, row("A", first.wordings.all()[0].objective_id))
    assert Objective.objects.filter(pk=used.pk).exists()
    assert str(used) == "2. B"


def test_throwing_a_draft_away_leaves_what_holds(accreditation, consultant):
    adopted(accreditation, consultant, row("A"))
    acts.discard(plan=drafted(accreditation, consultant, row("Kun i udkastet")), by=consultant, now=make.NOW)
    assert draft_plan(accreditation) is None
    assert [str(wording) for wording in Wording.objects.all()] == ["1. A"]
    assert Objective.objects.count() == 1


def test_an_objective_of_another_municipality_is_not_taken_over(accreditation, consultant):
    foreign = make.objective(make.accreditation())
    draft = drafted(accreditation, consultant, row("A", foreign.pk))
    assert draft.wordings.get().objective.accreditation == accreditation


def test_the_editor_reads_and_does_not_adopt(accreditation, consultant, here):
    draft = drafted(accreditation, consultant, row("A"))
    with pytest.raises(NotAllowed):
        acts.adopt(plan=draft, by=people.actor("editor", here), now=make.NOW)


def test_the_plan_is_written_and_adopted_on_its_pages(sign_in, accreditation, consultant):
    adopted(accreditation, consultant, row("A"), row("B"))
    client = sign_in(consultant)
    client.post(reverse("partners:plan_begin"))
    page = client.get(reverse("partners:plan_draft"))
    check_page(page.content)
    form, rows = page.context["form"], page.context["rows"]
    posted = {"seen": form["seen"].value(), "reason": "Vi har lært noget.", "videre": "1"}
    posted |= {"maal-TOTAL_FORMS": "3", "maal-INITIAL_FORMS": "2"}
    for at, one in enumerate(rows.forms):
        posted |= {
            f"maal-{at}-{name}": one[name].value() or "" for name in ("objective", "position", "title", "explanation", "timing", "measure")
        }
    posted |= {"maal-0-position": "5", "maal-1-remove": "on", "maal-2-title": "Ny", "maal-2-position": "1"}
    posted |= {"maal-2-explanation": "x", "maal-2-timing": "x", "maal-2-measure": "x"}
    response = client.post(reverse("partners:plan_draft"), posted)
    assert response.url == reverse("partners:plan_adopt")
    shown = client.get(response.url)
    check_page(shown.content)
    assert [change.kind for change in shown.context["changes"]] == ["new", "changed", "dropped"]
    client.post(reverse("partners:plan_adopt"))
    page = client.get(reverse("partners:plan"))
    check_page(page.content)
    assert [str(wording) for wording in page.context["plan"].wordings.all()] == ["1. Ny", "2. A"]
    check_page(client.get(reverse("partners:plan_version", args=[1])).content)
    assert client.get(reverse("partners:plan_version", args=[7])).status_code == 404


def test_a_row_with_words_and_no_objective_is_pointed_out(sign_in, accreditation, consultant):
    acts.begin(accreditation=accreditation, by=consultant, now=make.NOW)
    client = sign_in(consultant)
    posted = {"seen": "", "maal-TOTAL_FORMS": "2", "maal-INITIAL_FORMS": "0", "maal-1-explanation": "Uden titel", "maal-1-position": "0"}
    page = client.post(reverse("partners:plan_draft"), posted)
    assert list(page.context["rows"].forms[1].errors) == ["position", "title"]
    check_page(page.content)
    assert ">Mål 2: Skriv målet" in page.content.decode(), "the summary says which"
    assert ">Mål 2, nummer: " in page.content.decode()
    assert "<legend>Mål 2, ny</legend>" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_write_on_one_draft():
    here = places.municipality()
    consultant, accreditation = people.actor("consultant", here), make.accreditation(at=here)
    done = race(*[lambda: acts.begin(accreditation=accreditation, by=consultant, now=make.NOW)] * 3)
    assert len({plan.pk for plan in done}) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_adopt_at_once_adopt_it_once():
    here = places.municipality()
    consultant, accreditation = people.actor("consultant", here), make.accreditation(at=here)
    draft = drafted(accreditation, consultant, row("A"))
    done = race(*[lambda: acts.adopt(plan=draft, by=consultant, now=make.NOW)] * 2)
    assert sorted(type(one).__name__ for one in done) == ["Plan", "WrongState"]
