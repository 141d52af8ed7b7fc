import re

import pytest
from django.conf import settings
from django.urls import resolve
from django.utils import timezone

from portal.notices.models import Mail
from tests.factories import people
from tests.factories import trials as make
from trials.choices import State
from trials.services import review

pytestmark = pytest.mark.django_db
NOW = make.NOW


def links(mail: Mail) -> list[str]:
    """The addresses of the mail that lead into the portal, without its front page and the choice of mails at its foot."""
    found = re.findall(re.escape(settings.SITE_URL) + r"(/\S+)", mail.body)
    assert "#" not in mail.body
    assert found.pop() == "/beskeder/valg/"
    return found


def sent_for(act: str) -> Mail:
    """The mail that an act gave rise to."""
    state = {
        "submitted": State.SUBMITTED,
        "returned": State.RETURNED,
        "approved": State.APPROVED,
        "published": State.PUBLISHED,
        "withdrawn": State.WITHDRAWN,
    }
    at = make.places.school()
    people.actor("consultant", at.municipality)
    make.in_state(state[act], told=True, at=at, title="Klippekortet & ”mere”")
    return Mail.objects.filter(kind=act).latest("pk")


@pytest.mark.parametrize(
    ("act", "lands_on"),
    [
        ("submitted", "trials:review"),
        ("returned", "trials:write"),
        ("approved", "trials:preview"),
        ("published", "trials:detail"),
        ("withdrawn", "trials:detail"),
    ],
)
def test_each_mail_names_the_thing_and_leads_to_it_in_one_click(act, lands_on):
    mail = sent_for(act)
    assert "”Klippekortet & ”mere””" in mail.subject
    assert "Klippekortet" in mail.body
    (link,) = links(mail)
    assert resolve(link).view_name == lands_on


@pytest.mark.parametrize(("act", "note"), [("returned", "Skriv, hvor mange voksne det krævede."), ("withdrawn", "Skolen er lukket.")])
def test_the_note_stands_in_the_mail(act, note):
    assert f"Bemærkning:\n{note}" in sent_for(act).body


def test_the_mail_says_who_did_it_and_as_what():
    mail = sent_for("returned")
    assert re.search(r"Person Nr\d+ \(Skolekonsulent, Testby \d+ Kommune\)", mail.body)


def test_a_mail_is_written_in_the_language_of_the_one_who_gets_it():
    at = make.places.school()
    reader = people.actor("consultant", at.municipality, who=people.user(language="en"))
    version = make.draft(at=at)
    review.submit(version=version, nobody_recognised=True, by=people.actor("school_leader", at), now=NOW)
    mail = Mail.objects.get(user=reader.user)
    assert mail.language == "en"


def test_nobody_gets_a_mail_about_what_they_did_themselves():
    version = make.published(told=True)
    assert not Mail.objects.filter(kind="published", user=version.published_by).exists()


def test_a_title_cannot_add_to_the_head_of_the_mail():
    version = make.published(told=True)
    type(version).objects.filter(pk=version.pk).update(title="Linje 1\nBcc: alle@kommune.example")
    version.refresh_from_db()
    review.withdraw(version=version, note="x", by=people.actor("consultant", version.trial.municipality), now=timezone.now())
    mail = Mail.objects.filter(kind="withdrawn").latest("pk")
    assert mail.subject == "Trukket tilbage: ”Linje 1"
