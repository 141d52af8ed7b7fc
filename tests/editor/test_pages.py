import re

import pytest
from django.urls import reverse

from tests.factories import catalogues, people, trials
from tests.support.pages import check_page
from trials.choices import Section

pytestmark = pytest.mark.django_db
SCRIPT = "editor/editor.js"


@pytest.mark.parametrize("section", Section)
def test_the_editor_is_loaded_where_formatted_text_is_written_and_nowhere_else(section, client):
    draft = trials.draft()
    client.force_login(draft.writers.get(), backend="django.contrib.auth.backends.ModelBackend")
    html = client.get(reverse("trials:section", args=[draft.pk, section])).content.decode()
    check_page(html)
    is_formatted = section in {Section.DONE, Section.CHANGE, Section.FUTURE, Section.LEARNED}
    assert (SCRIPT in html, "data-editor" in html) == (is_formatted, is_formatted)


def test_the_frame_of_a_catalogue_has_the_editor(sign_in, client):
    edition = catalogues.draft()
    sign_in(people.actor("consultant", edition.catalogue.municipality))
    html = client.get(reverse("catalogue:frame", args=[edition.catalogue.slug, edition.number])).content.decode()
    check_page(html)
    assert SCRIPT in html
    assert len(re.findall(r"\bdata-editor\b(?!-)", html)) == 3
