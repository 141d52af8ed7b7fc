"""What somebody with bad intentions tries: other people's texts, other people's rights, and input that no form asked for."""

import re
from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from portal.accounts.actor import Actor
from portal.documents.models import Document
from portal.files.pdf import check_pdf
from portal.files.refusal import BadFile
from portal.workflow.gate import Refused, WrongState
from schools.people.models import Invitation, Role
from schools.people.services import invitations, roles
from tests.factories import catalogues, files, people, places
from tests.factories import trials as make
from tests.support.racing import race
from tests.trials.posting import standing_in
from trials.catalogue.services import editions as catalogue_acts
from trials.choices import Section, State, Visibility
from trials.models import Image, Measure, SentText, Version
from trials.services import importing, review

pytestmark = pytest.mark.django_db
NOW = make.NOW
SECRET = "HEMMELIGT"
MANY_DIGITS = "9" * 5000
# More digits than Python reads, the ends of the calendar, what PostgreSQL and XML refuse, what turns a line round, code.
HOSTILE = {
    "digits": MANY_DIGITS,
    "more than a bigint": "9" * 22,
    "below nothing": "-1",
    "last day of all": "9999-12-31",
    "first day of all": "0001-01-01",
    "no number": "NaN",
    "nul": "a\x00b",
    "right to left": "\u202e\u2066RTL",
    "faces": "😀" * 60,
    "header": "a\r\nSet-Cookie: x=1",
    "script": "<script>alert(1)</script>",
    "address": "javascript:alert(1)",
}


def _section(version: Version, section: Section) -> str:
    return reverse("trials:section", args=[version.pk, section.value])


def _rich_draft() -> Version:
    """A draft with something in every section that has rows."""
    version = make.draft()
    Measure.objects.create(trial=version.trial, name="Uro").values.create(taken_on=date(2025, 9, 1), kind="baseline", value=14)
    version.trial.expectations.create(perspective="pupils", text="Ro efter frokost")
    version.trial.adjustments.create(made_on=date(2025, 11, 3), text="Færre valg")
    version.observations.create(perspectives=["pupils"], text="De glæder sig")
    files.image(version)
    files.attachment(version)
    return version


# Reading what is not for one


def _staff(version: Version) -> tuple[Actor, Actor]:
    return people.actor("school_leader", version.trial.home_school), people.actor("consultant", version.trial.municipality)


def _replaced(**fields: Any) -> tuple[Version, Image, Version]:
    """A version that was public, its image, and the version that took its place with other fields."""
    first = make.published()
    image = files.image(first)
    leader, consultant = _staff(first)
    second = review.improve(trial=first.trial, by=leader, now=NOW)
    Version.objects.filter(pk=second.pk).update(**fields)
    second.images.all().delete()
    sent = review.submit(version=second, nobody_recognised=True, by=leader, now=NOW)
    second = review.approve(version=sent, nobody_recognised=True, by=consultant, now=NOW)
    return first, image, review.publish(version=second, by=consultant, now=NOW)


ADDRESSES_OF_A_DRAFT: dict[str, Callable[[Version], str]] = {
    "preview": lambda version: reverse("trials:preview", args=[version.pk]),
    "write": lambda version: reverse("trials:write", args=[version.pk]),
    "section": lambda version: _section(version, Section.INTRO),
    "submit": lambda version: reverse("trials:submit", args=[version.pk]),
    "receipt": lambda version: reverse("trials:receipt", args=[version.pk]),
    "review": lambda version: reverse("trials:review", args=[version.pk]),
    "detail": lambda version: reverse("trials:detail", args=[version.trial.slug]),
    "history": lambda version: reverse("trials:history", args=[version.trial.slug]),
    "image": lambda version: reverse("trials:image", args=[version.trial.slug, version.images.get().pk]),
    "attachment": lambda version: reverse("trials:attachment", args=[version.trial.slug, version.attachments.get().pk]),
}


