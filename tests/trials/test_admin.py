import pytest
from django.urls import reverse

from portal.accounts.actor import Actor
from tests.factories import people
from tests.factories import trials as make

pytestmark = pytest.mark.django_db


def test_the_admin_site_shows_where_a_version_stands_and_never_its_text(sign_in):
    version = make.draft(done="Hemmelig kladde om et barn")
    client = sign_in(Actor(people.user(is_staff=True, is_superuser=True)))
    html = client.get(reverse("admin:trials_version_change", args=[version.pk])).content.decode()
    assert version.trial.slug in html
    assert "Hemmelig kladde" not in html
    assert client.get(reverse("admin:trials_trialaction_changelist")).status_code == 200


@pytest.mark.parametrize("model", ["trialaction", "version", "importorigin"])
def test_nothing_is_added_there(sign_in, model):
    client = sign_in(Actor(people.user(is_staff=True, is_superuser=True)))
    assert client.get(reverse(f"admin:trials_{model}_add")).status_code == 403
