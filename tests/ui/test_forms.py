import re

import pytest
from django import forms
from django.utils.safestring import SafeString

from portal.ui.forms import DateInput
from tests.support.pages import check_page


class Everything(forms.Form):
    name = forms.CharField(label="Navn", help_text="Som andre kender det.")
    text = forms.CharField(label="Tekst", widget=forms.Textarea)
    day = forms.DateField(label="Dag", widget=DateInput)
    place = forms.ChoiceField(label="Sted", choices=[("a", "A"), ("b", "B")])
    grades = forms.MultipleChoiceField(
        label="Klassetrin", choices=[("0", "0. klasse"), ("1", "1. klasse")], widget=forms.CheckboxSelectMultiple
    )
    life = forms.ChoiceField(
        label="Livsløb", choices=[("idea", "Idé"), ("running", "I gang")], widget=forms.RadioSelect, help_text="Lige nu."
    )
    agreed = forms.BooleanField(label="Vi er enige")
    file = forms.FileField(label="Fil", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def page(form: forms.Form) -> str:
    return f'<html lang="da"><title>x</title><h1>x</h1><form>{form}</form></html>'


def test_a_form_is_labelled_and_has_nothing_inline():
    check_page(page(Everything()))


def test_a_group_is_a_fieldset_with_its_hint():
    html = str(Everything())

    assert '<fieldset aria-describedby="id_life_helptext">' in html
    assert '<legend class="form-label">Livsløb</legend>' in html
    assert '<div class="form-hint" id="id_life_helptext">Lige nu.</div>' in html


def test_a_hint_is_read_with_its_field():
    html = str(Everything())

    assert 'aria-describedby="id_name_helptext"' in html
    assert '<div class="form-hint" id="id_name_helptext">Som andre kender det.</div>' in html


def test_an_error_stands_at_its_field_and_in_the_summary():
    html = str(Everything({"name": "Klippekortet"}))

    check_page(page(Everything({"name": "Klippekortet"})))
    assert 'tabindex="-1"' in html
    assert '<a href="#id_text">Tekst:' in html
    assert '<a href="#id_grades_0">Klassetrin:' in html
    assert 'id="id_text_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="Klippekortet"' in html


def test_errors_of_the_whole_form_are_in_the_summary():
    form = Everything({})
    form.add_error(None, "Skolen er lukket.")

    assert "<li>Skolen er lukket.</li>" in str(form)


def test_a_form_without_errors_has_no_summary():
    assert "alert" not in str(Everything())


def test_a_date_is_given_as_the_browser_wants_it():
    html = str(Everything(initial={"day": "2026-03-03"})["day"])

    assert 'type="date"' in html
    assert 'value="2026-03-03"' in html


def test_a_widgets_own_class_is_kept():
    class Narrow(forms.Form):
        year = forms.CharField(widget=forms.TextInput(attrs={"class": "input-width-s"}))

    assert 'class="form-input input-width-s"' in str(Narrow())


def test_what_was_typed_is_escaped():
    html = str(Everything({"name": '"><script>alert(1)</script>'}))

    assert isinstance(html, SafeString)
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("field", "given", "says"),
    [
        (forms.CharField(), "", "Udfyld feltet."),
        (forms.ChoiceField(choices=[("a", "A")]), "", "Vælg en af mulighederne."),
        (forms.ChoiceField(choices=[("a", "A")]), "z", "Det kan ikke vælges mere. Vælg en af de muligheder, der står her."),
        (forms.MultipleChoiceField(choices=[("a", "A")]), [], "Vælg mindst én."),
        (forms.BooleanField(), False, "Sæt kryds for at gå videre."),
        (forms.DateField(), "", "Skriv en dato."),
        (forms.DateField(), "i morgen", "Skriv datoen som dag, måned og år."),
        (forms.EmailField(), "", "Skriv en e-mailadresse."),
        (forms.IntegerField(), "", "Skriv et tal."),
        (forms.IntegerField(), "to", "Skriv et helt tal."),
        (forms.DecimalField(), "to", "Skriv et tal."),
        (forms.FileField(), None, "Vælg en fil."),
        (forms.URLField(), "", "Skriv en webadresse."),
        (forms.CharField(error_messages={"required": "Skriv en titel."}), "", "Skriv en titel."),
    ],
)
def test_a_field_says_in_plain_danish_what_it_lacks(field, given, says):
    with pytest.raises(forms.ValidationError, match=f"^{re.escape(repr([says]))}$"):
        field.clean(given)


def test_a_form_that_asks_for_a_file_or_a_password_says_that_it_must_be_given_again():
    class Secret(forms.Form):
        password = forms.CharField(widget=forms.PasswordInput)

    class Upload(forms.Form):
        title = forms.CharField()
        file = forms.FileField(required=False)

    assert "Skriv adgangskoden igen. Resten står der stadig." in str(Secret({}))
    assert "Har du valgt en fil, så vælg den igen." in str(Upload({}))
