"""Bringing schools in: exactly what was shown, repeatable, never deleting, one at a time."""

import re
import time
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.actor import VISITOR
from portal.workflow.gate import WrongState
from portal.workflow.models import LogEntry
from schools.models import InstitutionType, School
from schools.register.choices import Fate
from schools.register.models import SchoolImport
from schools.register.services import Changed, apply, look_through, plan_of
from schools.services import load_institution_types
from tests.factories import people, places
from tests.factories import trials as make
from tests.register.made import LEADER, line, register
from tests.support.racing import race
from tests.support.yardstick import slowness
from trials.models import TrialAction, Version

pytestmark = pytest.mark.django_db
NOW = make.NOW


def looked(*lines: str, only=None, by=VISITOR) -> SchoolImport:
    return look_through(content=register(*lines), file_name="skoler.csv", only=only, by=by, now=NOW)


def bring_in(*lines: str, only=None, now=NOW) -> SchoolImport:
    reading = looked(*lines, only=only)
    return apply(reading=reading, seen=plan_of(reading).fingerprint(), by=VISITOR, now=now)


def test_new_schools_come_with_their_departments_and_only_the_types_that_are_schools(egsted):
    done = bring_in(
        line("657011", "Afdeling Syd", egsted, parent="657001"),
        line("657001", "Hasselhegnskolen", egsted),
        line("657002", "Egsted Gymnasium", egsted, kind="1034"),
    )
    main, department = School.objects.get(institution_number="657001"), School.objects.get(institution_number="657011")
    assert (main.name, main.slug, main.municipality, main.parent, main.address) == (
        "Hasselhegnskolen",
        "hasselhegnskolen",
        egsted,
        None,
        "Bøgeallé 4",
    )
    assert (department.parent, str(department.institution_type)) == (main, "Folkeskoler")
    assert School.objects.count() == 2
    assert (done.counts["new"], done.rows) == (2, [])


def test_which_types_are_schools_is_data(egsted):
    InstitutionType.objects.create(number="1034", name="Gymnasier", is_school=True)
    bring_in(line("657002", "Egsted Gymnasium", egsted, kind="1034"))
    assert School.objects.get().name == "Egsted Gymnasium"


def test_a_second_time_there_is_nothing_to_do(egsted):
    lines = [line("657001", "Hasselhegnskolen", egsted), line("657011", "Syd", egsted, parent="657001")]
    bring_in(*lines)
    plan = plan_of(looked(*lines))
    assert (plan.steps, plan.unchanged, plan.refused) == ([], 2, [])


@pytest.mark.parametrize(
    ("change", "fate", "field", "before", "after"),
    [
        ({"name": "Hassel Skole"}, Fate.CHANGED, "name", "Hasselhegnskolen", "Hassel Skole"),
        ({"INST_ADR": "Ny Vej 1"}, Fate.MOVED, "address", "Bøgeallé 4", "Ny Vej 1"),
        ({"POSTNR": "7500"}, Fate.MOVED, "postcode", "7400", "7500"),
        ({"kind": "1013"}, Fate.CHANGED, "institution_type", "Folkeskoler", "Friskoler og private grundskoler"),
        ({"parent": "657009"}, Fate.CHANGED, "parent_number", "", "657009"),
    ],
)
def test_a_change_is_told_from_what_to_what(egsted, change, fate, field, before, after):
    other = line("657009", "Hovedskolen", egsted)
    bring_in(line("657001", "Hasselhegnskolen", egsted), other)
    reading = looked(line("657001", change.pop("name", "Hasselhegnskolen"), egsted, **change), other)
    (step,) = plan_of(reading).steps
    (difference,) = step.differences
    assert (step.fate, difference.field, difference.before, difference.after) == (fate, field, before, after)
    apply(reading=reading, seen=plan_of(reading).fingerprint(), by=VISITOR, now=NOW)
    assert plan_of(looked(line("657001", step.name, egsted, **change), other)).steps == []


def test_a_renamed_school_keeps_the_address_of_its_page(egsted):
    bring_in(line("657001", "Hasselhegnskolen", egsted))
    bring_in(line("657001", "Ørslev Skole", egsted))
    school = School.objects.get()
    assert (school.name, school.slug) == ("Ørslev Skole", "hasselhegnskolen")
    assert school.sort_key.startswith("\uf002")


