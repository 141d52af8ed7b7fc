"""The small parts of printing, by table: characters, charts, words, figures, the line grid."""

import itertools
import re
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from portal.documents.print import alignment, charts, figures
from portal.documents.print.fonts import FILES, covered, printable, uncovered
from portal.documents.print.sources import font_path
from portal.documents.print.typography import balanced, finish


@pytest.mark.parametrize(
    ("text", "lost", "printed"),
    [
        ("Rødgrød med fløde – ”godt”", set(), "Rødgrød med fløde – ”godt”"),
        ("Godt 😀 gået", {"😀"}, "Godt gået"),
        ("En 👩🏽‍🏫 lærer", {"👩", "🏽", "🏫"}, "En lærer"),
        ("linje\u2028skift", set(), "linje\nskift"),
        ("lodret\x0btabulator", set(), "lodret\ntabulator"),
        ("0.\u2060–\u20602. klasse", set(), "0.–2. klasse"),
        ("\uf0b7 punkt", {"\uf0b7"}, " punkt"),
        ("Ωμέγα", set(), "Ωμέγα"),
        ("你好", {"你", "好"}, "◊◊"),
        ("e\u0301t", set(), "ét"),
        ("ﬁn 𝔸", {"𝔸"}, "ﬁn A"),
    ],
)
def test_what_the_fonts_lack_is_named_and_replaced(text: str, lost: set[str], printed: str):
    assert uncovered(text) == lost
    assert printable(text) == printed
    assert not uncovered(printable(text))


@pytest.mark.parametrize("style", ["Italic", "Medium", "SemiBold", "Bold"])
def test_every_style_has_the_characters_of_the_regular_one(style: str):
    for regular in FILES:
        with TTFont(font_path(regular), lazy=True) as plain, TTFont(font_path(regular.replace("Regular", style)), lazy=True) as styled:
            assert set(plain.getBestCmap()) <= set(styled.getBestCmap())


def test_danish_is_covered():
    assert set("æøåÆØÅéÉ–—”’…·½§€‰×") <= covered()


@pytest.mark.parametrize(
    ("text", "value"),
    [("14", 14), ("9,5", 9.5), ("9.5", 9.5), ("1.250,5", 1250.5), ("62 %", 62), ("-3", -3), ("ca. 20", None), ("", None), ("NaN", None)],
)
def test_a_value_is_read_as_people_write_it(text: str, value: float | None):
    number = charts.number(text)
    assert (None if number is None else float(number)) == value


@pytest.mark.parametrize(("values", "drawn"), [(["1", "2"], False), (["1", "2", "3"], True), (["1", "mange", "3"], False), ([], False)])
def test_a_chart_takes_three_numbers(values: list[str], drawn: bool):
    assert charts.drawable(values) is drawn


@pytest.mark.parametrize("values", [["0", "0", "0"], ["-4", "2", "8"], ["1000000", "2", "3"], ["0,001", "0,002", "0,0005"], ["5"] * 30])
def test_any_values_make_a_chart_inside_its_frame(values: list[str]):
    drawing = charts.line_chart(["<sep> 2025"] * len(values), values, shown=values, colour="#000000", tint="#eeeeee")
    ElementTree.fromstring(drawing)
    for x, y in re.findall(r'<circle cx="([\d.-]+)" cy="([\d.-]+)"', drawing):
        assert 0 <= float(x) <= charts.FRAME.width
        assert 0 <= float(y) <= charts.FRAME.height


def test_every_drawing_is_well_formed():
    for name, drawing in figures.stock().items():
        assert ElementTree.fromstring(drawing).tag.endswith("svg"), name


