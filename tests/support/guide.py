"""Takes the pictures of the guide (docs/guide/) anew, from a demonstration that runs: `make guide PORT=…`.

Each picture is a page of the portal as one of the demonstration's people sees it, 1200 pixels wide.
"""

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.chromium import ARGUMENTS, find_chromium

FOLDER = Path(__file__).parents[2] / "static" / "guide"
PASSWORD = "afproevet-demo"
WIDE, HIGH = 1200, 800


@dataclass(frozen=True)
class Shot:
    """`name` of the file, whom it is taken as (empty: a visitor), and how one gets to the page."""

    name: str
    who: str
    go: Callable[[Page, str], None]
    high: int = HIGH
    wide: int = WIDE


def to(path: str) -> Callable[[Page, str], None]:
    return lambda page, base: page.goto(base + path) and None


def through(path: str, selector: str, *more: str) -> Callable[[Page, str], None]:
    """From a page by its links, one after the other."""

    def go(page: Page, base: str) -> None:
        page.goto(base + path)
        for link in (selector, *more):
            page.goto(page.locator(link).first.evaluate("link => link.href"))

    return go


def at_the_workbench(page: Page, base: str) -> None:
    """A next edition under way with some trial actions in it, begun where the demonstration has none."""
    page.goto(f"{base}/kataloger/")
    under_way = page.locator("main a[href$='/byg/']")
    if under_way.count():
        page.goto(under_way.first.evaluate("link => link.href"))
    else:
        page.goto(page.locator("main h2 a, main h3 a").first.evaluate("link => link.href"))
        page.get_by_role("button", name="Begynd en ny udgave").click()
    if not page.locator("main li.slot").count():
        page.goto(page.locator("main a[href$='/vaelg/']").first.evaluate("link => link.href"))
        for box in page.locator("input[name=version]").all()[:6]:
            box.check(force=True)
        page.get_by_role("button", name="Føj de valgte til").click()


LEADER = "birgit.ravn@egsted.example"
CONSULTANT = "mette.holt@egsted.example"
EDITOR = "signe.lykke@faellesskole.example"

SHOTS = (
    Shot("mine-opgaver", LEADER, to("/mine-opgaver/")),
    Shot("soeg", "", to("/proevehandlinger/?q=fravær")),
    Shot("proevehandling", "", through("/proevehandlinger/?q=fravær", "main h3 a")),
    Shot("opgaveliste", LEADER, through("/mine-opgaver/", "main a[href^='/skriv/']:not([href='/skriv/ny/'])"), high=1000),
    Shot(
        "afsnit",
        LEADER,
        through("/mine-opgaver/", "main a[href^='/skriv/']:not([href='/skriv/ny/'])", "main a[href$='/det-har-vi-gjort/']"),
    ),
    Shot("gennemsyn", CONSULTANT, through("/gennemsyn/", "main a[href^='/gennemsyn/']")),
    Shot("byggevaerksted", EDITOR, at_the_workbench, high=1000),
    Shot("overblik", CONSULTANT, through("/mine-opgaver/", "main a[href$='/overblik/']"), high=1000),
    Shot("personer", CONSULTANT, to("/personer/")),
    Shot("indlaes", CONSULTANT, to("/indlaesning/proevehandlinger/")),
    Shot("ophold", CONSULTANT, to("/ophold/")),
    Shot("mangler", CONSULTANT, to("/ophold/mangler/")),
    Shot("konsortiet", CONSULTANT, to("/erasmus/"), high=1000),
    Shot("afgoer-ophold", CONSULTANT, through("/ophold/?status=endorsed", "main .rows a[href^='/ophold/']"), high=1000),
    Shot("rapporter", CONSULTANT, to("/ophold/rapporter/")),
)


def main() -> None:
    base = sys.argv[1].rstrip("/")
    wanted = set(sys.argv[2:])
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for shot in SHOTS:
            if not wanted or shot.name in wanted:
                take(browser, base, shot)
                sys.stdout.write(f"{shot.name}\n")
        browser.close()


def take(browser: Browser, base: str, shot: Shot) -> None:
    with signed_in(browser, base, shot) as page:
        shot.go(page, base)
        page.wait_for_load_state("networkidle")
        png = page.screenshot(animations="disabled", caret="hide")
    Image.open(io.BytesIO(png)).convert("RGB").save(FOLDER / f"{shot.name}.webp", quality=82, method=6)


@contextmanager
def signed_in(browser: Browser, base: str, shot: Shot) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": shot.wide, "height": shot.high}, locale="da-DK", reduced_motion="reduce")
    page = context.new_page()
    if shot.who:
        page.goto(f"{base}/konto/login/")
        page.fill("input[name=login]", shot.who)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/mine-opgaver/**")
    yield page
    context.close()


if __name__ == "__main__":
    main()
