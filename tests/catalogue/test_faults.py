"""What happens to the trial actions while their book is built."""

import pytest

from portal.documents import building
from portal.documents.rendering import Typeset
from tests.factories import catalogues as make
from tests.factories import people, places
from trials.catalogue.services import editions
from trials.models import Version
from trials.services import review

NOW = make.NOW


def publish_anew(version: Version, title: str) -> None:
    leader = people.actor("school_leader", version.trial.home_school)
    consultant = people.actor("consultant", version.trial.municipality)
    newer = review.improve(trial=version.trial, by=leader, now=NOW)
    Version.objects.filter(pk=newer.pk).update(title=title)
    newer.refresh_from_db()
    newer = review.submit(version=newer, nobody_recognised=True, by=leader, now=NOW)
    review.approve_and_publish(version=newer, nobody_recognised=True, by=consultant, now=NOW)


@pytest.mark.django_db
def test_a_version_that_is_published_while_the_book_is_built_waits_for_the_next_book(monkeypatch):
    by = make.maker(places.municipality())
    edition = make.draft(by=by)
    document = editions.order(edition=edition, by=by, now=NOW)
    (version,) = make.versions_of(edition)
    set_in_print = []

    def typeset(html, **_options) -> Typeset:
        publish_anew(version, "En helt ny titel")
        set_in_print.append(html)
        return Typeset(b"%PDF-1.7", 1, {})

    monkeypatch.setattr(building, "typeset", typeset)
    assert building.build(document_id=document.pk)
    document.refresh_from_db()
    assert [trial["title"] for trial in document.snapshot["trials"]] == ["Prøvehandling 1"]
    assert "Prøvehandling 1" in set_in_print[0] and "En helt ny titel" not in set_in_print[0]
    assert version.trial.versions.get(state="published").title == "En helt ny titel"
