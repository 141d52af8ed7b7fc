"""The demonstration's content: whole, consistent and in good order before it is loaded, and true once it is."""

import io
import json
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from PIL import Image as Picture

from portal.accounts.models import User
from portal.files.checks import check, check_image
from portal.home import demo
from portal.home.demo_content import content
from portal.home.demo_content.attachments import attachment
from portal.home.demo_content.pictures import HEIGHT, PICTURES, WIDTH, picture
from portal.notices.choices import MailState
from portal.notices.models import Mail
from portal.text.normalise import normalise
from portal.workflow.models import LogEntry
from schools.models import Municipality
from schools.networks.models import Network
from schools.people.choices import RoleKind
from schools.people.models import Role
from trials.catalogue.choices import EditionState
from trials.catalogue.models import Edition
from trials.choices import Met, State, Visibility
from trials.models import Version
from trials.queries import missing_parts

TRIALS = content.trials()
PUBLISHED = [data for data in TRIALS if data["state"] == State.PUBLISHED]
CASES = json.loads((Path(__file__).parent.parent / "data" / "cases24.json").read_text(encoding="utf-8"))


def key(data: dict) -> str:
    return data.get("key", data["title"])


def words(*texts: object) -> int:
    return len(re.findall(r"\w+", " ".join(map(str, texts))))


def text_of(data: dict) -> str:
    """Everything a reader of the trial action meets."""
    seen = [row.get("text", "") for row in data.get("observations", [])]
    expected = [f"{row['text']} {row.get('observed', '')}" for row in data.get("expectations", [])]
    parts = [data.get(name, "") for name in ("title", "headline", "summary", "done", "change", "future")]
    return "\n".join([*parts, *data["learned"], *seen, *expected, *data.get("effort", {}).values()])


class TestWriting:
    def test_there_is_one_in_every_state_that_is_written(self):
        assert {data["state"] for data in TRIALS} == {
            State.DRAFT,
            State.SUBMITTED,
            State.RETURNED,
            State.APPROVED,
            State.PUBLISHED,
            State.WITHDRAWN,
        }

    def test_about_a_third_did_not_or_only_partly_go_as_expected(self):
        outcomes = Counter(data["outcome"] for data in PUBLISHED)
        assert outcomes["not_as_expected"] >= 4
        assert outcomes["not_as_expected"] + outcomes["partly"] >= len(PUBLISHED) / 3

    @pytest.mark.parametrize("data", PUBLISHED, ids=key)
    def test_a_published_one_fills_an_opening(self, data):
        assert 450 <= words(text_of(data)) <= 720

    @pytest.mark.parametrize("data", PUBLISHED, ids=key)
    def test_the_standfirst_has_the_advised_length(self, data):
        assert 190 <= len(data["summary"]) <= 350

    @pytest.mark.parametrize("data", TRIALS, ids=key)
    def test_quotation_marks_and_spaces_are_danish_and_clean(self, data):
        text = text_of(data)
        assert not set(text) & set('"“„«»\u00a0\u00ad\u200b')
        assert text.count("”") % 2 == 0
        assert "  " not in text
        assert all(part == normalise(part) for part in data.get("done", "").strip().split("\n\n"))

    @pytest.mark.parametrize("data", [data for data in TRIALS if "expectations" in data], ids=key)
    def test_what_was_expected_was_written_before_the_start(self, data):
        assert data["begun"] < data["starts"]

    @pytest.mark.parametrize("data", [data for data in TRIALS if "expectations" in data], ids=key)
    def test_what_was_observed_stands_only_where_somebody_has_looked(self, data):
        assert all(bool(row.get("observed")) == (row["met"] != Met.NOT_YET) for row in data["expectations"])

    @pytest.mark.parametrize("measure", [measure for data in TRIALS for measure in data.get("measures", [])], ids=lambda row: row["name"])
    def test_a_measure_has_a_sentence_and_values_in_order_from_before_to_after(self, measure):
        dates = [value["date"] for value in measure["values"]]
        assert measure["sentence"].endswith(".")
        assert len(dates) >= 3
        assert dates == sorted(dates)
        assert (measure["values"][0]["kind"], measure["values"][-1]["kind"]) == ("baseline", "final")

    def test_all_people_and_addresses_are_invented(self):
        people = content.people_and_places()["people"]
        addresses = [person["email"] for person in people] + [data["contact_email"] for data in TRIALS if data["contact_email"]]
        assert all(address.endswith(".example") for address in addresses)
        assert len({person["email"] for person in people}) == len(people)


