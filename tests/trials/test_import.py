"""Importing trial actions from a file: through the gate, one row at a time, never twice."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.workflow.models import LogEntry
from schools.models import Municipality, School
from schools.networks.models import FocusArea
from tests.factories import people, places
from trials.choices import Life, Scope, State, Visibility
from trials.models import TrialAction, Version
from trials.queries import missing_parts
from trials.services import review

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parent.parent / "data" / "cases24.json"
CASE = {
    "title": "Klippekortet",
    "municipality": "Egsted Kommune",
    "school": "Hasselhegnskolen",
    "headline": "Fire værksteder",
    "summary": "Timerne efter frokost var svære.",
    "done": ["Vi begyndte med at se på dagen.", "• Bygge", "- Fortælle", "Så gik vi i gang."],
    "change": {"Elever og forældre": "De glæder sig.", "Politikere": ""},
    "next": "Vi fortsætter.",
    "learned": ["Tæl først", "Begynd småt"],
}


@pytest.fixture
def run(tmp_path, capsys):
    """Run the command on cases; returns what it wrote."""

    def _run(*cases, **options) -> str:
        file = tmp_path / "cases.json"
        file.write_text(json.dumps(list(cases), ensure_ascii=False))
        call_command("import_trials", str(file), **options)
        return capsys.readouterr().out

    return _run


@pytest.fixture
def egsted() -> Municipality:
    """A municipality with a school, a focus area, a consultant and a head."""
    here = places.municipality("Egsted")
    places.school("Hasselhegnskolen", at=here)
    places.focus_area(here, "Organisering af skoledagen")
    people.actor("consultant", here, who=people.user("Mette Holt", email="mette@egsted.example"))
    people.actor("head", here, who=people.user("Bent Friis", email="bent@egsted.example"))
    return here


def test_a_case_is_read_into_its_parts(run, egsted):
    run(
        {
            **CASE,
            "focus_areas": "Organisering af skoledagen",
            "grades": "0.–2. klasse, SFO",
            "period": "Skoleåret 2025/26",
            "outcome": "delvist",
        }
    )
    version = Version.objects.get()
    trial = version.trial
    assert version.state == State.DRAFT
    assert (version.title, version.headline, version.standfirst) == ("Klippekortet", "Fire værksteder", "Timerne efter frokost var svære.")
    assert version.done == "Vi begyndte med at se på dagen.\n\n- Bygge\n- Fortælle\n\nSå gik vi i gang."
    assert [(seen.perspectives, seen.kind, seen.text) for seen in version.observations.all()] == [
        (["pupils", "parents"], "seen", "De glæder sig."),
        (["politicians"], "not_yet", ""),
    ]
    assert version.learned == "Tæl først\n\nBegynd småt"
    assert version.grades == ["0", "1", "2", "sfo"]
    assert [str(area) for area in version.focus_areas.all()] == ["Organisering af skoledagen"]
    assert (trial.scope, trial.life, trial.outcome, trial.school_year) == (Scope.NAMED, Life.EVALUATED, "partly", "2025/26")
    assert [str(school) for school in trial.schools.all()] == ["Hasselhegnskolen"]
    assert trial.home_school is None, "the administration writes it"
    assert trial.contact_email == "mette@egsted.example"
    assert [person.name for person in trial.people.all()] == ["Skoleforvaltningen, Egsted Kommune"]


def test_published_goes_through_the_gate_as_two_named_people(run, egsted):
    out = run(CASE, publish=True)
    version = Version.objects.get()
    assert version.state == State.PUBLISHED
    acts = LogEntry.objects.about(version).order_by("pk").values_list("act", "user__name")
    assert list(acts) == [
        ("trials.import", "Mette Holt"),
        ("trials.confirm_nobody_recognised", "Mette Holt"),
        ("trials.submit", "Mette Holt"),
        ("trials.approve", "Bent Friis"),
        ("trials.publish", "Bent Friis"),
    ]
    assert version.trial.slug == "klippekortet"
    assert "1 rækker: 1 publiceret." in out


def test_those_named_write_and_approve_where_they_have_a_role(run, egsted):
    anders = people.user("Anders Kjeldgaard", email="anders@egsted.example")
    people.role("consultant", egsted, who=anders)
    run(CASE, publish=True, writer="bent@egsted.example", approver="ANDERS@egsted.example")
    version = Version.objects.get()
    assert (version.submitted_by.name, version.approved_by.name) == ("Bent Friis", "Anders Kjeldgaard")


def test_a_name_that_nobody_has_stops_the_import(run, egsted):
    with pytest.raises(CommandError, match=r"Ingen i portalen har adressen ingen@egsted\.example"):
        run(CASE, writer="ingen@egsted.example")


def test_what_the_file_lacks_is_not_invented_and_may_be_filled_in_later(run, egsted):
    run(CASE, publish=True)
    version = Version.objects.get()
    assert (version.grades, version.trial.school_year, version.trial.starts_on) == ([], "", None)
    assert not version.focus_areas.exists()
    assert (version.trial.life, version.trial.outcome) == (Life.RUNNING, "")
    consultant = people.actor("consultant", egsted)
    second = review.improve(trial=version.trial, by=consultant, now=version.published_at)
    assert {str(part) for part in missing_parts(second)} == {"Vælg mindst ét fokusområde", "Vælg klassetrin", "Skriv, hvornår det foregik"}


def test_one_bad_row_is_reported_and_loses_nothing_else(run, egsted, capsys):
    bad = {**CASE, "title": "Den skæve", "outcome": "fantastisk"}
    with pytest.raises(CommandError):
        run(CASE, bad, {**CASE, "title": "Den tredje"}, "ikke et objekt", publish=True)
    told = capsys.readouterr()
    assert "2. Den skæve: afvist: ”fantastisk” er ikke et kendt ord for ”outcome”." in told.err
    assert "4. (uden titel): afvist" in told.err
    assert "4 rækker: 2 publiceret, 2 afvist." in told.out
    assert set(Version.objects.values_list("title", "state")) == {("Klippekortet", State.PUBLISHED), ("Den tredje", State.PUBLISHED)}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"municipality": "Findesikke"}, "Kommunen ”Findesikke” findes ikke"),
        ({"school": "Findesikkeskolen"}, "ingen skole med navnet ”Findesikkeskolen”"),
        ({"focus_areas": ["Findes ikke"]}, "intet fokusområde med navnet ”Findes ikke”"),
        ({"title": ""}, "”title” mangler"),
        ({"headline": ""}, "Skriv en overskrift"),
        ({"title": "x" * 201}, "title: "),
        ({"visibility": "netværket"}, "ikke med i noget netværk"),
        ({"municipality": "Fjordby"}, "mangler en, der skriver, og en anden, der godkender"),
    ],
)
def test_a_refused_row_leaves_nothing_behind(run, egsted, capsys, change, reason):
    places.school("Hasselhegnskolen", at=places.municipality("Fjordby"))
    with pytest.raises(CommandError):
        run({**CASE, **change}, publish=True)
    assert reason in capsys.readouterr().err
    assert not TrialAction.objects.exists()
    assert School.objects.count() == 2


def test_running_twice_doubles_nothing(run, egsted):
    run(CASE, publish=True)
    assert "1 rækker: 1 er der allerede." in run({**CASE, "title": "klippekortet"}, publish=True)
    assert TrialAction.objects.count() == 1


def test_both_spellings_of_a_municipality_are_the_same(run):
    here = places.municipality("Aabenraa")
    people.actor("consultant", here)
    people.actor("head", here)
    run({**CASE, "municipality": "Åbenrå", "school": ""})
    trial = TrialAction.objects.get()
    assert (trial.municipality, trial.scope) == (here, Scope.UNNAMED)


def test_missing_places_and_people_are_made_when_asked(run):
    run({**CASE, "focus_areas": ["Overgange"]}, publish=True, create_places=True)
    version = Version.objects.get()
    municipality = version.trial.municipality
    assert (municipality.name, municipality.is_fictional) == ("Egsted", True)
    assert FocusArea.objects.get().municipality == municipality
    for person in (version.submitted_by, version.approved_by):
        assert not person.has_usable_password()
        assert not person.is_active
        assert person.email.endswith(".invalid")
    assert (version.submitted_by.name, version.approved_by.name) == (
        "Indlæsning fra fil, Egsted Kommune",
        "Godkendelse af indlæste, Egsted Kommune",
    )
    assert "@" in version.trial.contact_email
    assert not version.trial.contact_email.endswith(".invalid"), "readers are given an address that works"


def test_a_focus_area_of_the_same_name_looks_the_same_everywhere(run):
    run({**CASE, "focus_areas": ["Overgange"]}, {**CASE, "municipality": "Fjordby", "focus_areas": ["overgange"]}, create_places=True)
    assert len(set(FocusArea.objects.values_list("figure", flat=True))) == 1
    assert FocusArea.objects.count() == 2


def test_networks_are_those_of_the_municipality(run, egsted):
    network = places.network(egsted)
    run({**CASE, "visibility": "netværket"})
    version = Version.objects.get()
    assert (version.visibility, list(version.networks.all())) == (Visibility.NETWORKS, [network])


@pytest.mark.parametrize("content", ["{}", "ikke json", '{"title": 1}'])
def test_a_file_that_is_no_list_is_refused(tmp_path, content):
    file = tmp_path / "cases.json"
    file.write_text(content)
    with pytest.raises(CommandError):
        call_command("import_trials", str(file))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="kan ikke læses"):
        call_command("import_trials", str(tmp_path / "ingen.json"))


def test_twenty_four_cases_are_published(client, capsys):
    call_command("import_trials", str(CASES), create_places=True, publish=True)
    assert "24 rækker: 24 publiceret." in capsys.readouterr().out
    versions = Version.objects.filter(state=State.PUBLISHED)
    assert versions.count() == 24
    assert TrialAction.objects.exclude(scope=Scope.NAMED).count() == 8
    assert sorted(trial.schools.count() for trial in TrialAction.objects.filter(scope=Scope.NAMED))[-1] == 2
    for version in versions:
        assert client.get(f"/proevehandlinger/{version.trial.slug}/").status_code == 200
    assert client.get("/proevehandlinger/", {"q": "fraværsguide"}).context["page"].paginator.count >= 1
