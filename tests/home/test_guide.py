"""The guide: every page reads, leads on, and shows pictures that are there; and pages of the portal lead into it."""

import re

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from portal.home.guide.helping import HELP, help_for
from portal.home.guide.pages import FOLDER, all_pages, page_named
from tests.support.guide import SHOTS
from tests.support.pages import check_page

PAGES = all_pages()
SHOWN = {picture for page in PAGES for picture in page.pictures}


def test_every_file_stands_in_the_contents_once():
    assert sorted(page.name for page in PAGES) == sorted(file.stem for file in FOLDER.glob("*.md"))


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_reads_with_its_headings_and_pictures(client, page):
    response = client.get(page.url)

    check_page(response.content)
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert [heading for heading in page.headings if f'id="{heading.anchor}"' not in html] == []
    assert len(re.findall(r'<img src="/static/guide/[^"]+" alt="[^"]{10,}"', html)) == len(page.pictures)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_links_lead_somewhere(page):
    assert [link for link in page.links if not _leads_somewhere(link)] == []


def _leads_somewhere(link: str) -> bool:
    if link.startswith("/"):
        try:
            return bool(resolve(link.partition("?")[0]))
        except Resolver404:
            return False
    name, _dot, anchor = link.partition(".md")
    page = page_named(name)
    return page is not None and (not anchor or anchor[1:] in {heading.anchor for heading in page.headings})


def test_each_picture_is_taken_by_the_script_and_shown_in_the_guide():
    taken = {f"{shot.name}.webp" for shot in SHOTS}

    assert taken == SHOWN
    assert {file.name for file in (settings.BASE_DIR / "static" / "guide").iterdir()} == SHOWN


@pytest.mark.parametrize("place", sorted(set(HELP.values())))
def test_help_leads_to_a_page_and_a_heading_of_it(place):
    name, _hash, anchor = place.partition("#")

    assert not anchor or anchor in {heading.anchor for heading in page_named(name).headings}


def test_help_is_found_by_the_address_then_by_its_room():
    assert help_for("trials:review").title == "Gennemsyn og publicering"
    assert help_for("trials:section").url == "/vejledning/skriv-en-proevehandling/"
    assert help_for("home:front") is None


@pytest.mark.django_db
def test_a_page_of_the_portal_leads_to_its_help(client):
    assert "/vejledning/find-en-proevehandling/" in client.get(reverse("trials:list")).content.decode()


@pytest.mark.django_db
def test_an_unknown_page_is_not_found(client):
    assert client.get("/vejledning/findes-ikke/").status_code == 404
