"""Who may do what with what people bring home from a mobility. Each predicate is a sentence; its docstring is the rule."""

import rules

from partners.mobilities.choices import NOTE_STATES, REPORT_STATES, REPORTED_STATES, ReportKind, State
from partners.mobilities.models import Mobility, ParticipantReport, PublicResult, Report
from partners.mobilities.rules import administers_it, runs_the_consortium, sends_it, travels
from partners.models import Project
from portal.accounts.actor import Actor
from schools.people.choices import ADMINISTRATION, RoleKind

# Those who travel, and their colleagues, who write on for each other.
takes_part = travels | sends_it


@rules.predicate
def takes_part_in_its_mobility(actor: Actor, report: ParticipantReport) -> bool:
    """The same, for a participant report of the mobility."""
    return takes_part.test(actor, report.mobility)


@rules.predicate
def has_left_and_not_reported(_actor: Actor, mobility: Mobility) -> bool:
    """Notes are written from when people are ready to leave until the report is sent."""
    return mobility.state in NOTE_STATES


@rules.predicate
def can_be_reported_on(_actor: Actor, mobility: Mobility) -> bool:
    """The report is written on the way and after the return, until it is sent."""
    return mobility.state in REPORT_STATES


@rules.predicate
def is_reported(_actor: Actor, mobility: Mobility) -> bool:
    """The report has been sent."""
    return mobility.state in REPORTED_STATES


@rules.predicate
def is_completed(_actor: Actor, mobility: Mobility) -> bool:
    """Nothing of the mobility is under way any more."""
    return mobility.state == State.COMPLETED


@rules.predicate
def its_mobility_is_completed(_actor: Actor, result: PublicResult) -> bool:
    """Only a finished mobility is told of in public."""
    return result.mobility.state == State.COMPLETED


@rules.predicate
def writes_that_kind_of_report(actor: Actor, report: Report) -> bool:
    """Those who travelled, and their colleagues, write of a mobility, a school's leader of its year; the administration writes every kind."""
    if administers_it.test(actor, report):
        return True
    if report.kind == ReportKind.MOBILITY:
        return takes_part.test(actor, report.mobility)
    return report.kind == ReportKind.SCHOOL_YEAR and leads_the_school_of(actor, report)


@rules.predicate
def leads_the_school_of(actor: Actor, report: Report) -> bool:
    """A school leader answers for the year of the own school."""
    school = report.school
    return actor.kind == RoleKind.SCHOOL_LEADER and school is not None and actor.school_id in {school.pk, school.parent_id}


@rules.predicate
def is_not_issued(_actor: Actor, report: Report) -> bool:
    """An issued report is never changed; what is new is told in a new one."""
    return not report.is_issued


@rules.predicate
def sees_the_report(actor: Actor, report: Report) -> bool:
    """Who may see it may have it as a file."""
    return Report.objects.visible_to(actor).filter(pk=report.pk).exists()


@rules.predicate
def acts_in_its_municipality(actor: Actor, project: Project) -> bool:
    """All who act in the municipality read what its travellers have learned; nobody is named in it."""
    return actor.municipality_id == project.municipality_id and actor.kind != RoleKind.SYSTEM_ADMINISTRATOR


@rules.predicate
def acts_in_a_municipality(actor: Actor, _thing: object = None) -> bool:
    """Everyone with a role in a municipality may look for its reports; which ones are shown is for their sight."""
    return actor.municipality_id is not None and actor.kind != RoleKind.SYSTEM_ADMINISTRATOR


@rules.predicate
def answers_for_a_place(actor: Actor, _thing: object = None) -> bool:
    """School leaders begin the report of their school's year, the administration every kind."""
    return actor.kind == RoleKind.SCHOOL_LEADER or (actor.kind in ADMINISTRATION and actor.municipality_id is not None)


rules.add_perm("mobilities.begin_issued", answers_for_a_place)
rules.add_perm("mobilities.list_reports", acts_in_a_municipality)
rules.add_perm("mobilities.see_reflection", acts_in_its_municipality)
rules.add_perm("mobilities.write_notes", takes_part & has_left_and_not_reported)
rules.add_perm("mobilities.see_notes", takes_part)
rules.add_perm("mobilities.remove_photo", takes_part | administers_it)
rules.add_perm("mobilities.write_report", takes_part & can_be_reported_on)
rules.add_perm("mobilities.improve_report", takes_part_in_its_mobility)
rules.add_perm("mobilities.see_homecoming", takes_part | administers_it)
rules.add_perm("mobilities.see_report", takes_part | (administers_it & is_reported))
rules.add_perm("mobilities.set_survey", runs_the_consortium)
rules.add_perm("mobilities.release_result", runs_the_consortium & is_completed)
rules.add_perm("mobilities.publish_result", runs_the_consortium & its_mobility_is_completed)
rules.add_perm("mobilities.withdraw_result", runs_the_consortium)
rules.add_perm("mobilities.improve_issued", writes_that_kind_of_report)
rules.add_perm("mobilities.write_issued", writes_that_kind_of_report & is_not_issued)
rules.add_perm("mobilities.issue", (runs_the_consortium | leads_the_school_of) & is_not_issued)
rules.add_perm("mobilities.print_report", sees_the_report)
