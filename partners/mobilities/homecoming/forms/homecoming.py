"""The sections of a participant report, and the small forms around it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.mobilities.choices import HomeSection, Survey
from partners.mobilities.homecoming.sections import contents
from partners.mobilities.models import Evaluation, Participant, ParticipantReport
from portal.ui.fields import model_field, no_cpr, plain_field
from portal.ui.sections import SectionForm
from portal.writing.contents import Contents

_MARKS = [(5, _("5, meget tilfreds")), (4, "4"), (3, "3"), (2, "2"), (1, _("1, slet ikke tilfreds"))]


def _text(name: str, help_text: Any, rows: int = 6) -> forms.Field:
    return plain_field(ParticipantReport, name, rows, help_text=help_text, validators=[no_cpr])


def _about_it(name: str, help_text: Any) -> forms.Field:
    return plain_field(Evaluation, name, 4, help_text=help_text, validators=[no_cpr])


class LearnedFields(forms.Form):
    objectives_met = _text("objectives_met", _("Hold det op mod det, I skrev i forslaget. Skriv også, hvad der ikke blev nået."), 5)
    knowledge = _text("knowledge", _("Hvad ved I nu, som I ikke vidste før?"), 4)
    skills = _text("skills", _("Hvad kan I nu?"), 4)
    attitudes = _text("attitudes", _("Hvad ser I anderledes på?"), 4)


class ReflectedFields(forms.Form):
    reflections = _text("reflections", _("Hvad siger det, I så, om jeres egen praksis? Hvad skal I ikke tage med hjem?"), 8)
    aha = _text("aha", _("Øjeblikke, hvor noget faldt på plads. Ét pr. linje, begynd med ”- ”."))
    wonder = _text("wonder", _("Spørgsmål, I tog med hjem."))


class SharedFields(forms.Form):
    try_at_home = _text("try_at_home", _("Én ting er nok. Den kan blive til en prøvehandling."))
    sharing = _text("sharing", _("Hvornår og hvordan: møde, besøg, opslag."))
    shared_with = _text("shared_with", _("Grupper og antal, ikke navne. Fx ”74 medarbejdere på to skoler”."), 3)


class ToldFields(forms.Form):
    satisfaction = forms.TypedChoiceField(
        label=_("Hvor tilfredse er I med opholdet?"), choices=_MARKS, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    public_summary = _text(
        "public_summary", _("Fem til ti linjer, som alle må læse. Nævn ingen, hverken jer selv, værten eller elever."), 8
    )


class EvaluatedFields(forms.Form):
    would_return = model_field(Evaluation, "would_return", widget=forms.RadioSelect, required=False)
    preparation = _about_it("preparation", _("Sprog, program og aftaler: Var I klar?"))
    hosting = _about_it("hosting", _("Tog værten imod jer som aftalt? Fik I set det, I kom for?"))
    practical = _about_it("practical", _("Rejse, ophold, forsikring og penge."))
    next_time = _about_it("next_time", _("Det bedste råd til dem, der rejser efter jer."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["would_return"].choices = [choice for choice in self.fields["would_return"].choices if choice[0]]


class HomeForm(SectionForm):
    section: HomeSection

    @property
    def report(self) -> ParticipantReport:
        return self.subject

    def contents(self) -> Contents:
        return contents(self.report, self.section)


class LearnedSection(HomeForm):
    section = HomeSection.LEARNED
    fields_class = LearnedFields


class ReflectedSection(HomeForm):
    section = HomeSection.REFLECTED
    fields_class = ReflectedFields


class SharedSection(HomeForm):
    section = HomeSection.SHARED
    fields_class = SharedFields


class ToldSection(HomeForm):
    section = HomeSection.TOLD
    fields_class = ToldFields


class EvaluatedSection(HomeForm):
    section = HomeSection.EVALUATED
    fields_class = EvaluatedFields


HOME_FORMS: dict[HomeSection, type[HomeForm]] = {
    form.section: form for form in (LearnedSection, ReflectedSection, SharedSection, ToldSection, EvaluatedSection)
}


class PeopleForm(forms.Form):
    """Whose report it is: one, or several who write together."""

    participants = forms.MultipleChoiceField(
        label=_("Hvem er rapporten fra?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("De, der rejste sammen, kan skrive én rapport sammen."),
        error_messages={"required": _("Vælg mindst én.")},
    )

    def __init__(self, *args: Any, people: Iterable[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participants"].choices = [(str(person.pk), str(person)) for person in people]

    def chosen(self) -> list[int]:
        return [int(number) for number in self.cleaned_data["participants"]]


class SurveyForm(forms.Form):
    survey = forms.ChoiceField(label=_("Kommissionens spørgeskema"), choices=Survey.choices)

    def __init__(self, *args: Any, participant: Participant, **kwargs: Any) -> None:
        super().__init__(*args, initial={"survey": participant.survey}, prefix=f"deltager-{participant.pk}", **kwargs)
        self.participant = participant
