"""Which form stands on which section's page."""

from trials.choices import Section
from trials.forms.framing import FactsSection, FilesSection, PeopleSection
from trials.forms.sections import SectionForm
from trials.forms.telling import ChangeSection, DoneSection, ExpectedSection, FutureSection, IntroSection, LearnedSection, MeasuresSection

SECTION_FORMS: dict[Section, type[SectionForm]] = {
    form.section: form
    for form in (
        IntroSection,
        DoneSection,
        ExpectedSection,
        ChangeSection,
        MeasuresSection,
        FutureSection,
        LearnedSection,
        FactsSection,
        PeopleSection,
        FilesSection,
    )
}
