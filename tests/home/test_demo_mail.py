import pytest
from django.core.mail import EmailMessage, mailers
from django.urls import reverse

from tests.support.pages import check_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": str(tmp_path)}}}
    settings.MAIL_DIR = tmp_path
    settings.DEMO = True
    return tmp_path


def send(subject: str, body: str) -> None:
    mailers.default.send_messages([EmailMessage(subject, body, "portal@kommune.example", ["lærer@kommune.example"])])


def test_mails_are_shown_newest_first_with_links_to_follow(client, folder):
    send("Første mail: ”Ærø”", "Hej\n\nSe den her:\nhttp://localhost:8000/proevehandlinger/aeroe/\n<b>ikke fed</b>")
    send("Anden mail", "x")
    page = client.get(reverse("home:demo_mail"))
    check_page(page.content)
    text = page.content.decode()
    assert text.index("Anden mail") < text.index("Første mail: ”Ærø”")
    assert 'href="http://localhost:8000/proevehandlinger/aeroe/"' in text
    assert "<b>ikke fed" not in text


def test_an_empty_folder_says_what_will_come(client, folder):
    page = client.get(reverse("home:demo_mail"))
    check_page(page.content)
    assert "Her kommer de mails" in page.content.decode()


def test_outside_a_demonstration_there_is_no_such_page(client, folder, settings):
    settings.DEMO = False
    assert client.get(reverse("home:demo_mail")).status_code == 404