def test_a_school_moves_to_the_municipality_that_two_have_become(egsted):
    merged = places.municipality("Nykommune")
    places.school("Hasselhegnskolen", at=merged)
    bring_in(line("657001", "Hasselhegnskolen", egsted))
    version = make.published(at=School.objects.get(institution_number="657001"))
    reading = looked(line("657001", "Hasselhegnskolen", merged))
    (step,) = plan_of(reading).steps
    assert (step.fate, [each.field for each in step.differences]) == (Fate.MOVED, ["municipality"])
    apply(reading=reading, seen=plan_of(reading).fingerprint(), by=VISITOR, now=NOW)
    school = School.objects.get(institution_number="657001")
    assert (school.municipality, school.slug) == (merged, "hasselhegnskolen-657001")
    assert version.trial.schools.get() == school


def test_what_the_file_no_longer_names_is_closed_and_keeps_its_trial_actions(egsted):
    elsewhere = places.municipality("Lyngsø")
    bring_in(line("657001", "Bliver", egsted), line("657002", "Lukker", egsted), line("700001", "En anden kommunes", elsewhere))
    by_hand = places.school("Lavet i hånden", at=egsted)
    version = make.published(at=School.objects.get(institution_number="657002"))
    done = bring_in(line("657001", "Bliver", egsted), now=NOW + timedelta(days=1))
    assert done.counts["closed"] == 1
    assert list(School.objects.filter(closed_on=date(2026, 11, 3)).values_list("name", flat=True)) == ["Lukker"]
    by_hand.refresh_from_db()
    assert by_hand.closed_on is None
    version.trial.refresh_from_db()
    assert version.trial.home_school.name == "Lukker"
    assert plan_of(looked(line("657001", "Bliver", egsted))).steps == []
    (again,) = plan_of(looked(line("657001", "Bliver", egsted), line("657002", "Lukker", egsted))).steps
    assert [(each.field, each.before, each.after) for each in again.differences] == [("closed_on", "2026-11-03", "")]


def test_nothing_is_closed_while_a_line_can_not_be_read(egsted):
    bring_in(line("657001", "Bliver", egsted), line("657002", "Måske", egsted))
    plan = plan_of(looked(line("657001", "Bliver", egsted), "en;ødelagt;linje"))
    assert (plan.of(Fate.CLOSED), plan.closes) == ([], False)
    plan = plan_of(looked(line("657001", "Bliver", egsted), line("657002", "", egsted)))
    assert (plan.of(Fate.CLOSED), plan.closes) == ([], True)


