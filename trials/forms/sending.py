"""The page that sends a text: an answer to each finding, and the one question that is always asked."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trials.choices import PrivacyReply
from trials.findings import Found

NO, YES = "nej", "ja"
REPLIES = [(reply.value, reply.label) for reply in (PrivacyReply.NOT_PERSONAL, PrivacyReply.AGREED)]
_REPLY, _ASK, _WORDS = "svar-", "frigiv-", "tal-"


class SendForm(forms.Form):
    """`found` is what stands in the text now. What is posted about anything else is passed on, for the service to refuse."""

    recognised = forms.ChoiceField(
        label=_("Kan et barn, en familie eller en kollega genkendes?"),
        help_text=_("Også uden navn: tænk på klassen, byen og det, andre ved i forvejen."),
        choices=[(NO, _("Nej, ingen kan genkendes")), (YES, _("Ja, eller jeg er i tvivl"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, found: list[Found], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.found = found
        for one in found:
            self._add(one)

    def _add(self, one: Found) -> None:
        if not one.is_cpr:
            said = one.answer.answer if one.answer else None
            self.fields[_REPLY + one.key] = forms.ChoiceField(
                label=_("Hvad er det?"), choices=REPLIES, widget=forms.RadioSelect, required=False, initial=said
            )
        elif one.answer is None:
            self.fields[_ASK + one.key] = forms.BooleanField(
                label=_("Det er ikke et CPR-nummer. Bed chefen om at frigive det"), required=False
            )
            self.fields[_WORDS + one.key] = forms.CharField(
                label=_("Hvad er det for et tal?"),
                help_text=_("Fx ”et varenummer”. Skriv ikke selve tallet."),
                max_length=200,
                required=False,
            )

    @property
    def nobody_recognised(self) -> bool:
        return self.cleaned_data.get("recognised") == NO

    def without_a_no(self) -> Promise | str:
        """What to do when the question was not answered with a no."""
        if self.cleaned_data.get("recognised") == YES:
            return _(
                "Så er teksten ikke sendt. Skriv det, der kan genkendes, om eller ud, eller spørg din leder. Svarene på fundene er gemt."
            )
        return _("Svar på spørgsmålet, før du sender.")

    def ask_for_the_rest(self, *, has_heads: bool) -> None:
        """Name each finding that is still open, so that the summary leads to all of them at once. A number nobody can release has no field."""
        for one in (one for one in self.found if one.is_open):
            if _REPLY + one.key in self.fields:
                self.add_error(_REPLY + one.key, gettext("Svar på ”%(kind)s”, eller ret teksten.") % {"kind": one.kind.label})
            elif _ASK + one.key in self.fields:
                if has_heads:
                    self.add_error(_WORDS + one.key, _("Fjern tallet, eller bed chefen om at frigive det."))
                else:
                    self.add_error(None, _("Fjern det tal, der ligner et CPR-nummer."))

    @property
    def asks_head(self) -> bool:
        """A number that looks like a CPR number is not decided on."""
        return any(one.is_cpr and one.is_open for one in self.found)

    def replies(self) -> dict[str, str]:
        """Every posted answer by its key, offered or not."""
        posted = {name.removeprefix(_REPLY): value for name, value in self.data.items() if name.startswith(_REPLY)}
        return {key: str(value) for key, value in posted.items() if value}

    def asked(self) -> list[tuple[str, str]]:
        """The numbers that the head is asked about, each with what the writer says that it is."""
        keys = [name.removeprefix(_ASK) for name in self.data if name.startswith(_ASK)]
        return [(key, str(self.data.get(_WORDS + key, ""))[:200]) for key in keys]

    def rows(self) -> Iterator[tuple[Found, dict[str, forms.BoundField]]]:
        """Each finding with its fields."""
        for one in self.found:
            names = {"reply": _REPLY, "ask": _ASK, "words": _WORDS}
            yield one, {part: self[prefix + one.key] for part, prefix in names.items() if prefix + one.key in self.fields}

    @property
    def open_count(self) -> int:
        return sum(one.is_open for one in self.found)
