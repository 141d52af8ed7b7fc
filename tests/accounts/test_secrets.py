import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from portal.accounts import crypto
from tests.factories import people

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.mark.django_db
def test_the_secret_of_the_app_is_encrypted_in_the_database():
    secret = generate_totp_secret()
    TOTP.activate(people.user(), secret)
    stored = Authenticator.objects.get().data["secret"]
    assert secret not in stored
    assert get_adapter().decrypt(stored) == secret


@pytest.mark.django_db
def test_the_seed_of_the_recovery_codes_is_encrypted_in_the_database(monkeypatch):
    monkeypatch.setattr(RecoveryCodes, "generate_seed", classmethod(lambda cls: "frø" * 10))
    RecoveryCodes.activate(people.user())
    stored = Authenticator.objects.get().data["seed"]
    assert "frø" not in stored
    assert crypto.decrypt(stored) == "frø" * 10


def test_a_new_key_goes_first_and_the_former_still_opens(settings):
    settings.MFA_SECRETS_KEY = OLD
    stored = crypto.encrypt("hemmelig")
    settings.MFA_SECRETS_KEY = f"{NEW}, {OLD}"
    assert crypto.decrypt(stored) == "hemmelig"
    moved = crypto.rotate(stored)
    settings.MFA_SECRETS_KEY = NEW
    assert crypto.decrypt(moved) == "hemmelig"
    with pytest.raises(ImproperlyConfigured, match="Put the former key back"):
        crypto.decrypt(stored)


@pytest.mark.parametrize("keys", ["", "kort", f"{NEW},kort"], ids=["none", "too short", "one too short"])
def test_a_key_that_is_none_fails_loudly(settings, keys):
    settings.MFA_SECRETS_KEY = keys
    with pytest.raises(ImproperlyConfigured, match="32 bytes"):
        crypto.encrypt("hemmelig")