class TestPictures:
    def test_every_picture_is_used_and_every_one_used_is_there(self):
        assert {row["picture"] for data in TRIALS for row in data.get("images", [])} == set(PICTURES)

    def test_a_picture_is_the_same_each_time_and_may_be_uploaded(self):
        drawn = picture("aarshjul")
        assert drawn == picture("aarshjul")
        assert (check_image(drawn).width, check_image(drawn).height) == (WIDTH, HEIGHT)

    @pytest.mark.parametrize("data", [data for data in TRIALS if data["state"] != State.DRAFT], ids=key)
    def test_the_description_says_what_is_drawn(self, data):
        assert all(row["alt"].startswith("Tegning af ") and len(row["alt"]) <= 300 for row in data.get("images", []))


class TestFiles:
    @pytest.mark.parametrize("name", sorted({row["file"] for data in TRIALS for row in data.get("attachments", [])}))
    def test_a_file_is_a_real_office_file(self, name):
        made = attachment(name)
        assert check(made).kind.extension == name.rsplit(".", 1)[1]
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            for part in archive.namelist():
                ElementTree.fromstring(archive.read(part))


class TestCases:
    """The 24 cases for trying the import, in the plain format of `import_trials`."""

    def test_two_schools_in_one_of_them_and_eight_without_a_school(self):
        assert len(CASES) == 24
        assert sum(isinstance(case["school"], list) for case in CASES) == 1
        assert sum(case["school"] == "" for case in CASES) == 8

    @pytest.mark.parametrize("case", CASES, ids=key)
    def test_each_is_a_page_and_a_half(self, case):
        body = (json.dumps(case[name], ensure_ascii=False) for name in ("headline", "summary", "done", "change", "next", "learned"))
        assert 400 <= words(*body) <= 650

    def test_change_is_written_in_each_of_the_ways_the_import_knows(self):
        assert {type(case["change"]) for case in CASES} == {str, list, dict}

    def test_both_kinds_of_list_marks_occur(self):
        text = json.dumps(CASES, ensure_ascii=False)
        assert "• " in text
        assert "- " in text


class TestLoading:
    @pytest.mark.django_db
    def test_it_is_refused_outside_a_demonstration(self, settings):
        settings.DEMO = False
        with pytest.raises(CommandError, match="not a demonstration"):
            call_command("load_demo")
        assert not Municipality.objects.filter(is_fictional=True).exists()

    @pytest.mark.django_db(transaction=True)  # the heartbeat of the build has a connection of its own
    def test_everything_is_there_once_and_as_the_services_left_it(self, settings, capsys):
        settings.DEMO = True
        call_command("load_demo")
        call_command("load_demo")
        assert "already loaded" in capsys.readouterr().out
        assert_places_and_people(settings.DEMO_PASSWORD)
        assert_trial_actions()
        assert_catalogue()
        assert set(Mail.objects.values_list("state", flat=True)) == {MailState.SENT}


def assert_places_and_people(password: str) -> None:
    assert Municipality.objects.filter(is_fictional=True).count() == 12
    assert Network.objects.get(name="Netværk for fælles skole").focus_areas.count() == 8
    assert {email for _label, email in demo.sign_ins(date(2026, 11, 22))} >= {
        "birgit.ravn@egsted.example",
        "signe.lykke@faellesskole.example",
    }
    assert set(Role.objects.values_list("kind", flat=True)) == set(RoleKind)
    assert Counter(Role.objects.values_list("user", flat=True)).most_common(1)[0][1] == 2
    assert User.objects.get(email="birgit.ravn@egsted.example").check_password(password)
    assert all(person.emailaddress_set.get().verified for person in User.objects.all())


def assert_trial_actions() -> None:
    assert set(Version.objects.values_list("state", flat=True)) == set(State)
    for version in Version.objects.exclude(state=State.DRAFT):
        assert missing_parts(version) == [], version.title
    for version in Version.objects.filter(state=State.PUBLISHED):
        assert LogEntry.objects.about(version).filter(act="trials.publish", at=version.published_at).exists()
        assert version.approved_by not in version.writers.all()
    image = Version.objects.get(trial__slug="klippekortet", state=State.PUBLISHED).images.get()
    with image.stored.file.open() as stored:
        assert Picture.open(stored).size == (image.stored.width, image.stored.height)


def assert_catalogue() -> None:
    edition = Edition.objects.get()
    public = Version.objects.filter(state=State.PUBLISHED, visibility=Visibility.EVERYONE)
    assert (edition.state, edition.number) == (EditionState.PUBLISHED, 2)
    assert edition.items.count() == public.count() == 22
    assert 50 <= edition.document.pages <= 80
    with edition.document.file.open() as book:
        assert book.read(5) == b"%PDF-"
