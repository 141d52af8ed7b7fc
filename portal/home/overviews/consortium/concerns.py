"""What waits for the administration of the consortium, with where to do it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.choices import LEAST_RESPONSIBLE, AccessionState, RoundState
from partners.grants.queries import tables_of
from partners.mobilities.papers.needed import papers_of
from partners.mobilities.papers.queries import marks_of
from partners.models import Accreditation, ConsortiumMembership, GrantRound, Project
from portal.accounts.actor import Actor


@dataclass(frozen=True)
class Concern:
    """Something that somebody in the administration should do, and where."""

    words: str
    url: str


@dataclass(frozen=True)
class Concerns:
    """Of the accreditation and its running projects, on the day."""

    accreditation: Accreditation
    projects: Sequence[Project]
    actor: Actor
    today: date

    def __iter__(self) -> Iterator[Concern]:
        yield from self._about_people()
        yield from self._about_papers()
        yield from self._about_rounds()
        yield from self._about_rates()
        yield from self._about_paper_lists()

    def _about_people(self) -> Iterable[Concern]:
        if self.accreditation.people.count() < LEAST_RESPONSIBLE:
            yield Concern(_("Akkrediteringen hænger på én person. Peg på én til."), reverse("partners:accreditation_people"))
        for member in self._wanting:
            if member.responsible < LEAST_RESPONSIBLE:
                words = _("%(school)s har færre end to ansvarlige i projekt %(call)d.")
                yield Concern(words % {"school": member.school, "call": member.project.call}, _member_page(member))

    def _about_papers(self) -> Iterable[Concern]:
        for member in self._wanting:
            if member.accession != AccessionState.SIGNED:
                words = _("%(school)s mangler at underskrive tiltrædelseserklæringen til projekt %(call)d.")
                yield Concern(words % {"school": member.school, "call": member.project.call}, _member_page(member))

    def _about_rounds(self) -> Iterable[Concern]:
        for grant_round in GrantRound.objects.visible_to(self.actor).exclude(state=RoundState.DISTRIBUTED):
            page = reverse("partners:round", args=[grant_round.pk])
            if grant_round.state != RoundState.OPEN:
                yield Concern(_("Ønskerne til %(call)d venter på næste skridt.") % {"call": grant_round.call}, page)
            elif grant_round.deadline < self.today:
                yield Concern(_("Fristen for ønsker til %(call)d er gået. Luk runden, og giv point.") % {"call": grant_round.call}, page)

    def _about_rates(self) -> Iterable[Concern]:
        for call, rates in tables_of({project.call for project in self.projects}).items():
            if rates is None:
                yield Concern(_("Portalen har ingen satser for %(call)d.") % {"call": call}, reverse("partners:rates_replace"))
            elif not rates.is_confirmed:
                yield Concern(_("Satserne for %(call)d er ikke bekræftet.") % {"call": call}, reverse("partners:rates_of", args=[call]))

    def _about_paper_lists(self) -> Iterable[Concern]:
        """Of the newest project: those before it have had their documents."""
        for project in self.projects[:1]:
            table = papers_of(project.call)
            if set(self.accreditation.open_activities) - set(marks_of(table)):
                words = _("Listen over dokumenter for %(call)d er ikke bekræftet.") % {"call": table.call}
                yield Concern(words, reverse("mobilities:paper_list", args=[table.call]))

    @cached_property
    def _wanting(self) -> list[Any]:
        """Members that depend on one, each with how many are `responsible`, or that have not signed."""
        members = ConsortiumMembership.objects.filter(project__in=self.projects, left_on=None).annotate(responsible=Count("people"))
        found = members.filter(Q(responsible__lt=LEAST_RESPONSIBLE) | ~Q(accession=AccessionState.SIGNED))
        return list(found.select_related("school", "project").order_by("school__sort_key", "pk"))


def _member_page(member: ConsortiumMembership) -> str:
    return reverse("partners:member", args=[member.project_id, member.pk])