def test_a_school_made_by_hand_gets_its_number_instead_of_a_double(egsted):
    by_hand = places.school("Ærholm  skole", at=egsted)
    bring_in(line("657001", "Ærholm Skole", egsted), line("657002", "Ærholm Skole", egsted))
    by_hand.refresh_from_db()
    assert by_hand.institution_number == "657001"
    assert set(School.objects.values_list("slug", flat=True)) == {"aerholm-skole", "aerholm-skole-657002"}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"parent": "999999"}, "Hovedskolen 999999 findes hverken i filen eller i portalen"),
        ({"parent": "657011"}, "Hovedskolen 657011 er selv en afdeling"),
        ({"KOMMUNE_NR": "999", "BEL_KOMMUNE_NAVN": "Nylavet Kommune"}, r"Kommunen 0999 \(Nylavet Kommune\) findes ikke"),
        ({"parent": "700001"}, "ligger i en anden kommune"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_reason(egsted, fields, reason):
    main, department = line("657001", "Hoved", egsted), line("657011", "Syd", egsted, parent="657001")
    other = line("700001", "Fremmed", places.municipality("Lyngsø"))
    reading = looked(main, department, other, line("657020", "Den skæve", egsted, **fields))
    (refused,) = plan_of(reading).refused
    assert refused.line == 5
    assert re.search(reason, refused.reason)
    apply(reading=reading, seen=plan_of(reading).fingerprint(), by=VISITOR, now=NOW)
    assert School.objects.count() == 3


def test_a_municipality_touches_only_its_own(egsted):
    elsewhere = places.municipality("Lyngsø")
    bring_in(line("700001", "Nabo", elsewhere), line("657009", "Egen", egsted))
    reading = looked(
        line("657001", "Ny her", egsted),
        line("700002", "Ny der", elsewhere),
        line("700001", "Nabo", egsted),
        line("657009", "Egen", elsewhere),
        only=egsted.pk,
    )
    plan = plan_of(reading)
    assert [step.name for step in plan.steps] == ["Ny her"]
    assert (plan.elsewhere, [line.number for line in plan.refused]) == (1, ["700001", "657009"])
    assert "Kun systemadministratoren kan flytte den" in plan.refused[0].reason


def test_what_has_changed_since_is_shown_again_and_nothing_is_done(egsted):
    reading = looked(line("657001", "Hasselhegnskolen", egsted))
    seen = plan_of(reading).fingerprint()
    places.school("Hasselhegnskolen", at=egsted)
    with pytest.raises(Changed):
        apply(reading=reading, seen=seen, by=VISITOR, now=NOW)
    assert School.objects.get().institution_number is None
    assert plan_of(reading).steps[0].fate == Fate.CHANGED


def test_it_is_logged_with_counts_and_without_persons(egsted):
    consultant = people.actor("consultant", egsted)
    reading = looked(line("657001", "Hasselhegnskolen", egsted), only=egsted.pk, by=consultant)
    apply(reading=reading, seen=plan_of(reading).fingerprint(), by=consultant, now=NOW)
    entry = LogEntry.objects.get(act="register.apply")
    assert (entry.user, entry.municipality_number) == (consultant.user, egsted.pk)
    assert entry.note == "1 nye, 0 ændrede, 0 flyttede, 0 lukkede, 0 uændrede, 0 afviste."
    assert LEADER not in repr(School.objects.values().get()) + repr(SchoolImport.objects.values().get())


def _many(here, *, name: str = "Skole") -> list[str]:
    mains = [line(f"{number:06}", f"{name} {number}", here[number % 100_000 % len(here)]) for number in range(100_000, 101_000)]
    return mains + [
        line(f"{number:06}", f"Afdeling {number}", here[number % 100_000 % len(here)], parent=str(number - 100_000))
        for number in range(200_000, 200_200)
    ]


def test_twelve_hundred_schools_cost_little(egsted):
    here = [places.municipality() for _number in range(98)]
    reading = looked(*_many(here))
    with CaptureQueriesContext(
        connection,
    ) as looking:
        seen = plan_of(reading).fingerprint()
    assert len(looking) == 3
    started = time.process_time()
    with CaptureQueriesContext(connection) as applying:
        apply(reading=reading, seen=seen, by=VISITOR, now=NOW)
    spent = time.process_time() - started
    assert School.objects.count() == 1200
    assert len(applying) <= 30
    assert spent < 5 * slowness()
    changed = looked(*_many(here, name="Ny skole"))
    with CaptureQueriesContext(connection) as changing:
        done = apply(reading=changed, seen=plan_of(changed).fingerprint(), by=VISITOR, now=NOW)
    assert (done.counts["changed"], done.counts["unchanged"], done.counts["closed"]) == (1000, 200, 0)
    assert len(changing) <= 30


@pytest.mark.django_db(transaction=True)
def test_two_who_bring_the_same_in_at_once_do_it_once():
    load_institution_types()
    here = places.municipality()
    reading = looked(line("657001", "Hasselhegnskolen", here))
    seen = plan_of(reading).fingerprint()
    made = race(*[lambda: apply(reading=reading, seen=seen, by=VISITOR, now=NOW)] * 2)
    assert sorted(type(each) for each in made if isinstance(each, Exception)) == [WrongState]
    assert School.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_wait_for_each_other():
    load_institution_types()
    here = places.municipality()
    readings = [looked(line("657001", "Hasselhegnskolen", here), by=people.actor("consultant", here)) for _each in range(2)]
    plans = [plan_of(reading).fingerprint() for reading in readings]
    calls = [
        lambda reading=reading, seen=seen: apply(reading=reading, seen=seen, by=VISITOR, now=NOW)
        for reading, seen in zip(readings, plans, strict=True)
    ]
    made = race(*calls)
    assert [type(each) for each in made if isinstance(each, Exception)] == [Changed]
    assert School.objects.count() == 1


# The command and the pages


def test_the_command_shows_and_then_does(egsted, tmp_path, capsys):
    file = tmp_path / "skoler.csv"
    file.write_bytes(register(line("657001", "Ærholm Skole", egsted), "skæv", encoding="utf-16-le"))
    call_command("import_schools", str(file))
    told = capsys.readouterr()
    assert "Læst som UTF-16." in told.out
    assert "Ny: 657001 Ærholm Skole, Egsted Kommune" in told.out
    assert "Linje 3: afvist" in told.err
    assert (School.objects.count(), SchoolImport.objects.count()) == (0, 0)
    call_command("import_schools", str(file), apply=True, municipality=egsted.code)
    assert School.objects.get().name == "Ærholm Skole"
    assert LEADER not in told.out + told.err + capsys.readouterr().out


@pytest.mark.parametrize(("content", "words"), [(b"", "Filen er tom"), (None, "kan ikke læses")])
def test_the_command_tells_what_is_wrong_with_the_file(egsted, tmp_path, content, words):
    file = tmp_path / "skoler.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        call_command("import_schools", str(file))


def test_a_consultant_chooses_looks_and_brings_in(sign_in, egsted):
    client = sign_in(people.actor("consultant", egsted))
    assert "Ingen fil er indlæst endnu" in client.get("/indlaesning/skoler/").content.decode()
    page = client.post("/indlaesning/skoler/", {"file": SimpleUploadedFile("x.csv", b"a,b")})
    assert "ikke adskilt med semikolon" in page.content.decode()
    upload = SimpleUploadedFile(
        "skoler.csv",
        register(line("657001", "Hasselhegnskolen", egsted), line("x", "Skæv", egsted), line("657002", "Gymnasiet", egsted, kind="1034")),
    )
    page = client.post("/indlaesning/skoler/", {"file": upload}, follow=True)
    words = page.content.decode()
    assert "Gennemfør 1 ændring" in words
    assert "Linje 3" in words
    assert "1034 Gymnasier: 1, fordi typen ikke er en skole i portalen" in words
    assert LEADER not in words
    address = page.redirect_chain[-1][0]
    stale = client.post(f"{address}gennemfoer/", {"seen": "noget andet"}, follow=True)
    assert "intet er gennemført" in stale.content.decode()
    done = client.post(f"{address}gennemfoer/", {"seen": page.context["plan"].fingerprint()}, follow=True)
    assert "1 nye" in done.content.decode()
    assert School.objects.get().name == "Hasselhegnskolen"
    assert "skoler.csv" in client.get("/indlaesning/skoler/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_files_asks_as_often_for_three_as_for_one(sign_in, egsted, django_assert_num_queries, count):
    consultant = people.actor("consultant", egsted)
    for number in range(count):
        reading = looked(line(f"65700{number}", f"Skole {number}", egsted), only=egsted.pk, by=consultant)
        apply(reading=reading, seen=plan_of(reading).fingerprint(), by=consultant, now=NOW)
    client = sign_in(consultant)
    client.get("/indlaesning/skoler/")
    with django_assert_num_queries(9):
        client.get("/indlaesning/skoler/")


def test_what_nobody_has_read_goes_with_the_school_and_what_is_published_stays(egsted):
    bring_in(line("657001", "Flyttende Skole", egsted))
    school, other = School.objects.get(), places.municipality("Lyngsø")
    leader = people.actor("school_leader", school)
    draft, sent = make.draft(at=school, by=leader.user), make.in_state("submitted", at=school)
    public, withdrawn = make.published(at=school), make.in_state("withdrawn", at=school)
    bring_in(line("657001", "Flyttende Skole", other))
    of = {version: TrialAction.objects.get(pk=version.trial_id).municipality for version in (draft, sent, public, withdrawn)}
    assert of == {draft: other, sent: other, public: egsted, withdrawn: egsted}
    entries = LogEntry.objects.filter(act="trials.move_with_school")
    assert {(entry.subject_id, entry.municipality_number) for entry in entries} == {(each.trial_id, other.pk) for each in (draft, sent)}
    consultant = people.actor("consultant", other)
    assert list(Version.objects.visible_to(consultant).waiting_for_review(consultant)) == [sent]
    bring_in(line("657001", "Nyt Navn", other))
    assert entries.count() == 2, "a new name moves nothing"


def test_a_school_moved_by_hand_takes_its_drafts_along_too(egsted):
    school, other = places.school(at=egsted), places.municipality("Lyngsø")
    draft = make.draft(at=school)
    school.municipality = other
    school.save()
    draft.trial.refresh_from_db()
    assert draft.trial.municipality == other