def test_thumb_marks_of_all_areas_stand_apart_and_on_the_page():
    tops = [figures.MARK_TOP + index * figures.MARK_STEP for index in range(len(figures.AREA_NUMBERS))]
    assert all(after - before >= figures.MARK_HEIGHT for before, after in itertools.pairwise(tops))
    assert tops[-1] + figures.MARK_HEIGHT < figures.PAGE_HEIGHT - 72


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("number", figures.AREA_NUMBERS)
def test_the_colours_of_an_area_can_be_read(number: int):
    colours = figures.COLOURS[number]
    assert contrast(colours.strong, figures.WHITE) >= 4.5
    assert contrast(colours.strong, colours.tint) >= 4.5
    assert contrast(figures.INK, colours.tint) >= 7
    assert contrast(figures.INK_SOFT, colours.tint) >= 4.5


def test_the_cover_and_the_back_can_be_read():
    assert contrast(figures.ACCENT, "#fbf1dc") >= 7
    assert contrast(figures.ACCENT_DARK, "#fbf1dc") >= 7
    assert contrast(figures.INK_SOFT, figures.WHITE) >= 4.5


@pytest.mark.parametrize(
    ("html", "finished"),
    [
        ("<p>En fraværsvejleder</p>", "<p>En fraværs\u00advejleder</p>"),
        ("<p>Fraværsvejledere</p>", "<p>Fraværs\u00advejledere</p>"),
        ("<p>Tolærerordningen og skolevægring</p>", "<p>Tolærer\u00adordningen og skole\u00advægring</p>"),
        ("<p>Inklusionsvejlederen</p>", "<p>Inklusions\u00advejlederen</p>"),
        ("<p>skoleudviklingsprojekt</p>", "<p>skole\u00adudviklings\u00adprojekt</p>"),
        ("<p>en sikkerhedsrepræsentant</p>", "<p>en sikkerheds\u00adrepræsentant</p>"),
        ("<p>Kyllingsuppe og meningsløse helse</p>", "<p>Kyllingsuppe og menings\u00adløse helse</p>"),
        ("<p>ungdomsskolen, ungdommens</p>", "<p>ungdoms\u00adskolen, ungdommens</p>"),
        ("<h2>Prøvehandlinger</h2>", "<h2>Prøvehandlinger</h2>"),
        ('<a href="/prøvehandlinger/">her</a>', '<a href="/prøvehandlinger/">her</a>'),
        ("<p>kort tekst her</p>", "<p>kort tekst her</p>"),
        (
            "<span>Ungdomsskole og klasse begyndte at planlægge et år.</span>",
            "<span>Ungdoms\u00adskole og klasse begyndte at planlægge et\u00a0år.</span>",
        ),
        (
            "<p>En længere tekst, hvis sidste ord ikke må stå alene nu.</p>",
            "<p>En længere tekst, hvis sidste ord ikke må stå alene\u00a0nu.</p>",
        ),
    ],
)
def test_compounds_may_break_and_a_short_last_word_does_not_stand_alone(html: str, finished: str):
    assert finish(html) == finished


@pytest.mark.parametrize(
    ("headline", "share"),
    [
        ("Seks uger med ét ben i hver skole", 100),
        ("Skolen banker på, inden fraværet bliver en sag", 70),
        ("Fælles fraværsmøde hver anden torsdag", 60),
        ("Ungdomsskole og 10. klasse begyndte at planlægge det samme år", 100),
        ("", 100),
        ("æ" * 60, 100),
    ],
)
def test_a_headline_of_several_lines_has_lines_of_about_the_same_length(headline: str, share: int):
    assert balanced(headline, line=470 / 25) == share


@pytest.mark.parametrize(
    ("offset", "room", "step"), [(0, 100, 0), (3, 100, -3), (10, 100, 4), (10, 1, 0), (7, 100, 7), (7, 1, -7), (27, 100, 1)]
)
def test_a_heading_moves_to_the_nearest_line_that_has_room(offset: float, room: float, step: float):
    moved = alignment._to_grid(offset * alignment.PX, room * alignment.PX)
    assert moved == pytest.approx(step * alignment.PX)
