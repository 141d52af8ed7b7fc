"""The help beside the field that says how easy the saved text is to read."""

import pytest
from django.urls import reverse

from tests.factories import people, places, trials
from tests.support.pages import check_page
from trials.choices import Section

pytestmark = pytest.mark.django_db
LONG = "Denne sætning er den længste af dem alle, for den bliver bare ved og ved uden at sige ret meget nyt til nogen. "


@pytest.fixture
def writer():
    return people.actor("contributor", places.school())


def page(client, writer, section, **fields):
    version = trials.draft(at=writer.role.school, by=writer.user, **fields)
    client.force_login(writer.user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("trials:section", args=[version.pk, section.value]))


def test_a_saved_text_has_its_number_and_its_longest_sentences(client, writer):
    response = page(client, writer, Section.DONE, done="Vi gik ud. " * 12 + LONG + "Så gik vi ind.")
    check_page(response.content)
    text = response.content.decode()
    assert "Lixtal 8: hvor let er den at læse?" in text
    assert "meget let, som en børnebog" in text
    assert f"<li>{LONG.strip()}</li>" in text


def test_what_was_seen_counts_with_the_introduction(client, writer):
    version = trials.draft(at=writer.role.school, by=writer.user, change="Kort.")
    version.observations.create(perspectives=["pupils"], text="Vi går ud. " * 20)
    client.force_login(writer.user, backend="django.contrib.auth.backends.ModelBackend")
    assert "Lixtal" in client.get(reverse("trials:section", args=[version.pk, Section.CHANGE.value])).content.decode()


@pytest.mark.parametrize("section", [Section.DONE, Section.FACTS, Section.PEOPLE, Section.FILES])
def test_little_text_or_none_has_no_number(client, writer, section):
    response = page(client, writer, section, done="Vi gik ud.")
    check_page(response.content)
    assert "Lixtal" not in response.content.decode()
