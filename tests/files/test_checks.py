import io

import pytest
from PIL import Image, ImageFile

from portal.files.checks import BadFile, check, check_image
from portal.files.choices import LONGEST_SIDE
from tests.files import made

GOOD = {
    "png": (made.image("PNG"), "image/png"),
    "png with see-through": (made.image("PNG", mode="RGBA"), "image/png"),
    "png with a palette": (made.image("PNG", mode="P", colour=3), "image/png"),
    "jpeg": (made.image("JPEG"), "image/jpeg"),
    "jpeg in print colours": (made.image("JPEG", mode="CMYK", colour=(10, 20, 30, 40)), "image/jpeg"),
    "grey jpeg": (made.image("JPEG", mode="L", colour=120), "image/jpeg"),
    "webp": (made.image("WEBP"), "image/webp"),
    "pdf": (made.pdf(), "application/pdf"),
    "pdf with packed objects": (made.pdf(packed=True), "application/pdf"),
    "word": (made.office("docx"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "excel": (made.office("xlsx"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "powerpoint": (made.office("pptx"), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"\xef\xbb\xbf<!DOCTYPE html><html><script>alert(1)</script></html>"
BAD = {
    "nothing": (b"", "tom"),
    "svg": (SVG, "SVG-tegning"),
    "html": (HTML, "webside"),
    "gif": (made.image("GIF"), "GIF"),
    "heic": (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "ikke alle kan se"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40, "gammelt Office-format"),
    "program": (b"MZ" + b"\x00" * 40, "program"),
    "plain text": ("Klippekort æøå".encode(), "ikke i et format"),
    "half a png": (made.image("PNG", size=(400, 400), colour="red")[:60], "beskadiget"),
    "half a jpeg": (made.image("JPEG", size=(900, 900))[:700], "beskadiget"),
    "png of a billion pixels": (made.png_of_claimed_size(60_000, 60_000), "billedpunkter"),
    "png of 80 million pixels": (made.png_of_claimed_size(10_000, 8_000), "billedpunkter"),
    "pdf cut short": (made.pdf()[:-200], "beskadiget"),
    "pdf in name only": (b"%PDF-1.7\n<html></html>", "beskadiget"),
    "pdf with a script": (made.pdf(script=True), "programkode"),
    "pdf with a script in packed objects": (made.pdf(script=True, packed=True), "programkode"),
    "pdf with a script in disguise": (made.pdf_with_a_script_in_disguise(), "programkode"),
    "pdf that starts a program": (made.pdf(launch=True), "programkode"),
    "pdf with a file inside": (made.pdf(attached=True), "programkode"),
    "pdf with a password": (made.pdf(password=True), "låst"),
    "pdf that goes on as html": (made.pdf() + HTML, "beskadiget"),
    "pdf that is an archive too": (made.pdf() + made.archive({"a.txt": b"%%EOF"}), "beskadiget"),
    "word with macros": (made.office(extra={"word/vbaProject.bin": b"x"}), "makroer"),
    "word that allows macros": (made.office(macro_type=True), "arkiv"),
    "word without its text": (made.office(without=("word/document.xml",)), "arkiv"),
    "word with broken text": (made.office(extra={"word/document.xml": b"\x00\x01"}), "beskadiget"),
    "archive": (made.archive({"billede.png": made.image()}), "arkiv"),
    "archive that climbs": (made.office(extra={"../../ude.xml": b"<a/>"}), "beskadiget"),
    "office that swells": (made.office("xlsx", extra={"xl/bomb.xml": b"0" * 30_000_000}), "pakker mere ud"),
    "half an archive": (made.office()[:120], "beskadiget"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_people_share_is_taken_in(name):
    content, media_type = GOOD[name]
    assert check(content).kind.media_type == media_type


@pytest.mark.parametrize("name", BAD)
def test_what_is_broken_or_does_harm_is_refused_with_words_that_help(name):
    content, words = BAD[name]
    with pytest.raises(BadFile) as refusal:
        check(content)
    assert words in str(refusal.value)
    assert len(str(refusal.value).split(". ")) >= 2, "what is wrong, and what to do"


@pytest.mark.parametrize("name", ["half a png", "half a jpeg"])
def test_half_a_picture_is_refused_also_where_weasyprint_told_pillow_to_fill_it(monkeypatch, name):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(BadFile, match="beskadiget"):
        check(BAD[name][0])


@pytest.mark.parametrize("name", ["pdf", "word", "excel", "powerpoint"])
def test_an_image_is_an_image(name):
    with pytest.raises(BadFile, match="JPEG, PNG eller WebP"):
        check_image(GOOD[name][0])


def test_a_file_may_fill_ten_megabytes_and_not_a_byte_more(settings):
    settings.UPLOAD_MAX_BYTES = len(made.pdf())
    check(made.pdf())
    settings.UPLOAD_MAX_BYTES -= 1
    with pytest.raises(BadFile, match="fylder mere end"):
        check(made.pdf())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_camera_and_comments_are_gone(kind):
    original = made.image_with_place(kind)
    assert b"Kamera" in original
    stored = check_image(original).content
    with Image.open(io.BytesIO(stored)) as image:
        assert not dict(image.getexif())
        assert not image.getexif().get_ifd(made.GPS)
        assert "comment" not in image.info
    for trace in (b"Kamera", b"Exif", b"eXIf", b"Hemmelig"):
        assert trace not in stored


def test_a_picture_is_turned_the_right_way_up_before_it_forgets_which_way_that_is():
    lying = check_image(made.image_with_place(size=(60, 40), orientation=6))
    assert (lying.width, lying.height) == (40, 60)


def test_a_large_picture_is_made_smaller():
    wide = check_image(made.image("JPEG", size=(4000, 1000)))
    assert (wide.width, wide.height) == (LONGEST_SIDE, 750)


def test_what_was_hidden_behind_a_picture_is_gone():
    for kind in ("PNG", "JPEG"):
        stored = check_image(made.image(kind) + HTML).content
        assert b"<script>" not in stored


def test_see_through_stays_see_through():
    stored = check_image(made.image("PNG", mode="RGBA", colour=(0, 0, 0, 0))).content
    with Image.open(io.BytesIO(stored)) as image:
        assert image.mode == "RGBA"
        assert image.getpixel((0, 0))[3] == 0
