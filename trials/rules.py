"""Who may do what with a trial action. Each predicate is a sentence; its docstring is the rule."""

import rules

from portal.accounts.actor import Actor
from schools.people.choices import ADMINISTRATION, RoleKind
from trials.choices import State
from trials.models import Comment, EditorialVersion, PrivacyAnswer, Version

REVIEWERS = frozenset({RoleKind.CONSULTANT, RoleKind.HEAD})


@rules.predicate
def belongs_to_a_writing_place(actor: Actor, _thing: object = None) -> bool:
    """Contributors and school leaders write for their school, the administration for its municipality."""
    if actor.kind in {RoleKind.CONTRIBUTOR, RoleKind.SCHOOL_LEADER}:
        return True
    return actor.kind in ADMINISTRATION and actor.municipality_id is not None


@rules.predicate
def writes_for_its_place(actor: Actor, version: Version) -> bool:
    """The text belongs to the actor's own school (or a department of it), or, without a school, to the actor's administration."""
    trial = version.trial
    if actor.kind in {RoleKind.CONTRIBUTOR, RoleKind.SCHOOL_LEADER}:
        school = trial.home_school
        return school is not None and actor.school_id in {school.pk, school.parent_id}
    return actor.kind in ADMINISTRATION and trial.home_school_id is None and trial.municipality_id == actor.municipality_id


@rules.predicate
def speaks_for_its_place(actor: Actor, _version: Version) -> bool:
    """A school leader sends for the school; the administration sends its own. A contributor passes the draft on to the leader."""
    return actor.kind == RoleKind.SCHOOL_LEADER or actor.kind in ADMINISTRATION


@rules.predicate
def reviews_in_the_municipality(actor: Actor, version: Version) -> bool:
    """Consultants and the head review what comes from their own municipality."""
    return actor.kind in REVIEWERS and actor.municipality_id == version.trial.municipality_id


@rules.predicate
def did_not_write_it(actor: Actor, version: Version) -> bool:
    """Nobody approves what they wrote themselves, in whatever role they wrote it."""
    return actor.user is not None and not version.writers.filter(pk=actor.user.pk).exists()


@rules.predicate
def is_writable(_actor: Actor, version: Version) -> bool:
    """Text is changed only in a draft or when it has been sent back."""
    return version.is_writable


@rules.predicate
def has_written_in_it(actor: Actor, version: Version) -> bool:
    """The actor is one of those who have written in it."""
    return not did_not_write_it(actor, version)


@rules.predicate
def was_never_sent(_actor: Actor, version: Version) -> bool:
    """Nobody has been sent it: a draft that was never a reviewer's to read."""
    return version.state == State.DRAFT and version.submitted_at is None


@rules.predicate
def reads_it_published(actor: Actor, version: Version) -> bool:
    """The version is published, and the actor is among those it is published to."""
    return Version.objects.published_to(actor).filter(pk=version.pk).exists()


@rules.predicate
def is_head_of_the_municipality(actor: Actor, answer: PrivacyAnswer) -> bool:
    """Only the municipality's own head says that ten digits are no CPR number."""
    return actor.kind == RoleKind.HEAD and actor.municipality_id == answer.trial.municipality_id


@rules.predicate
def has_no_part_in_the_text(actor: Actor, answer: PrivacyAnswer) -> bool:
    """Nobody releases a number in a text that they wrote, or that they asked about themselves."""
    if actor.user is None or answer.answered_by_id == actor.user.pk:
        return False
    return not Version.objects.filter(trial=answer.trial_id, writers=actor.user).exists()


@rules.predicate
def administers_the_municipality(actor: Actor, _thing: object = None) -> bool:
    """The administration sees the whole municipality."""
    return actor.kind in ADMINISTRATION and actor.municipality_id is not None


@rules.predicate
def looks_after_the_installation(actor: Actor, _thing: object = None) -> bool:
    """A system administrator of a municipality helps when something is wrong with a text; reading it is logged and told."""
    return actor.kind == RoleKind.SYSTEM_ADMINISTRATOR and actor.municipality_id is not None


@rules.predicate
def is_open_in_own_municipality(actor: Actor, version: Version) -> bool:
    """The text is not public yet and belongs to the actor's municipality."""
    return version.is_open and version.trial.municipality_id == actor.municipality_id


