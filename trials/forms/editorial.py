"""An editor's proposal, and the author's answer to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.text.normalise import normalise
from portal.ui.fields import model_field, no_cpr
from trials.editing import FREE, HEADINGS, SHORTER, Texts, words
from trials.models import EditorialVersion, Version

_ROWS = {"standfirst": 5, "done": 14, "change": 8, "future": 6, "learned": 8}


class EditorialForm(forms.Form):
    """All the texts of a version, prefilled: the first three are free, the rest may only become shorter."""

    def __init__(self, version: Version, texts: Texts, note: str = "", data: Any = None) -> None:
        super().__init__(data)
        self.observations = list(version.observations.all())
        for name in FREE + SHORTER:
            self.fields[name] = self._field(name, getattr(version, name), texts.fields[name])
        for seen in self.observations:
            text = texts.observations.get(str(seen.pk), seen.text)
            self.fields[f"observation-{seen.pk}"] = _text(f"{HEADINGS['change']}: {seen.label}", text, 5, _limit(seen.text))
        self.fields["note"] = model_field(
            EditorialVersion,
            "note",
            label=_("Til dem, der har skrevet"),
            help_text=_("Fortæl kort, hvorfor du foreslår ændringerne."),
            widget=forms.Textarea(attrs={"rows": 3}),
            initial=note,
            validators=[no_cpr],
        )

    @staticmethod
    def _field(name: str, before: str, text: str) -> forms.Field:
        if name in {"title", "headline"}:
            return model_field(Version, name, initial=text, required=False)
        return _text(HEADINGS[name], text, _ROWS[name], "" if name in FREE else _limit(before))

    def texts(self) -> Texts:
        """The proposed words; a field that was not on the page stays as it was."""
        cleaned = self.cleaned_data
        observations = {str(seen.pk): cleaned[f"observation-{seen.pk}"] for seen in self.observations}
        return Texts({name: cleaned[name] for name in FREE + SHORTER}, observations)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under the headings of the page."""
        body = [name for name in self.fields if name not in {*FREE, "note"} and self.fields[name].initial]
        ordered = sorted(body, key=lambda name: list(SHORTER).index("change" if name.startswith("observation") else name))
        return [
            (str(_("Skriv frit her")), [self[name] for name in FREE]),
            (str(_("Her må teksten kun blive kortere")), [self[name] for name in ordered]),
        ]


class AnswerForm(forms.Form):
    """What the author answers instead of accepting."""

    answer = model_field(
        EditorialVersion,
        "answer",
        label=_("Jeres svar til redaktøren"),
        help_text=_("Skal udfyldes, når I ikke tager imod. Skriv, hvad I hellere vil."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=True,
        validators=[no_cpr],
    )

    def clean_answer(self) -> str:
        return normalise(self.cleaned_data["answer"])


def _text(label: Any, text: str, rows: int, help_text: Any) -> forms.Field:
    return forms.CharField(label=label, initial=text, required=False, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows}))


def _limit(before: str) -> Any:
    return _("Højst %(most)d ord, som nu.") % {"most": words(before)}