@pytest.mark.parametrize("address", ADDRESSES_OF_A_DRAFT)
def test_a_schools_draft_is_not_found_by_anybody_else(address, sign_in):
    version = _rich_draft()
    own, elsewhere = version.trial.municipality, places.municipality()
    others = [("school_leader", places.school(at=own)), ("school_leader", places.school(at=elsewhere)), ("consultant", elsewhere)]
    others += [(kind, own) for kind in ("consultant", "head", "editor", "ppr", "system_administrator")]
    for kind, place in others:
        answer = sign_in(people.actor(kind, place)).get(ADDRESSES_OF_A_DRAFT[address](version))
        assert answer.status_code == HTTPStatus.NOT_FOUND, kind


def test_words_of_a_draft_stand_on_no_page_of_others(sign_in):
    public = make.published()
    leader, consultant = _staff(public)
    opened = review.improve(trial=public.trial, by=leader, now=NOW)
    Version.objects.filter(pk=opened.pk).update(title=f"{SECRET} ny titel", headline=SECRET, done=SECRET)
    make.draft(at=public.trial.home_school, title=SECRET, area=public.focus_areas.first())
    slug = public.trial.slug
    pages = ["/", "/proevehandlinger/", f"/proevehandlinger/?q={SECRET}", f"/proevehandlinger/{slug}/", "/netvaerk/", "/kataloger/"]
    pages += ["/mine-opgaver/", "/gennemsyn/", f"/gennemsyn/{public.pk}/", "/personer/"]
    for actor in (consultant, people.actor("contributor", places.school(at=public.trial.municipality))):
        client = sign_in(actor)
        for page in pages:
            text = client.get(page).content.decode().replace(f"q={SECRET}", "").replace(f'value="{SECRET}"', "")
            assert f"{SECRET} ny titel" not in text, page


def test_the_catalogue_chooser_offers_only_what_may_be_read(sign_in):
    edition = catalogues.draft(places.network(places.municipality()))
    version = make.published(title=SECRET, visibility=Visibility.MUNICIPALITY)
    editor = catalogues.maker(edition.catalogue.owner)
    address = reverse("catalogue:choose", args=[edition.catalogue.slug, edition.number])
    client = sign_in(editor)
    assert SECRET not in client.get(address).content.decode()
    client.post(address, {"version": [version.pk]})
    assert version.pk not in edition.items.values_list("version", flat=True)


@pytest.mark.parametrize("visibility", [Visibility.SCHOOL, Visibility.MUNICIPALITY, Visibility.NETWORKS])
def test_what_is_not_for_all_gives_visitors_neither_page_nor_files(client, visibility):
    version = make.published(visibility=visibility)
    image, attachment = files.image(version), files.attachment(version)
    slug = version.trial.slug
    asked = [("detail", [slug]), ("image", [slug, image.pk]), ("attachment", [slug, attachment.pk])]
    assert {client.get(reverse(f"trials:{name}", args=args)).status_code for name, args in asked} == {HTTPStatus.NOT_FOUND}
    assert version.title not in client.get(reverse("trials:list")).content.decode()


@pytest.mark.parametrize("withdrawn", [False, True], ids=["narrower now", "withdrawn"])
def test_a_picture_of_an_earlier_version_is_gone_with_it(client, withdrawn):
    first, image, second = _replaced(visibility=Visibility.SCHOOL)
    if withdrawn:
        review.withdraw(version=second, note="Skolen er lukket.", by=_staff(first)[1], now=NOW)
    assert client.get(reverse("trials:image", args=[first.trial.slug, image.pk])).status_code == HTTPStatus.NOT_FOUND


def test_the_history_does_not_tell_reviewers_what_a_draft_is_called(sign_in):
    public = make.published()
    leader, consultant = _staff(public)
    opened = review.improve(trial=public.trial, by=leader, now=NOW)
    Version.objects.filter(pk=opened.pk).update(title=SECRET)
    assert SECRET not in sign_in(consultant).get(reverse("trials:history", args=[public.trial.slug])).content.decode()


def test_the_reviewers_copies_of_a_text_go_when_it_is_published():
    assert not SentText.objects.filter(version=make.published()).exists()


# Acting as somebody else, or with more than was given


