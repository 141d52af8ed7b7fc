import pytest
from django.core.exceptions import PermissionDenied

from portal.accounts.actor import Actor
from portal.accounts.permissions import may
from portal.workflow.gate import NotAllowed
from tests.factories import catalogues as make
from tests.factories import people, places
from trials.catalogue.flow import EDITION_FLOW
from trials.catalogue.models import Edition
from trials.catalogue.services import editions

pytestmark = pytest.mark.django_db

PERMISSIONS = ["catalogue.create", "catalogue.make", "catalogue.order", "catalogue.publish", "catalogue.withdraw"]
# For a municipality's edition under way, and for a network's: create, make, order, publish, withdraw.
WHO_MAY = {
    "visitor": ("-----", "-----"),
    "contributor": ("-----", "-----"),
    "school leader": ("-----", "-----"),
    "ppr": ("-----", "-----"),
    "consultant": ("cmopw", "c----"),
    "editor": ("cmopw", "c----"),
    "head": ("cmopw", "c----"),
    "system administrator": ("-----", "-----"),
    "consultant elsewhere": ("c----", "c----"),
    "network's facilitator": ("c----", "cmopw"),
    "network's editor": ("c----", "cmopw"),
    "another network's editor": ("c----", "c----"),
}


def actors(here, network) -> dict[str, Actor]:
    school = places.school(at=here)
    return {
        "visitor": Actor(),
        "contributor": people.actor("contributor", school),
        "school leader": people.actor("school_leader", school),
        "ppr": people.actor("ppr", here),
        "consultant": people.actor("consultant", here),
        "editor": people.actor("editor", here),
        "head": people.actor("head", here),
        "system administrator": people.actor("system_administrator", here),
        "consultant elsewhere": people.actor("consultant", places.municipality()),
        "network's facilitator": people.actor("facilitator", network),
        "network's editor": people.actor("editor", network),
        "another network's editor": people.actor("editor", places.network(here)),
    }


def test_who_may_do_what_with_a_catalogue():
    here = places.municipality()
    network = places.network(here)
    drafts = [make.draft(here), make.draft(network)]
    found = {
        who: tuple("".join("cmopw"[at] if may(actor, name, edition) else "-" for at, name in enumerate(PERMISSIONS)) for edition in drafts)
        for who, actor in actors(here, network).items()
    }
    assert found == WHO_MAY


def test_the_acts_themselves_ask():
    here = places.municipality()
    edition, outsider = make.draft(here), people.actor("ppr", here)
    for act in (
        lambda: editions.start(title="x", by=outsider, now=make.NOW),
        lambda: editions.start_next(catalogue=edition.catalogue, by=outsider, now=make.NOW),
        lambda: editions.save_frame(edition=edition, values={"title": "x"}, by=outsider, now=make.NOW),
        lambda: editions.add(edition=edition, versions=[], by=outsider, now=make.NOW),
        lambda: editions.remove(edition=edition, item_id=1, by=outsider, now=make.NOW),
        lambda: editions.move(edition=edition, item_id=1, steps=1, by=outsider, now=make.NOW),
        lambda: editions.arrange(edition=edition, order=[], by=outsider, now=make.NOW),
        lambda: editions.renew(edition=edition, item_id=1, by=outsider, now=make.NOW),
        lambda: editions.order(edition=edition, by=outsider, now=make.NOW),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(NotAllowed):
        editions.publish(edition=edition, by=outsider, now=make.NOW)


@pytest.mark.parametrize(("state", "open_acts"), [("draft", ["publish"]), ("published", ["replace", "withdraw"]), ("withdrawn", [])])
def test_the_table_draws_the_buttons(state, open_acts):
    here = places.municipality()
    edition = getattr(make, state)(here)
    assert [row.name for row in EDITION_FLOW.open_to(people.actor("head", here), edition)] == open_acts


def test_who_sees_an_edition():
    here = places.municipality()
    network = places.network(here)
    who = actors(here, network)
    rows = {
        "draft of the municipality": make.draft(here),
        "published for everyone": make.published(here, title="Alle"),
        "published for the municipality": make.published(here, title="Kommunen", visibility="municipality"),
        "withdrawn": make.withdrawn(here, title="Trukket"),
        "draft of the network": make.draft(network),
    }
    seen = {
        name: [person for person, actor in who.items() if Edition.objects.visible_to(actor).filter(pk=edition.pk).exists()]
        for name, edition in rows.items()
    }
    administration = ["consultant", "editor", "head"]
    of_here = ["contributor", "school leader", "ppr", *administration, "system administrator"]
    assert seen == {
        "draft of the municipality": administration,
        "published for everyone": list(who),
        "published for the municipality": of_here,
        "withdrawn": list(who),
        "draft of the network": ["network's facilitator", "network's editor"],
    }
