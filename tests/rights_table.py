"""The table of tests/test_rights_matrix.py: how each address is asked, and what each role gets."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from tests.factories import matrix_world
from trials.catalogue.book.preview import picture_token

# Sign-in and account pages are django-allauth's own; they take no role into account.
ALLAUTH_PREFIXES = ("account_", "mfa_", "usersessions_")


@dataclass(frozen=True)
class Row:
    """`letters`: one per role, in the order of test_rights_matrix.ROLES."""

    letters: str
    kwargs: Callable[[SimpleNamespace], dict[str, Any]] = lambda world: {}
    post: bool = False
    data: dict[str, str] = field(default_factory=dict)


def _edition(name: str) -> Callable[[SimpleNamespace], dict[str, Any]]:
    def kwargs(world: SimpleNamespace) -> dict[str, Any]:
        edition = getattr(world, name)
        return {"slug": edition.catalogue.slug, "number": edition.number}

    return kwargs


def _version(name: str, **more: str) -> Callable[[SimpleNamespace], dict[str, Any]]:
    return lambda world: {"pk": getattr(world, name).pk, **more}


def _slug(name: str) -> Callable[[SimpleNamespace], dict[str, Any]]:
    return lambda world: {"slug": getattr(world, name).trial.slug}


TABLE: dict[str, Row] = {
    "home:front": Row("............."),
    "home:work": Row("l............"),
    "home:log": Row("lxxx.x.x.x.xx"),
    "home:municipalities": Row("............."),
    "home:municipality": Row(".............", lambda world: {"slug": world.here.slug}),
    "home:municipality_overview": Row("lxxx...xxxxxx", lambda world: {"slug": world.here.slug}),
    "home:school": Row(".............", lambda world: {"municipality": world.here.slug, "slug": world.school.slug}),
    "home:partnership_overview": Row("lxxx....xxxxx", lambda world: {"slug": world.network.slug}),
    "home:about": Row("............."),
    "home:publishing": Row("............."),
    "home:contact": Row("............."),
    "home:privacy": Row("............."),
    "home:guide": Row("............."),
    "home:guide_page": Row(".............", lambda world: {"name": "kom-i-gang"}),
    "home:was": Row(">>>>>>>>>>>>>"),
    "home:feed": Row("............."),
    "home:area_feed": Row(".............", lambda world: {"pk": world.public.focus_areas.first().pk}),
    "home:municipality_feed": Row(".............", lambda world: {"slug": world.public.trial.municipality.slug}),
    "home:robots": Row("............."),
    "home:sitemap": Row("............."),
    "home:sitemap_pages": Row("............."),
    "home:sitemap_trials": Row(".............", lambda world: {"number": 1}),
    "api:about": Row("............."),
    "api:openapi": Row(".............", lambda world: {"kind": "json"}),
    "api:trial_actions": Row("............."),
    "api:trial_action": Row(".............", _slug("public")),
    "api:municipalities": Row("............."),
    "api:schools": Row("............."),
    "api:networks": Row("............."),
    "api:editions": Row("............."),
    "api:missing": Row("-------------"),
    "home:health": Row("!!!!!!!!!!!!!"),
    "home:demo_mail": Row("............."),
    "set_language": Row(">>>>>>>>>>>>>", post=True),
    "trials:list": Row("............."),
    "trials:synonyms": Row("lxxx...xxx..x"),
    "trials:synonym_suggest": Row("............."),
    "trials:synonym_decide": Row("lxxx---xxx--x", lambda world: {"pk": 0}, post=True, data={"brug": "1"}),
    "trials:detail": Row(".............", _slug("public")),
    "trials:history": Row("l..x.x.xxxxxx", _slug("public")),
    "trials:image": Row(".............", lambda world: {"slug": world.public.trial.slug, "pk": world.image.pk}),
    "trials:remove_image": Row("l..x.x.xxxxxx", lambda world: {"slug": world.public.trial.slug, "pk": world.image.pk}),
    "trials:release": Row("lxx---.------", lambda world: {"pk": world.asked.pk}),
    "trials:attachment": Row(".............", lambda world: {"slug": world.public.trial.slug, "pk": world.attachment.pk}),
    "trials:pdf": Row(".............", _slug("public")),
    "trials:pdf_order": Row(">>>>>>>>>>>>>", _slug("public"), post=True),
    "trials:pdf_file": Row("-------------", lambda world: {"slug": "findes-ikke"}),
    "trials:improve": Row("l>>xxxxxxxxxx", _slug("public"), post=True),
    "trials:new": Row("l..x...xx..xx"),
    "trials:write": Row("l..----------", _version("draft")),
    "trials:section": Row("l..----------", _version("draft", section="indledning")),
    "trials:correct_expectation": Row("l..----------", lambda world: {"pk": world.draft.pk, "expectation": world.expectation.pk}),
    "trials:versions": Row("l..----------", _version("draft")),
    "trials:bring_back": Row("l>>xxxxxxxxxx", lambda world: {"pk": world.public.pk}, post=True),
    "trials:pass_on": Row("l..----------", _version("draft")),
    "trials:discard": Row("lx.----------", _version("draft")),
    "trials:autosave": Row("scc----------", _version("draft", section="det-har-vi-gjort"), post=True),
    "trials:presence": Row("s..----------", _version("draft"), post=True),
    "trials:preview": Row("l..----------", _version("draft")),
    "trials:submit": Row("l..----------", _version("draft")),
    "trials:receipt": Row("l..-xxx------", _version("submitted")),
    "trials:recall": Row("lx>-xxx------", _version("to_recall"), post=True),
    "trials:review_list": Row("lxxx...xxx.xx"),
    "trials:review": Row("lxx-.x.------", _version("submitted")),
    "trials:support": Row("lxxxxxxx.xxxx"),
    "trials:support_read": Row("lxxxxxxx.xxxx", _version("draft"), post=True),
    "trials:decide": Row("lxx->x>------", _version("to_approve"), post=True, data={"decision": "approve", "recognised": "no"}),
    "trials:comment": Row("l>>->>>------", _version("submitted"), post=True, data={"section": "fremover", "text": "Hvornår?"}),
    "trials:comment_reply": Row("l>>->>>------", lambda world: {"pk": world.comment.pk}, post=True, data={"text": "Til maj."}),
    "trials:comment_resolve": Row("l>>->>>------", lambda world: {"pk": world.comment.pk}, post=True),
    "trials:comment_reopen": Row("l>>->>>------", lambda world: {"pk": world.comment.pk}, post=True),
    "trials:editorial": Row("lxx-...------", _version("submitted")),
    "trials:editorial_answer": Row("lx.-xxx------", _version("proposed")),
    "people:switch": Row("l------------", post=True),
    "people:second_factor": Row("l............"),
    "people:list": Row("l............"),
    "people:give_role": Row("lx.x.x.-.---x", lambda world: {"pk": world.colleague.pk}),
    "people:end_role": Row("l-.-.-.-.----", lambda world: {"pk": world.role.pk}),
    "people:invite": Row("lx.x.x......x"),
    "people:accept": Row(".............", lambda world: {"token": matrix_world.TOKEN}),
    "people:resend": Row("l->->->->----", lambda world: {"pk": world.invitation.pk}, post=True),
    "people:withdraw": Row("l->->->->----", lambda world: {"pk": world.invitation.pk}, post=True),
    "imports:start": Row("l..x...xx..xx"),
    "imports:template": Row("l..x...xx..xx"),
    "imports:look": Row("l---.--------", lambda world: {"pk": world.trial_import.pk}),
    "imports:apply": Row("l--->--------", lambda world: {"pk": world.trial_import.pk}, post=True),
    "imports:result": Row("l---.--------", lambda world: {"pk": world.trial_import_done.pk}),
    "register:start": Row("lxxx.x.x.x.xx"),
    "register:look": Row("l---.-.-.----", lambda world: {"pk": world.school_import.pk}),
    "register:apply": Row("l--->->->----", lambda world: {"pk": world.school_import.pk}, post=True),
    "networks:list": Row("............."),
    "networks:detail": Row(".............", lambda world: {"slug": world.network.slug}),
    "notices:list": Row("lxxx.....x..x"),
    "notices:resend": Row("l--->>>->----", lambda world: {"pk": world.mail.pk}, post=True),
    "notices:inbox": Row("l............"),
    "notices:open": Row("l------------", lambda world: {"pk": world.notice.pk}, post=True),
    "notices:read_all": Row("l>>>>>>>>>>>>", post=True),
    "notices:preferences": Row("l............"),
    "catalogue:list": Row("............."),
    "catalogue:selection": Row("l............"),
    "catalogue:selection_put": Row("l>>>>>>>>>>>>", post=True, data={"trial": "public"}),
    "catalogue:selection_take_out": Row("l>>>>>>>>>>>>", lambda world: {"item": 1}, post=True),
    "catalogue:selection_move": Row("l>>>>>>>>>>>>", lambda world: {"item": 1}, post=True),
    "catalogue:selection_order": Row("l>>>>>>>>>>>>", post=True),
    "catalogue:selection_cancel": Row("l>>>>>>>>>>>>", post=True),
    "catalogue:selection_empty": Row("l>>>>>>>>>>>>", post=True),
    "catalogue:selection_pdf": Row("l------------"),
    "catalogue:new": Row("lxxx....xx..x"),
    "catalogue:next": Row("lxxx>>>xxxxxx", lambda world: {"slug": world.edition.catalogue.slug}, post=True),
    "catalogue:detail": Row(".............", _edition("edition")),
    "catalogue:pdf": Row(".............", _edition("edition")),
    "catalogue:read": Row(".............", _edition("edition")),
    "catalogue:pdf_volume": Row(".............", lambda world: {**_edition("divided")(world), "volume": 2}),
    "catalogue:read_leaf": Row(".............", lambda world: {**_edition("divided")(world), "leaf": "del-2"}),
    "catalogue:read_trial": Row(">>>>>>>>>>>>>", lambda world: {**_edition("edition")(world), "trial": world.public.trial_id}),
    "catalogue:read_image": Row(".............", lambda world: {**_edition("edition")(world), "pk": world.image.pk}),
    "catalogue:cover": Row(".............", _edition("edition")),
    "catalogue:cover_picture": Row(".............", _edition("edition")),
    "catalogue:build": Row("l---...------", _edition("in_work")),
    "catalogue:frame": Row("l---...------", _edition("in_work"), post=True),
    "catalogue:choose": Row("l---...------", _edition("in_work")),
    "catalogue:preview": Row("l---...------", _edition("in_work")),
    "catalogue:preview_picture": Row(
        "l---...------",
        lambda world: {
            **_edition("in_work")(world),
            "token": picture_token(world.in_work.pk, world.image.stored.file.name),
        },
    ),
    "catalogue:preview_part": Row("l---...------", lambda world: {**_edition("in_work")(world), "kind": "css", "name": "book.css"}),
    "catalogue:arrange": Row("l--->>>------", _edition("in_work"), post=True),
    "catalogue:move": Row("l--->>>------", lambda world: {**_edition("in_work")(world), "item": world.item.pk}, post=True),
    "catalogue:remove": Row("l--->>>------", lambda world: {**_edition("in_work")(world), "item": world.item.pk}, post=True),
    "catalogue:renew": Row("l--->>>------", lambda world: {**_edition("in_work")(world), "item": world.item.pk}, post=True),
    "catalogue:order": Row("l--->>>------", _edition("in_work"), post=True),
    "catalogue:progress": Row("l--->>>------", lambda world: {**_edition("in_work")(world), "pk": world.ordered.pk}),
    "catalogue:cancel": Row("l--->>>------", lambda world: {**_edition("in_work")(world), "pk": world.ordered.pk}, post=True),
    "catalogue:proof": Row("l---...------", lambda world: {**_edition("in_work")(world), "pk": world.document.pk}),
    "catalogue:proof_volume": Row(
        "lxxx...xxxxxx", lambda world: {**_edition("divided")(world), "pk": world.divided.document_id, "volume": 1}
    ),
    "catalogue:publish": Row("l--->>>------", _edition("in_work"), post=True),
    "catalogue:withdraw": Row("lxxx...xxxxxx", _edition("edition"), post=True),
    "catalogue:correct": Row("lxxx>>>xxxxxx", _edition("edition"), post=True),
    "catalogue:erase": Row("lxxx...xxxxxx", _edition("edition")),
    "catalogue:errata": Row("lxxx...xxxxxx", _edition("corrected")),
    "catalogue:remove_erratum": Row("lxxx>>>xxxxxx", lambda world: {**_edition("corrected")(world), "pk": world.erratum.pk}, post=True),
    "home:trial_from_mobility": Row("l..-xxx------", lambda world: {"pk": world.journey_home.pk}),
    "mobilities:homecoming": Row("l..-...------", lambda world: {"pk": world.journey_home.pk}),
    "mobilities:notes": Row("l..-xxx------", lambda world: {"pk": world.journey_home.pk}),
    "mobilities:note": Row("l..-xxx------", lambda world: {"pk": world.note.pk}),
    "mobilities:note_photo": Row("l..-xxx------", lambda world: {"pk": world.note_photo.pk}),
    "mobilities:remove_photo": Row("l..-...------", lambda world: {"pk": world.note_photo.pk}),
    "mobilities:begin_participant_report": Row("l..-xxx------", lambda world: {"pk": world.journey_home.pk}, post=True),
    "mobilities:send_report": Row("l>>-xxx------", lambda world: {"pk": world.journey_home.pk}, post=True),
    "mobilities:set_survey": Row("lxx->x>------", lambda world: {"pk": world.journey_home.pk}, post=True),
    "mobilities:report_presence": Row("s..-xxx------", lambda world: {"pk": world.participant_report.pk}, post=True),
    "mobilities:report_people": Row("l..-xxx------", lambda world: {"pk": world.participant_report.pk}),
    "mobilities:report_section": Row("l..-xxx------", lambda world: {"pk": world.participant_report.pk, "section": "refleksion"}),
    "mobilities:report_autosave": Row("scc-xxx------", lambda world: {"pk": world.participant_report.pk, "section": "hjemme"}, post=True),
    "mobilities:reflection": Row("l......--.---", lambda world: {"pk": world.journey_done.project_id}),
    "mobilities:results": Row("............."),
    "mobilities:result": Row(".............", lambda world: {"number": world.journey_done.number}),
    "mobilities:write_result": Row("lxx-.x.------", lambda world: {"pk": world.journey_done.pk}),
    "mobilities:reports": Row("l......xx..xx"),
    "mobilities:begin_report": Row("lx.x...xx..xx", post=True),
    "mobilities:begin_mobility_report": Row("l>>->>>------", lambda world: {"pk": world.journey_done.pk}, post=True),
    "mobilities:report": Row("l..-...------", lambda world: {"pk": world.erasmus_report.pk}),
    "mobilities:write_report": Row("l..-...------", lambda world: {"pk": world.erasmus_report.pk}),
    "mobilities:issue_report": Row("lxx->x>------", lambda world: {"pk": world.erasmus_report.pk}, post=True),
    "mobilities:report_fields": Row("l..-...------", lambda world: {"pk": world.erasmus_report.pk}),
    "mobilities:report_photo": Row("l..-...------", lambda world: {"pk": world.erasmus_report.pk, "photo": world.report_photo.pk}),
    "mobilities:order_report": Row("l>>->>>------", lambda world: {"pk": world.erasmus_report.pk}, post=True),
    "mobilities:report_file": Row("l------------", lambda world: {"pk": world.erasmus_report.pk}),
}