@pytest.mark.parametrize(
    "period", [{"ends_on": date(2026, 1, 1)}, {"starts_on": date(2999, 1, 1)}, None], ids=["ended", "future", "somebody else's"]
)
def test_a_role_written_into_the_session_counts_only_if_it_is_ones_own_today(client, period):
    version = make.in_state(State.SUBMITTED)
    person = people.user()
    role = people.role("consultant", version.trial.municipality, **({} if period is None else {"who": person, **period}))
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["acting_role"] = role.pk
    session.save()
    assert client.get(reverse("trials:review", args=[version.pk])).status_code == HTTPStatus.NOT_FOUND
    assert client.post(reverse("people:switch"), {"role": role.pk}).status_code == HTTPStatus.NOT_FOUND


def test_nobody_gives_or_invites_themselves_to_a_role(sign_in):
    """Else a consultant could become school leader anywhere and read the drafts there."""
    school = places.school()
    consultant = people.actor("consultant", school.municipality)
    page = sign_in(consultant).post(
        reverse("people:give_role", args=[consultant.user_id]),
        {"kind": "school_leader", "place": f"school:{school.pk}", "starts_on": "2026-11-02"},
    )
    assert page.status_code == HTTPStatus.FORBIDDEN
    with pytest.raises(PermissionDenied):
        roles.give_role(role=people.unsaved("school_leader", school, user=consultant.user, starts_on=people.DAY), by=consultant, now=NOW)
    to_oneself = Invitation(kind="school_leader", school=school, email=consultant.user.email.upper(), name="Mig")
    with pytest.raises(Refused):
        invitations.invite(invitation=to_oneself, by=consultant, now=NOW)
    assert Role.objects.filter(user=consultant.user).count() == 1


def test_a_role_is_not_given_outside_ones_own_place(sign_in):
    consultant, elsewhere = people.actor("consultant", places.municipality()), places.municipality()
    colleague = people.role("contributor", places.school(at=consultant.role.municipality)).user
    asked = {"kind": "head", "place": f"municipality:{elsewhere.pk}", "starts_on": "2026-11-02", "email": "ny@x.example", "name": "Ny"}
    client = sign_in(consultant)
    client.post(reverse("people:give_role", args=[colleague.pk]), asked)
    client.post(reverse("people:invite"), asked)
    assert not Role.objects.filter(municipality=elsewhere).exists()
    assert not Invitation.objects.exists()


def test_nobody_approves_their_own_text_in_another_role():
    version = make.draft()
    writer = version.writers.get()
    review.submit(version=version, nobody_recognised=True, by=people.actor("school_leader", version.trial.home_school), now=NOW)
    for kind in ("consultant", "head"):
        with pytest.raises(Refused):
            review.approve(version=version, nobody_recognised=True, by=people.actor(kind, version.trial.municipality, who=writer), now=NOW)


UNASKED = {
    "home_school": "1",
    "municipality": "1",
    "state": "published",
    "writers": "1",
    "slug": "min-egen",
    "content_hash": "x",
    "published_at": "2026-11-02",
    "created_by": "1",
    "number": "99",
}


def test_fields_that_no_form_asks_for_are_not_taken(sign_in):
    version = make.draft()
    before = Version.objects.filter(pk=version.pk).values("state", "number", "content_hash", "published_at", "trial__slug").get()
    place = (version.trial.home_school_id, version.trial.municipality_id)
    client = sign_in(people.actor("school_leader", version.trial.home_school))
    for section in Section:
        form = standing_in(client.get(_section(version, section)))
        client.post(_section(version, section), {**UNASKED, **form})
    version = Version.objects.select_related("trial").get(pk=version.pk)
    assert before == Version.objects.filter(pk=version.pk).values("state", "number", "content_hash", "published_at", "trial__slug").get()
    assert (version.trial.home_school_id, version.trial.municipality_id) == place