@rules.predicate
def has_the_text_to_review(actor: Actor, version: Version) -> bool:
    """The municipality's administration has a text from when it is sent until it is published, also while it is sent back."""
    return (
        actor.kind in ADMINISTRATION
        and actor.municipality_id == version.trial.municipality_id
        and version.state in {State.SUBMITTED, State.RETURNED, State.APPROVED}
    )


@rules.predicate
def is_open(_actor: Actor, version: Version) -> bool:
    """Nothing is said about a frozen version any more."""
    return version.is_open


comments_on_it = has_the_text_to_review | (writes_for_its_place & is_open)


@rules.predicate
def takes_part_in_the_talk(actor: Actor, comment: Comment) -> bool:
    """Who may comment on a version may answer, resolve and reopen what is said about it, from both sides."""
    return comments_on_it.test(actor, comment.version)


@rules.predicate
def edits_for_the_municipality(actor: Actor, version: Version) -> bool:
    """The municipality's administration proposes words for a text that it has to decide on or has approved."""
    here = actor.kind in ADMINISTRATION and actor.municipality_id == version.trial.municipality_id
    return here and version.state in {State.SUBMITTED, State.APPROVED}


@rules.predicate
def edits_its_version(actor: Actor, proposal: EditorialVersion) -> bool:
    """Colleagues may go on with each other's proposals as long as the text can be edited."""
    return edits_for_the_municipality(actor, proposal.version)


@rules.predicate
def answers_for_the_text(actor: Actor, version: Version) -> bool:
    """Those who speak for the place that wrote it, and the contributor who wrote it, say yes or no to an editor's words."""
    if not writes_for_its_place(actor, version):
        return False
    return speaks_for_its_place(actor, version) or not did_not_write_it(actor, version)


@rules.predicate
def answers_for_its_version(actor: Actor, proposal: EditorialVersion) -> bool:
    """The same, for the version that a proposal is about."""
    return answers_for_the_text(actor, proposal.version)


@rules.predicate
def did_not_edit_it(actor: Actor, proposal: EditorialVersion) -> bool:
    """Nobody accepts their own proposal."""
    return actor.user_id not in {None, proposal.made_by_id, proposal.proposed_by_id}


@rules.predicate
def moves_its_version(actor: Actor, proposal: EditorialVersion) -> bool:
    """Who takes a text back, sends it back or publishes it lets the open proposal about it lapse."""
    version = proposal.version
    return reviews_in_the_municipality(actor, version) or (writes_for_its_place(actor, version) and speaks_for_its_place(actor, version))


rules.add_perm("trials.create", belongs_to_a_writing_place)
rules.add_perm("trials.write", writes_for_its_place & is_writable)
rules.add_perm("trials.submit", writes_for_its_place & speaks_for_its_place)
rules.add_perm("trials.recall", writes_for_its_place & speaks_for_its_place)
rules.add_perm("trials.improve", writes_for_its_place)
rules.add_perm("trials.discard", writes_for_its_place & (has_written_in_it | speaks_for_its_place) & was_never_sent)
rules.add_perm("trials.return", reviews_in_the_municipality)
rules.add_perm("trials.approve", reviews_in_the_municipality & did_not_write_it)
rules.add_perm("trials.publish", reviews_in_the_municipality)
rules.add_perm("trials.print", reads_it_published)
rules.add_perm("trials.withdraw", reviews_in_the_municipality)
rules.add_perm("trials.review", reviews_in_the_municipality)
rules.add_perm("trials.release", is_head_of_the_municipality & has_no_part_in_the_text)
rules.add_perm("trials.remove_image", writes_for_its_place | reviews_in_the_municipality)
rules.add_perm("trials.see_log", writes_for_its_place | reviews_in_the_municipality)
rules.add_perm("trials.review_list", administers_the_municipality)
rules.add_perm("trials.support", looks_after_the_installation)
rules.add_perm("trials.read_draft", looks_after_the_installation & is_open_in_own_municipality)
rules.add_perm("trials.comment", comments_on_it)
rules.add_perm("trials.answer_comment", takes_part_in_the_talk)
rules.add_perm("trials.edit", edits_for_the_municipality)
rules.add_perm("trials.propose_edit", edits_its_version)
rules.add_perm("trials.see_edit", answers_for_the_text)
rules.add_perm("trials.answer_edit", answers_for_its_version & did_not_edit_it)
rules.add_perm("trials.lapse_edit", moves_its_version)
