import pytest

from portal.deploy.secrecy import without_secrets


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/invitation/hemmelig/", "/invitation/…/"),
        ("/konto/password/reset/key/1-abc-def/", "/konto/password/reset/key/…/"),
        ("/konto/confirm-email/abc/", "/konto/confirm-email/…/"),
        ("/proevehandlinger/klippekortet/", "/proevehandlinger/klippekortet/"),
    ],
)
def test_the_keys_of_accounts_are_not_logged(path, logged):
    assert without_secrets(path) == logged