@pytest.mark.parametrize("name", ["schools", "networks", "focus_areas", "people-0-user_id"])
def test_choices_of_other_places_are_refused(name, sign_in):
    version = make.draft()
    elsewhere = places.municipality()
    foreign = {
        "schools": (Section.FACTS, places.school(at=elsewhere).pk),
        "networks": (Section.PEOPLE, places.network(elsewhere).pk),
        "focus_areas": (Section.INTRO, places.focus_area(elsewhere).pk),
        "people-0-user_id": (Section.PEOPLE, people.role("contributor", places.school(at=elsewhere)).user_id),
    }
    section, value = foreign[name]
    client = sign_in(people.actor("school_leader", version.trial.home_school))
    address = _section(version, section)
    page = client.post(address, {**standing_in(client.get(address)), name: value, "visibility": "networks"})
    assert page.status_code == HTTPStatus.OK
    assert "error-message" in page.content.decode() or "form-error" in page.content.decode()


def test_rows_of_other_texts_are_neither_changed_nor_made(sign_in):
    version, other = _rich_draft(), _rich_draft()
    theirs = other.images.get()
    client = sign_in(people.actor("school_leader", version.trial.home_school))
    address = _section(version, Section.FILES)
    page = client.post(address, {**standing_in(client.get(address)), "images-0-row": theirs.pk, "images-0-alt": SECRET})
    assert page.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    theirs.refresh_from_db()
    assert (theirs.alt, theirs.version_id) == ("To børn bygger et tårn", other.pk)
    assert not version.images.filter(alt=SECRET).exists()


# Input


@pytest.mark.parametrize("section", [Section.CHANGE, Section.MEASURES, Section.FACTS, Section.PEOPLE, Section.FILES])
def test_a_section_filled_with_nonsense_is_an_answer_not_an_accident(section, sign_in):
    version = _rich_draft()
    client = sign_in(people.actor("school_leader", version.trial.home_school))
    address = _section(version, section)
    form = standing_in(client.get(address))
    for name, value in HOSTILE.items():
        counts = {field: value if field.endswith("INITIAL_FORMS") else text for field, text in form.items()}
        fields = {field: text if field.endswith("_FORMS") or field == "seen" else value for field, text in form.items()}
        for posted in (fields, counts):
            assert client.post(address, posted).status_code < HTTPStatus.INTERNAL_SERVER_ERROR, name
    assert client.get(reverse("trials:preview", args=[version.pk])).status_code == HTTPStatus.OK


@pytest.mark.parametrize("value", ["digits", "last day of all", "nul", "header"])
def test_the_other_forms_withstand_nonsense(value, sign_in):
    edition = catalogues.draft(places.municipality(), items=1)
    consultant = catalogues.maker(edition.catalogue.owner)
    colleague = people.role("contributor", places.school(at=edition.catalogue.owner))
    here = [edition.catalogue.slug, edition.number]
    addresses = [reverse(f"catalogue:{name}", args=here) for name in ("choose", "arrange", "frame")]
    addresses += [reverse("catalogue:new"), reverse("trials:new"), reverse("people:invite"), reverse("people:switch")]
    addresses += [reverse("people:end_role", args=[colleague.pk]), reverse("people:give_role", args=[colleague.user_id])]
    addresses += ["/i18n/setlang/", "/konto/login/", "/konto/password/reset/"]
    names = (
        "version item title foreword name email kind place starts_on last_day role next language login password life scope schools summary"
    ).split()
    client = sign_in(consultant)
    for address in addresses:
        posted = client.post(address, dict.fromkeys(names, HOSTILE[value]))
        assert posted.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, address
        assert "evil" not in posted.headers.get("Location", "")


@pytest.mark.parametrize("address", ["/", "/proevehandlinger/", "/personer/", "/kataloger/", "/post/", "/gennemsyn/", "/mine-opgaver/"])
def test_questions_in_an_address_withstand_nonsense(address, sign_in):
    client = sign_in(people.actor("consultant", places.municipality()))
    names = ("q", "fokus", "kommune", "sort", "side", "sted", "vis", "next", "email")
    for name, value in HOSTILE.items():
        assert client.get(address, dict.fromkeys(names, value)).status_code == HTTPStatus.OK, name


