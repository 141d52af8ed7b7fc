from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.files.fields import FileForm, FileToRead
from trials.forms.sending import NO, REPLIES, YES

_REPLY = "svar-"


class ImportForm(FileForm):
    file = FileToRead(
        label=_("Udfyldt skabelon (.xlsx) eller JSON-fil"),
        help_text=_("Højst 100 prøvehandlinger og 5 MB."),
        accept=".xlsx,.json",
    )


class AnswersForm(forms.Form):
    """An answer to each finding, how the rows are to be brought in, and the sender's own word when they are sent."""

    how = forms.ChoiceField(
        label=_("Hvordan skal de læses ind?"),
        choices=[("draft", _("Som kladder, I kan skrive videre på")), ("send", _("Send dem, der er færdige, til gennemsyn"))],
        widget=forms.RadioSelect,
        initial="draft",
    )
    recognised = forms.ChoiceField(
        label=_("Kan et barn, en familie eller en kollega genkendes?"),
        help_text=_("Skal kun besvares, hvis I sender. Også uden navn: tænk på klassen, byen og det, andre ved i forvejen."),
        choices=[(NO, _("Nej, ingen kan genkendes")), (YES, _("Ja, eller jeg er i tvivl"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, looked: list[dict[str, Any]], data: Mapping[str, Any] | None = None, *, may_send: bool) -> None:
        super().__init__(data)
        self.looked = looked
        if not may_send:
            del self.fields["how"], self.fields["recognised"]
        for line in looked:
            for found in line["found"]:
                self.fields[_REPLY + found["id"]] = forms.ChoiceField(
                    label=_("Hvad er det?"),
                    choices=[*REPLIES, ("", _("Jeg svarer i kladden"))],
                    widget=forms.RadioSelect,
                    required=False,
                    initial="",
                )

    def rows(self) -> Iterator[tuple[dict[str, Any], list[tuple[dict[str, str], forms.BoundField]]]]:
        """The rows with something to answer, each finding with its field."""
        for line in self.looked:
            if line["found"]:
                yield line, [(found, self[_REPLY + found["id"]]) for found in line["found"]]

    def replies(self) -> dict[str, str]:
        return {name.removeprefix(_REPLY): value for name, value in self.cleaned_data.items() if name.startswith(_REPLY) and value}

    @property
    def sends(self) -> bool:
        return self.cleaned_data.get("how") == "send"

    @property
    def nobody_recognised(self) -> bool:
        return self.cleaned_data.get("recognised") == NO
