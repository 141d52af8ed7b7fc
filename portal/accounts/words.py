"""The words of sign-in in place of allauth's own, so that they are Danish first and translated with everything else."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Adgangskode"),
    "oldpassword": _("Nuværende adgangskode"),
    "password1": _("Ny adgangskode"),
    "password2": _("Gentag den nye adgangskode"),
    "code": _("Kode"),
    "name": _("Navn på nøglen"),
    "passwordless": _("Brug den som adgangsnøgle"),
}
HINTS = {
    "login": "",
    "password": "",
    "password1": _("Mindst 12 tegn. Tre eller fire ord efter hinanden er lettere at huske end tegn og tal."),
    "code": _("Seks cifre fra din app. Du kan også bruge en af dine nødkoder."),
    "name": _("Så du kan kende den igen, fx ”Arbejdstelefon”."),
    "passwordless": _("Så kan du logge ind med fingeraftryk, ansigt eller pinkode og uden adgangskode."),
}
ACCOUNT_ERRORS = {
    "account_inactive": _("Kontoen er lukket. Skriv til os, hvis det er en fejl."),
    "cannot_remove_primary_email": _("Du kan ikke fjerne den e-mail, du logger ind med."),
    "duplicate_email": _("E-mailen står allerede på din konto."),
    "email_password_mismatch": _("E-mail og adgangskode passer ikke sammen. Prøv igen, eller få en ny adgangskode."),
    "email_taken": _("E-mailen bruges allerede af en konto."),
    "enter_current_password": _("Skriv din nuværende adgangskode."),
    "incorrect_code": _("Koden passer ikke. Vent på den næste kode, og prøv igen."),
    "incorrect_password": _("Adgangskoden passer ikke."),
    "invalid_or_expired_key": _("Linket er brugt eller udløbet. Bed om et nyt."),
    "invalid_login": _("Du kunne ikke logges ind. Prøv igen."),
    "invalid_password_reset": _("Linket er brugt eller udløbet. Bed om et nyt."),
    "max_email_addresses": _("Du kan højst have %d e-mailadresser."),
    "too_many_login_attempts": _("Der er prøvet for mange gange. Vent nogle minutter, og prøv igen."),
    "unknown_email": _("Vi kender ikke en konto med den e-mail."),
    "unverified_primary_email": _("Bekræft din e-mail først."),
    "select_only_one": _("Vælg kun én."),
    "same_as_current": _("Vælg noget andet end det nuværende."),
    "rate_limited": _("Der er prøvet for mange gange. Vent nogle minutter, og prøv igen."),
}
MFA_ERRORS = {
    "add_email_blocked": _("Slå to-trins-login fra, før du tilføjer en e-mail."),
    "cannot_delete_authenticator": _("Du kan ikke slå to-trins-login fra."),
    "cannot_generate_recovery_codes": _("Slå to-trins-login til, før du laver nødkoder."),
    "incorrect_code": _("Koden passer ikke. Vent på den næste kode, og prøv igen."),
    "unverified_email": _("Bekræft din e-mail, før du slår to-trins-login til."),
}
