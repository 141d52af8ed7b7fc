"""What people do in every journey through the portal: sign in, and fill a section of a text they write."""

from playwright.sync_api import Locator

from tests.browser.conftest import Visitor
from tests.factories import people

PRIMARY = "main .button-primary[type=submit]"


def sign_in(window: Visitor, email: str, language: str = "da") -> None:
    window.go("/konto/login/")
    if window.page.locator("html").get_attribute("lang") != language:
        choice = window.page.locator(f"form [name=language][value={language}]").locator("xpath=ancestor::form").first
        with window.page.expect_navigation():
            choice.evaluate("form => form.submit()")
    assert window.page.locator("html").get_attribute("lang") == language
    window.page.fill("[name=login]", email)
    window.page.fill("[name=password]", people.PASSWORD)
    window.page.press("[name=password]", "Enter")
    window.page.wait_for_url("**/mine-opgaver/")
    window.look()


def fill(window: Visitor, path: str, values: dict[str, object]) -> None:
    """Fill one section and save it: text is typed, a choice of that value made, and True ticks the first box."""
    window.go(path)
    for name, value in values.items():
        field = window.page.locator(f"main [name='{name}']")
        kind = field.first.evaluate("field => field.tagName === 'SELECT' ? 'select' : field.type")
        if kind == "select":
            field.select_option(str(value))
        elif kind in {"checkbox", "radio"}:
            (field.first if value is True else window.page.locator(f"main [name='{name}'][value='{value}']")).check()
        elif not field.first.is_visible():
            put(field, str(value))
        else:
            field.fill(str(value))
    window.follow(window.page.locator("main form[data-write] .button-secondary[type=submit]:not([name])").last)
    assert not window.page.locator(".error-summary, .form-error").count(), window.page.inner_text("main")


def put(field: Locator, text: str) -> None:
    """Put a text into the editor that stands before its field, as another script does. How people write in it stands in test_editor.py."""
    field.evaluate("(field, text) => { field.value = text; field.dispatchEvent(new Event('editor:set')); }", text)
