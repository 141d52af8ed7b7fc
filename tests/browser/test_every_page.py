"""Every page of the rights table, in both widths: no axe violation, nothing that the policy blocks, nothing wider than the window."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import matrix_world
from tests.rights_table import TABLE, Row
from tests.test_rights_matrix import ROLES

pytestmark = pytest.mark.django_db(transaction=True)
# Not pages: files, the machine's own answer, an address that leads elsewhere, and what is put into a page and looked at there.
NO_PAGES = {
    "home:health",
    "home:was",
    "home:mine_file",
    "home:metrics",
    "home:feed",
    "home:area_feed",
    "home:municipality_feed",
    "home:robots",
    "home:sitemap",
    "home:sitemap_pages",
    "home:sitemap_trials",
    "api:openapi",
    "api:trial_actions",
    "api:trial_action",
    "api:municipalities",
    "api:schools",
    "api:networks",
    "api:mobilities",
    "exchange:export",
    "exchange:feed",
    "api:editions",
    "trials:similar",
    "trials:image",
    "trials:attachment",
    "catalogue:pdf",
    "catalogue:cover",
    "catalogue:cover_picture",
    "catalogue:preview_part",
    "catalogue:preview_picture",
    "catalogue:read_image",
    "catalogue:pdf_volume",
    "catalogue:read_trial",
    "catalogue:proof",
    "catalogue:proof_volume",
    "mobilities:evidence",
    "mobilities:note_photo",
    "mobilities:report_photo",
    "imports:template",
    "mobilities:paper_pdf",
    "mobilities:paper_copy",
    "mobilities:print_part",
    "mobilities:accession_pdf",
    "imports:result",
    "partners:file",
    "partners:rates_file",
    "partners:signed_file",
    "partners:import_template",
    "partners:import_result",
}


def _who_sees_it(row: Row) -> str | None:
    """The one who meets most on it: the last role in the table's order that the page is shown to, else the visitor."""
    shown = [role for role, letter in zip(ROLES[1:9], row.letters[1:9], strict=True) if letter == "."]
    return shown[0] if shown else ("visitor" if row.letters[0] == "." else None)


PAGES = {name: who for name, row in TABLE.items() if not row.post and name not in NO_PAGES and (who := _who_sees_it(row))}


def test_the_pages_are_found():
    assert len(PAGES) > 35
    assert {"trials:section", "trials:review", "trials:editorial", "trials:release", "home:log", "notices:preferences"} <= set(PAGES)


@pytest.fixture
def addresses(transactional_db, in_thread, settings) -> list[tuple[str, str]]:
    """Who is signed in (a session's key) and where to go, one per page."""
    settings.DEMO = True
    return in_thread(_build)


def _build() -> list[tuple[str, str]]:
    world = matrix_world.build(ROLES)
    keys = {role: _session(world.actors[role]) for role in set(PAGES.values())}
    return [(keys[role], reverse(name, kwargs=TABLE[name].kwargs(world))) for name, role in PAGES.items()]


def _session(actor) -> str:
    client = Client()
    if actor.user is None:
        return ""
    client.force_login(actor.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["acting_role"] = actor.role.pk
    session.save()
    return session.session_key


def test_every_page_is_fit_for_everybody(addresses, open_window, settings):
    visitor = open_window(both_widths=True)
    for key, address in addresses:
        visitor.context.clear_cookies()
        if key:
            visitor.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": visitor.server}])
        visitor.go(address)
