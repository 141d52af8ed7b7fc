"""The drawings of the documents: two places and the way between them, in the petrol of the print reference. Decoration, so only backgrounds.

The EU emblem is the one picture: it says who pays, and is drawn by the rules of the Commission (twelve stars on a circle, blue ground).
"""

from math import cos, pi, sin

from portal.documents.print.figures import BAND, COLOURS, GOLD, PAGE_HEIGHT, PAGE_WIDTH, STRIPE, WHITE, svg

STRONG, SHAPE, TINT, DEEP, RUST = COLOURS[5].strong, COLOURS[5].shape, COLOURS[5].tint, "#0a4649", "#e07f5f"
CERTIFICATE_HEIGHT = 329
_EMBLEM = (90, 60)


def drawings() -> dict[str, str]:
    """By the names that static/print/papers.css and the templates use."""
    return {
        "paper-band.svg": band(),
        "paper-stripe.svg": svg(f'<rect width="{PAGE_WIDTH}" height="{STRIPE}" fill="{STRONG}"/>', PAGE_WIDTH, PAGE_HEIGHT),
        "paper-certificate.svg": certificate(),
        "paper-foot.svg": svg(f'<rect width="{PAGE_WIDTH}" height="{STRIPE}" fill="{GOLD}"/>', PAGE_WIDTH, STRIPE),
        "eu.svg": emblem(),
    }


def band() -> str:
    """The square at the end of the title band: from the ring, along the dotted way, to the gate."""
    return svg(
        f'<rect width="{BAND}" height="{BAND}" fill="{DEEP}"/>'
        f'<circle cx="38" cy="112" r="30" fill="{SHAPE}"/><circle cx="38" cy="112" r="12" fill="{DEEP}"/>'
        f'<path d="M38 82A60 60 0 0 1 98 40" fill="none" stroke="{GOLD}" stroke-width="5" stroke-dasharray="9 7"/>'
        f'<path d="M92 76V46a26 26 0 0 1 52 0V76Z" fill="{GOLD}"/><path d="M110 76V60a8 8 0 0 1 16 0V76Z" fill="{DEEP}"/>'
        f'<path d="M92 96h52v46H92Z" fill="{STRONG}"/><path d="M92 142A46 46 0 0 1 138 96H144V142Z" fill="{TINT}"/>',
        BAND,
        BAND,
    )


def certificate() -> str:
    """The upper part of a certificate: the same journey across the whole page."""
    tile = PAGE_WIDTH / 5
    ground = f'<rect width="{PAGE_WIDTH}" height="{CERTIFICATE_HEIGHT}" fill="{STRONG}"/>'
    return svg(ground + _home(tile) + _abroad(tile) + _way(tile), PAGE_WIDTH, CERTIFICATE_HEIGHT)


def _home(tile: float) -> str:
    """Lower left: the ring one leaves from, on steps."""
    foot = CERTIFICATE_HEIGHT
    x, y, radius = tile * 0.78, foot - tile * 1.02, tile * 0.62
    return (
        f'<rect x="0" y="{foot - tile * 0.42:.2f}" width="{tile * 1.56:.2f}" height="{tile * 0.42:.2f}" fill="{DEEP}"/>'
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:.2f}" fill="{SHAPE}"/>'
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius * 0.4:.2f}" fill="{STRONG}"/>'
        f'<path d="M{tile * 1.56:.2f} {foot:.2f}V{foot - tile * 0.42:.2f}A{tile * 0.42:.2f} {tile * 0.42:.2f} 0 0 1 '
        f'{tile * 1.98:.2f} {foot:.2f}Z" fill="{TINT}"/>'
    )


def _abroad(tile: float) -> str:
    """Upper right: the gate one comes to, with the roofs beside it."""
    foot = CERTIFICATE_HEIGHT
    left, right, top = PAGE_WIDTH - tile * 1.95, PAGE_WIDTH - tile * 0.85, tile * 0.62
    half = (right - left) / 2
    return (
        f'<rect x="{left:.2f}" y="{foot - tile:.2f}" width="{PAGE_WIDTH - left:.2f}" height="{tile:.2f}" fill="{DEEP}"/>'
        f'<path d="M{left:.2f} {foot - tile:.2f}V{top + half:.2f}A{half:.2f} {half:.2f} 0 0 1 {right:.2f} {top + half:.2f}'
        f'V{foot - tile:.2f}Z" fill="{GOLD}"/>'
        f'<path d="M{left + half * 0.62:.2f} {foot - tile:.2f}V{top + half * 1.35:.2f}A{half * 0.38:.2f} {half * 0.38:.2f} 0 0 1 '
        f'{right - half * 0.62:.2f} {top + half * 1.35:.2f}V{foot - tile:.2f}Z" fill="{STRONG}"/>'
        f'<path d="M{right:.2f} {foot - tile:.2f}A{tile * 0.85:.2f} {tile * 0.85:.2f} 0 0 1 {PAGE_WIDTH:.2f} {foot - tile * 1.85:.2f}'
        f'V{foot - tile:.2f}Z" fill="{RUST}"/>'
        f'<path d="M{left:.2f} {foot:.2f}A{tile:.2f} {tile:.2f} 0 0 1 {left + tile:.2f} {foot - tile:.2f}V{foot:.2f}Z" fill="{SHAPE}"/>'
        f'<path d="M{left + tile:.2f} {foot:.2f}V{foot - tile:.2f}H{PAGE_WIDTH:.2f}A{tile * 0.95:.2f} {tile:.2f} 0 0 1 '
        f'{left + tile:.2f} {foot:.2f}Z" fill="{TINT}"/>'
    )


def _way(tile: float) -> str:
    """The dotted way between them, below the title."""
    x, y = tile * 1.5, CERTIFICATE_HEIGHT - tile * 1.2
    to_x, to_y = PAGE_WIDTH - tile * 2.03, tile * 1.7
    return (
        f'<path d="M{x:.2f} {y:.2f}C{x + tile * 0.4:.2f} {y - tile * 0.6:.2f} {to_x - tile * 0.55:.2f} {to_y - tile * 0.5:.2f} '
        f'{to_x:.2f} {to_y:.2f}" fill="none" stroke="{WHITE}" stroke-width="7" stroke-dasharray="14 11"/>'
    )


def emblem() -> str:
    """The European flag, three by two: each star's outer points lie on a circle of an eighteenth of the height."""
    width, height = _EMBLEM
    stars = "".join(_star(width / 2 + height / 3 * sin(turn * pi / 6), height / 2 - height / 3 * cos(turn * pi / 6)) for turn in range(12))
    return svg(f'<rect width="{width}" height="{height}" fill="#003399"/>{stars}', width, height)


def _star(x: float, y: float) -> str:
    outer, inner = _EMBLEM[1] / 18, _EMBLEM[1] / 18 * 0.382
    corners = ((outer if point % 2 == 0 else inner, point * pi / 5) for point in range(10))
    points = " ".join(f"{x + radius * sin(angle):.2f},{y - radius * cos(angle):.2f}" for radius, angle in corners)
    return f'<polygon points="{points}" fill="#ffcc00"/>'
