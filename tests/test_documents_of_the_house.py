"""What the documents say of the code, held against the code."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.home.choices import RetentionKind
from portal.home.models import RetentionPeriod
from portal.home.retention import KINDS
from tests.factories import people, places

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_the_table_of_retention_says_what_is_proposed():
    rows = re.findall(
        r"^\| [^|]+ \| (\w+) \| (\d+) \| ([^|]+) \| (ja|nej) \|$", (DOCS / "gdpr.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    told = [(key, int(days), counts_from.strip(), archived == "ja") for key, days, counts_from, archived in rows]
    assert told == [(kind.key.value, kind.proposed_days, str(kind.counts_from), kind.archive is not None) for kind in KINDS]


@pytest.mark.django_db
def test_the_duty_to_inform_is_met_at_the_invitation_and_on_the_page_of_privacy(client):
    school = places.school(at=places.municipality("Egsted"))
    people.invitation("contributor", school, token="ny", invited_at=timezone.now(), expires_at=timezone.now() + timedelta(days=1))
    invited = client.get(reverse("people:accept", args=["ny"])).content.decode()
    privacy = client.get(reverse("home:privacy")).content.decode()
    assert "Egsted Kommune er dataansvarlig for dine oplysninger" in invited
    for words in ("artikel 6, stk. 1, litra e", "databeskyttelsesrådgiver", "klage til Datatilsynet", "uden for EU", "IP-adresse"):
        assert words in invited and words in privacy, words


@pytest.mark.django_db
def test_the_page_of_privacy_tells_the_confirmed_periods(client):
    assert "ikke fastlagt perioderne endnu" in client.get(reverse("home:privacy")).content.decode()
    RetentionPeriod.objects.create(kind=RetentionKind.LOG, days=1825, confirmed_at=timezone.now(), confirmed_by=people.user())
    assert "<li>Log: 1825 dage</li>" in client.get(reverse("home:privacy")).content.decode()


def test_every_item_of_asvs_stands_once_and_says_how_it_is():
    wanted = (DOCS.parent / "tests" / "data" / "asvs-5.0-level-2.txt").read_text(encoding="utf-8").split()
    rows = re.findall(
        r"^\| (\d+\.\d+\.\d+(?:, \d+\.\d+\.\d+)*) \| [^|]+ \| (.+) \|$", (DOCS / "security.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(item for items, _status in rows for item in items.split(", ")) == sorted(wanted)
    assert [status for _items, status in rows if not re.match(r"met\b|n/a\b|\*\*(part )?open\*\*", status)] == []


def test_every_test_that_a_document_names_is_there():
    root = DOCS.parent
    for document in ("security.md", "operations.md", "gdpr.md"):
        named = re.findall(r"`((?:tests|portal)/[\w./-]*[\w/])`", (DOCS / document).read_text(encoding="utf-8"))
        assert [name for name in named if not (root / name).exists()] == [], document