def test_a_text_cannot_bring_code_to_its_readers(client):
    version = make.published(
        title="<img src=x onerror=alert(1)>",
        done='[klik](javascript:alert(1)) <script>alert(1)</script> [b](https://x.dk/"onmouseover=alert(1))',
        future="[c](data:text/html,<script>) [d](//evil.example) ![e](https://evil.example/x.png)",
    )
    page = client.get(reverse("trials:detail", args=[version.trial.slug])).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert not re.search(r'href="\s*(javascript|data|//)', page, re.IGNORECASE)
    assert not re.search(r'<img[^>]+src="https?:', page)
    assert not re.search(r"<[a-z][^>]*\sonmouseover=", page)


def test_a_pdf_with_countless_packed_objects_is_read_in_no_time():
    """Copying the rest of the file for each of them took minutes."""
    body = b"%PDF-1.7\n" + b"/ObjStm stream\n" * 20_000 + b" " * 8_000_000
    table = len(body) + 1
    content = body + b"\n1 0 obj /Root /JavaScript\nstartxref\n%d\n%%%%EOF\n" % table
    with pytest.raises(BadFile):
        check_pdf(content)


@pytest.mark.parametrize(
    "row", [None, 7, [], {}, {"title": ["a"]}, {"title": "a\x00", "municipality": "b\x00"}, {"title": {"x": [{}]}, "school": 5}]
)
def test_a_hostile_row_of_a_file_is_refused_and_no_more(row):
    results = importing.import_cases(cases=[row], terms=importing.Terms("fil.json", create_places=True, publish=True), now=NOW)
    assert [result.fate for result in results] == [importing.Fate.REFUSED]
    assert not Version.objects.exists()


# The browser's side


@pytest.mark.parametrize("path", ["/", "/findes-ikke/", "/proevehandlinger/", "/konto/login/", "/healthz", "/admin/", "/roller/skift/"])
def test_every_answer_carries_the_protecting_headers(client, path):
    answer = client.get(path)
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"


def test_files_are_sandboxed_and_attachments_saved(client):
    version = make.published()
    attachment = files.attachment(version, title='../../etc/passwd"; filename=ond.html')
    answer = client.get(reverse("trials:attachment", args=[version.trial.slug, attachment.pk]))
    answer.close()
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/pdf"


def test_posts_from_elsewhere_are_refused():
    leader = people.actor("school_leader", places.school())
    client = Client(enforce_csrf_checks=True)
    client.force_login(leader.user, backend="django.contrib.auth.backends.ModelBackend")
    for address in (reverse("trials:new"), reverse("people:switch"), reverse("people:invite"), "/i18n/setlang/", "/konto/logout/"):
        assert client.post(address, {"title": "x", "life": "idea"}).status_code == HTTPStatus.FORBIDDEN, address
    assert not Version.objects.exists()


def test_a_foreign_host_name_is_refused(client):
    assert client.get("/konto/password/reset/", headers={"host": "evil.example"}).status_code == HTTPStatus.BAD_REQUEST


# At the same instant


def _worked(results: list[Any]) -> int:
    assert all(isinstance(result, (Version, Document, WrongState)) for result in results), results
    return sum(not isinstance(result, WrongState) for result in results)


@pytest.mark.django_db(transaction=True)
def test_one_of_many_at_once_decides():
    version = make.draft()
    leader, consultant = _staff(version)
    others = [people.actor("head", version.trial.municipality), consultant]
    assert _worked(race(*[lambda: review.submit(version=version, nobody_recognised=True, by=leader, now=NOW)] * 3)) == 1
    assert _worked(race(*[lambda by=by: review.approve(version=version, nobody_recognised=True, by=by, now=NOW) for by in others])) == 1
    approved = Version.objects.get(pk=version.pk)
    assert _worked(race(*[lambda by=by: review.publish(version=approved, by=by, now=NOW) for by in others])) == 1
    opened = race(*[lambda: review.improve(trial=version.trial, by=leader, now=NOW)] * 3)
    assert len({each.pk for each in opened}) == 1


@pytest.mark.django_db(transaction=True)
def test_a_book_ordered_by_many_at_once_is_built_once():
    edition = catalogues.draft(items=1)
    maker = catalogues.maker(edition.catalogue.owner)
    ordered = race(*[lambda: catalogue_acts.order(edition=edition, by=maker, now=NOW)] * 3)
    assert len({each.pk for each in ordered}) == 1
    assert Document.objects.count() == 1
