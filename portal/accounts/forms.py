"""allauth's forms in our words: its labels become ours, and no placeholder repeats a label."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext as _

from portal.accounts.words import HINTS, LABELS


class OurWords:
    """Gives every known field our label and hint."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, field.help_text)


class LoginForm(OurWords, account.LoginForm):
    """Sign-in. A link may fill in the e-mail, as the list of people in a demonstration does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request:
            self.fields["login"].initial = self.request.GET.get("email", "")


class AddEmailForm(OurWords, account.AddEmailForm):
    pass


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    pass


class SetPasswordForm(OurWords, account.SetPasswordForm):
    pass


class ResetPasswordForm(OurWords, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(OurWords, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(OurWords, account.ReauthenticateForm):
    pass


class CodeForm(OurWords, mfa.AuthenticateForm):
    pass


class ReauthenticateCodeForm(OurWords, mfa.ReauthenticateForm):
    pass


class ActivateAppForm(OurWords, totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = ""


class AddPasskeyForm(OurWords, webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": _("Min nøgle"), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class EditPasskeyForm(OurWords, webauthn.EditWebAuthnForm):
    pass
