"""Autosave: what the script sends is saved as the button saves it, once, and every answer says how it went."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from portal.workflow.models import LogEntry
from portal.writing.contents import Conflict, fingerprint
from tests.factories import people, places
from tests.factories import trials as make
from tests.support.racing import race
from tests.trials.posting import Values, press, standing_in
from trials.choices import Life, Section
from trials.models import TrialAction, Version
from trials.sections import contents
from trials.services import drafts

pytestmark = pytest.mark.django_db


class Page:
    """A section's page as a browser holds it while the script saves: the answer's numbers, texts and stamp go into its fields."""

    def __init__(self, client: Client, version: Version, section: Section, query: str = "") -> None:
        self.client, self.url = client, reverse("trials:section", args=[version.pk, section.value])
        self.fields: Values = standing_in(client.get(self.url + query))

    def type(self, **values: Any) -> None:
        for name, value in values.items():
            self.fields[name.replace("__", "-")] = value if isinstance(value, list) else [value]

    def autosave(self, **more: Any) -> HttpResponse:
        answer = self.client.post(f"{self.url}gem/", {**self.fields, **more})
        if answer.status_code == 200 and "seen" in answer.json():
            told = answer.json()
            self.type(seen=told["seen"], base=told["base"])
            self.fields |= {name: [str(value)] for name, value in {**told["rows"], **told["fields"]}.items()}
        return answer

    def press(self) -> HttpResponse:
        return self.client.post(self.url, self.fields)


@pytest.fixture
def version() -> Version:
    return make.draft(complete=False)


@pytest.fixture
def writer(version: Version, sign_in) -> Client:
    return sign_in(people.actor("contributor", version.trial.home_school))


def test_a_text_is_saved_and_the_hour_said(version, writer):
    page = Page(writer, version, Section.DONE)
    page.type(done="Vi begyndte med at se på dagen.")
    answer = page.autosave()
    assert answer.status_code == 200
    assert answer.json()["words"].startswith("Gemt kl. ")
    version.refresh_from_db()
    assert version.done == "Vi begyndte med at se på dagen."
    page.type(done="Og så mere.")
    assert page.autosave().status_code == 200
    assert page.press().status_code == 302
    version.refresh_from_db()
    assert version.done == "Og så mere."


def test_a_text_is_saved_in_few_queries_whatever_else_the_draft_holds(version, writer, django_assert_num_queries):
    page = Page(writer, version, Section.DONE)
    page.type(done="Vi begyndte med at se på dagen.")
    page.autosave()
    page.type(done="Vi begyndte med at se på dagen sammen.")
    with django_assert_num_queries(20):
        page.autosave()


def test_autosave_stamps_and_makes_no_version_and_no_entry_in_the_log(version, writer):
    page = Page(writer, version, Section.DONE)
    page.type(done="Nyt")
    page.autosave()
    version.refresh_from_db()
    assert version.changed_at > make.NOW or version.changed_by_id == int(writer.session["_auth_user_id"])
    assert version.trial.versions.count() == 1
    assert not version.named_versions.exists()
    assert not LogEntry.objects.about(version).exists()


def test_a_save_without_changes_leaves_no_trace(version, writer):
    Page(writer, version, Section.DONE).autosave()
    version.refresh_from_db()
    assert version.changed_at == make.NOW
    assert not version.writers.filter(pk=writer.session["_auth_user_id"]).exists()


ROWS = {
    Section.CHANGE: ("observations", {"perspectives": ["pupils"], "text": "Der er ro."}, {"text": "Der er mere ro."}),
    Section.EXPECTED: ("expectations", {"perspective": "pupils", "text": "20 er med"}, {"text": "21 er med"}),
    Section.MEASURES: ("measures", {"name": "Elever i klassen"}, {"name": "Elever i klassen kl. 13"}),
    Section.PEOPLE: ("people", {"name": "Karen Mølgaard"}, {"name": "Karen Mølgaard", "title": "Leder"}),
}


def _typed(name: str, values: dict) -> dict:
    return {f"{name}__0__{field}": value for field, value in values.items()}


def _rows(version: Version, section: Section) -> list[dict]:
    return contents(Version.objects.get(pk=version.pk), section)[ROWS[section][0]]


@pytest.mark.parametrize("section", ROWS)
def test_a_new_row_saved_twice_by_itself_and_once_by_hand_is_one_row(section, version, writer):
    name, first, then = ROWS[section]
    page = Page(writer, version, section)
    page.type(**_typed(name, first))
    assert page.autosave().status_code == 200
    page.type(**_typed(name, then))
    assert page.autosave().status_code == 200
    assert page.press().status_code == 302
    (row,) = _rows(version, section)
    assert {field: row[field] for field in then} == then


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("section", "queries"), [(Section.CHANGE, 24), (Section.EXPECTED, 28), (Section.MEASURES, 28), (Section.PEOPLE, 30)]
)
def test_a_changed_row_is_saved_in_as_many_queries_beside_others_as_alone(
    section, queries, rows, version, writer, django_assert_num_queries
):
    name, first, then = ROWS[section]
    for row in range(rows):
        page = Page(writer, version, section, f"?tilfoej={name}")
        page.type(**{f"{name}__{row}__{field}": value for field, value in first.items()})
        page.autosave()
    page.type(**_typed(name, then))
    with django_assert_num_queries(queries):
        assert page.autosave().status_code == 200
    assert len(_rows(version, section)) == rows


@pytest.mark.parametrize("section", ROWS)
def test_a_row_emptied_again_is_gone_and_comes_back_when_it_is_typed_again(section, version, writer):
    name, first, _then = ROWS[section]
    page = Page(writer, version, section)
    before = dict(page.fields)
    page.type(**_typed(name, first))
    page.autosave()
    empty = {field: before.get(f"{name}-0-{field}", []) for field in first}
    page.type(**_typed(name, empty))
    page.autosave()
    assert _rows(version, section) == []
    page.type(**_typed(name, first))
    page.autosave()
    assert len(_rows(version, section)) == 1


@pytest.mark.parametrize("section", ROWS)
def test_a_row_ticked_off_is_gone_and_unticked_back(section, version, writer):
    name, first, _then = ROWS[section]
    page = Page(writer, version, section)
    page.type(**_typed(name, first))
    page.press()
    page = Page(writer, version, section)
    page.type(**{f"{name}__0__DELETE": "on"})
    for _time in range(2):
        assert page.autosave().status_code == 200
        assert _rows(version, section) == []
    del page.fields[f"{name}-0-DELETE"]
    assert page.autosave().status_code == 200
    assert len(_rows(version, section)) == 1


def test_new_numbers_of_a_new_measure_keep_their_places(version, writer):
    page = Page(writer, version, Section.MEASURES)
    page.type(measures__0__name="Uro")
    page.type(measures__0__values__0__taken_on="2025-09-01", measures__0__values__0__kind="baseline", measures__0__values__0__value="14,5")
    page.autosave()
    page.type(measures__0__values__1__taken_on="2026-05-18", measures__0__values__1__kind="final", measures__0__values__1__value="20")
    page.autosave()
    page.autosave()
    page.press()
    assert [str(value.value) for value in version.trial.measures.get().values.all()] == ["14.50", "20.00"]


def test_a_colleagues_name_is_filled_in_once_and_then_follows_the_choice(version, writer):
    first, second = (people.role("school_leader", version.trial.home_school, title="Leder").user for _ in range(2))
    page = Page(writer, version, Section.PEOPLE)
    for colleague in (first, second):
        page.type(people__0__user_id=str(colleague.pk), people__0__name="", people__0__title="")
        assert page.autosave().json()["fields"]["people-0-name"] == colleague.name
        page.autosave()
        assert [(row.user, row.name) for row in version.trial.people.all()] == [(colleague, colleague.name)]


def test_a_stored_row_changes_hands_by_itself_as_by_the_button(version, writer):
    first, second = (people.role("school_leader", version.trial.home_school, title="Leder").user for _ in range(2))
    version.trial.people.create(user=first, name=first.name)
    page = Page(writer, version, Section.PEOPLE)
    page.type(people__0__user_id=str(second.pk))
    for _time in range(2):
        page.autosave()
        assert version.trial.people.get().name == second.name


@pytest.mark.parametrize(
    ("section", "typed", "words"),
    [
        (Section.MEASURES, {"measures__0__name": "Uro", "measures__0__values__0__value": "14"}, "Måling 1, tal 1, dato: "),
        (Section.MEASURES, {"measures__0__name": "Uro", "measures__0__values__0__value": "mange"}, "Måling 1, tal 1, dato: "),
        (Section.FACTS, {"starts_on": "2026-08-01", "ends_on": "2026-07-01"}, "Slutdatoen ligger før begyndelsen"),
        (Section.CHANGE, {"observations__0__kind": "not_yet", "observations__0__text": "Ro"}, "er noget observeret"),
    ],
)
def test_what_cannot_be_stored_is_named_and_nothing_else_is_touched(section, typed, words, version, writer):
    before = fingerprint(contents(version, section))
    page = Page(writer, version, section)
    page.type(**typed)
    answer = page.autosave()
    assert answer.status_code == 422
    assert words in answer.json()["words"]
    assert answer.json()["fields"]
    assert fingerprint(contents(Version.objects.get(pk=version.pk), section)) == before


def test_a_half_filled_row_does_not_stop_the_rest(version, writer):
    page = Page(writer, version, Section.CHANGE)
    page.type(change="Vi har talt med børnene.", observations__0__text="Der er ro.")
    assert page.autosave().status_code == 200
    version.refresh_from_db()
    assert version.change == "Vi har talt med børnene."
    assert version.observations.get().text == "Der er ro."


def test_newer_text_is_never_overwritten(version, writer):
    page = Page(writer, version, Section.DONE)
    Version.objects.filter(pk=version.pk).update(done="Jonas skrev dette")
    page.type(done="Jeg skrev dette")
    answer = page.autosave()
    assert (answer.status_code, answer.json()["kind"]) == (409, "conflict")
    assert f"{version.changed_by.name} har gemt dette afsnit" in answer.json()["words"]
    version.refresh_from_db()
    assert version.done == "Jonas skrev dette"


def test_asked_to_it_puts_together_what_can_be_put_together(version, writer):
    page = Page(writer, version, Section.INTRO)
    Version.objects.filter(pk=version.pk).update(title="Jonas’ titel")
    page.type(headline="Min overskrift")
    assert page.autosave().status_code == 409
    answer = page.autosave(saml="1")
    assert answer.json() == {"go": page.url}
    version.refresh_from_db()
    assert (version.title, version.headline) == ("Jonas’ titel", "Min overskrift")
    page.type(headline="Endnu en")
    assert page.autosave().status_code == 409, "the page shows the old title still"


def test_what_has_been_sent_meanwhile_is_refused_with_words(sign_in):
    version = make.draft()
    leader = people.actor("school_leader", version.trial.home_school)
    page = Page(sign_in(leader), version, Section.DONE)
    make.review.submit(version=version, nobody_recognised=True, by=leader, now=make.NOW)
    answer = page.autosave()
    assert (answer.status_code, answer.json()["kind"]) == (409, "refused")
    assert "Til gennemsyn" in answer.json()["words"]


def test_expectations_locked_meanwhile_are_refused_with_words(version, writer):
    page = Page(writer, version, Section.EXPECTED)
    TrialAction.objects.filter(pk=version.trial_id).update(life=Life.RUNNING)
    page.type(expectations__0__perspective="pupils", expectations__0__text="20 af 24")
    answer = page.autosave()
    assert (answer.status_code, answer.json()["kind"]) == (409, "refused")
    assert "låst" in answer.json()["words"]


def test_a_session_that_ended_is_told_and_not_sent_to_the_sign_in_page(version, writer):
    page = Page(writer, version, Section.DONE)
    writer.logout()
    answer = page.autosave()
    assert (answer.status_code, answer.json()["kind"]) == (401, "signed-out")
    assert "ikke logget ind længere" in answer.json()["words"]


def test_the_text_of_one_person_is_never_saved_as_anothers(version, writer):
    page = Page(writer, version, Section.DONE)
    page.type(done="Mit")
    answer = page.autosave(skriver="999999")
    assert answer.status_code == 401
    version.refresh_from_db()
    assert version.done == ""


def test_a_role_that_may_no_longer_write_is_told_so(sign_in):
    version = make.in_state("submitted")
    consultant = sign_in(people.actor("consultant", version.trial.municipality))
    answer = consultant.post(reverse("trials:autosave", args=[version.pk, "det-har-vi-gjort"]), {"seen": ""})
    assert (answer.status_code, answer.json()["kind"]) == (403, "refused")


def test_opening_the_address_saves_nothing(version, writer):
    assert writer.get(reverse("trials:autosave", args=[version.pk, "det-har-vi-gjort"])).status_code == 405
    assert writer.get(reverse("trials:presence", args=[version.pk])).status_code == 405


def test_text_kept_in_the_browser_is_shown_again_in_its_fields_and_not_saved(version, writer):
    url = reverse("trials:section", args=[version.pk, Section.CHANGE.value])
    page = writer.get(url)
    Version.objects.filter(pk=version.pk).update(change="Jonas skrev dette")
    typed = {
        "change": "Fra i går",
        "observations-TOTAL_FORMS": "3",
        "observations-2-text": "Den tredje række",
        "observations-1-kind": "seen",
        "observations-2-kind": "seen",
    }
    shown = press(writer, url, {**typed, "hent": "1"}, page=page)
    held = standing_in(shown)
    assert (held["change"], held["observations-2-text"]) == (["Fra i går"], ["Den tredje række"])
    assert held["seen"] == standing_in(page)["seen"], "it goes on from where it began, so that a conflict is seen"
    version.refresh_from_db()
    assert version.change == "Jonas skrev dette"
    assert press(writer, url, page=shown).status_code == 409


def test_text_kept_in_the_browser_can_be_read_when_the_draft_has_been_sent(sign_in):
    version = make.draft()
    leader = people.actor("school_leader", version.trial.home_school)
    client = sign_in(leader)
    url = reverse("trials:section", args=[version.pk, Section.DONE.value])
    page = client.get(url)
    make.review.submit(version=version, nobody_recognised=True, by=leader, now=make.NOW)
    shown = press(client, url, {"done": "Det sidste, jeg nåede", "hent": "1"}, page=page)
    assert standing_in(shown)["done"] == ["Det sidste, jeg nåede"]
    assert "Til gennemsyn" in shown.content.decode()


# Who else is here


@pytest.fixture
def others(version) -> Client:
    client = Client()
    jonas = people.actor("contributor", version.trial.home_school, who=people.user("Jonas Tved"))
    client.force_login(jonas.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _ping(client: Client, version: Version, section: str = "", **more: str) -> HttpResponse:
    return client.post(reverse("trials:presence", args=[version.pk]), {"section": section, **more})


def test_both_see_who_else_is_here_and_where(version, writer, others):
    done, future = (reverse("trials:section", args=[version.pk, section.value]) for section in (Section.DONE, Section.FUTURE))
    others.get(done)
    assert "Jonas Tved er her også" in writer.get(reverse("trials:write", args=[version.pk])).content.decode()
    assert "Jonas Tved skriver i dette afsnit nu" in writer.get(done).content.decode()
    elsewhere = writer.get(future).content.decode()
    assert "Jonas Tved er her også" in elsewhere
    assert "skriver i dette afsnit nu" not in elsewhere
    (seen,) = _ping(writer, version, Section.FUTURE.value).json()["here"]
    assert (seen["initials"], seen["section"], seen["note"]) == ("JT", "Det har vi gjort", "")
    _ping(others, version, Section.DONE.value, gaar="1")
    assert _ping(writer, version, Section.FUTURE.value).json()["here"] == []


def test_a_sign_of_life_asks_for_no_more_of_the_text_than_it_needs(version, writer, django_assert_num_queries):
    _ping(writer, version)
    with django_assert_num_queries(7):
        _ping(writer, version)


def test_a_ping_from_outside_is_not_found_and_from_nobody_told_so(version, sign_in, client):
    assert _ping(client, version).status_code == 401
    stranger = sign_in(people.actor("school_leader", places.school()))
    assert _ping(stranger, version).status_code == 404


# At the same instant


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_instant_one_is_accepted_and_the_other_sees_it():
    version = make.draft()
    seen = fingerprint(contents(version, Section.DONE))
    writers = [people.actor("contributor", version.trial.home_school) for _ in range(2)]

    def save(by, text):
        return lambda: drafts.save_section(
            version=Version.objects.get(pk=version.pk), section=Section.DONE, data={"done": text}, seen=seen, by=by, now=make.NOW
        )

    answers = race(save(writers[0], "Den enes"), save(writers[1], "Den andens"))
    (accepted,) = [answer for answer in answers if isinstance(answer, Version)]
    (conflict,) = [answer for answer in answers if isinstance(answer, Conflict)]
    assert conflict.theirs == {"done": accepted.done}
    assert Version.objects.get(pk=version.pk).done == accepted.done


def test_a_forged_number_of_rows_makes_no_thousand_rows(version, writer):
    page = Page(writer, version, Section.MEASURES)
    rows = {f"measures-{at}-values-TOTAL_FORMS": "9" * 8 for at in range(2)}
    forged = page.fields | {"measures-TOTAL_FORMS": ["9" * 8]} | rows
    answer = page.client.post(page.url, forged)
    assert answer.status_code == 200
    assert answer.content.decode().count('name="measures-1-values-') < 1_000
