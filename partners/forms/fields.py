"""Fields that the forms of the consortium share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.text.normalise import normalise, normalise_line
from portal.text.personal_data import FindingKind, find


class FreeText(forms.CharField):
    """A text of several lines about schools and partners. It names no child and holds no CPR number."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 4000, "widget": forms.Textarea(attrs={"rows": rows}), **kwargs})

    def clean(self, value: Any) -> str:
        text = super().clean(normalise(value or ""))
        kinds = {finding.kind for finding in find(text)}
        if FindingKind.CPR in kinds:
            raise ValidationError(_("Der står noget, der ligner et CPR-nummer. Fjern det; det må ikke stå her."), code="personal_data")
        if kinds & {FindingKind.NAME, FindingKind.SITUATION}:
            raise ValidationError(
                _("Teksten ser ud til at handle om et bestemt barn. Skriv om gruppen i stedet, uden navn og situation."),
                code="personal_data",
            )
        return text


class Line(forms.CharField):
    """A text of one line."""

    def clean(self, value: Any) -> str:
        return super().clean(normalise_line(value or ""))


class Tags(Line):
    """Words with commas between them; each once, in the order they were written."""

    MOST, LONGEST = 8, 80

    def clean(self, value: Any) -> list[str]:
        words = [word.strip() for word in super().clean(value).replace(";", ",").split(",")]
        found = list({word.casefold(): word for word in words if word}.values())
        if len(found) > self.MOST or any(len(word) > self.LONGEST for word in found):
            raise ValidationError(_("Skriv højst otte temaer, hvert på højst 80 tegn."), code="too_many")
        return found

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value
