"""What only the pages of sign-in and own account draw."""

import qrcode
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()

QUIET_ZONE = 4  # modules of white that a camera needs around the code
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@register.simple_tag
def qr_code(text: str, words: str) -> SafeString:
    """A QR code as inline SVG (the policy blocks `data:`), with words that stand for it."""
    code = qrcode.QRCode(border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><rect width="{0}" height="{0}" fill="#fff"/><path d="{2}" fill="#000"/></svg>',
        len(rows),
        words,
        path,
    )


@register.filter
def browser(user_agent: str) -> str:
    """”Firefox på Windows”: what a person knows of the long name that a browser gives itself."""
    program = _first(BROWSERS, user_agent) or _("Ukendt browser")
    system = _first(SYSTEMS, user_agent)
    return _("%(program)s på %(system)s") % {"program": program, "system": system} if system else program


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in known if mark in text), "")
