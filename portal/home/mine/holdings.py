"""What the portal holds about one person, part by part. A part is a list with columns, so that the page and the file say the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, ForeignKey, Model, OuterRef, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.mobilities.models import Mobility
from portal.accounts.actor import Actor
from portal.accounts.models import User
from portal.files.models import StoredFile
from portal.home.log import lines, with_subjects
from portal.notices.models import Mail, Notice
from portal.ui.spreadsheets import Column
from portal.ui.templatetags.ui import filesize_da
from portal.workflow.models import LogEntry
from schools.people.models import Invitation, Role
from trials.choices import READ_DRAFT
from trials.models import Comment, Reply, ResponsiblePerson, Version

SHOWN = 5  # of each part on the page; all stand in the file
_AT = gettext_lazy("Hvornår")
_WHAT = gettext_lazy("Hvad")


@dataclass(frozen=True)
class Part:
    """One kind of what is held. `find` gives the rows, newest first: a query, or a list where it is short by nature."""

    key: str
    title: str | Promise
    why: str | Promise
    columns: Sequence[Column]
    find: Callable[[Actor], Any]
    read: Callable[[list, Actor], list] = lambda rows, actor: rows
    only_in_file: Sequence[Column] = ()


@dataclass(frozen=True)
class Holding:
    """A part with what was found for one person: the first rows on a page, all in a file."""

    part: Part
    rows: list
    total: int

    @property
    def columns(self) -> list[Column]:
        """All of them, as the file has them."""
        return [*self.part.columns, *self.part.only_in_file]

    @property
    def cells(self) -> list[list[Any]]:
        return [[value(row) for _heading, value in self.columns] for row in self.rows]

    @property
    def labelled(self) -> list[list[tuple[str | Promise, Any]]]:
        """Each row of the page as headings with what stands under them."""
        return [[(heading, value(row)) for heading, value in self.part.columns] for row in self.rows]

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.rows)

    @property
    def headings(self) -> list[str | Promise]:
        return [heading for heading, _value in self.part.columns]


def some(actor: Actor) -> list[Holding]:
    """The first of each part, and how many there are."""
    return [_holding(part, actor, None if part.key == "konto" else SHOWN) for part in PARTS]


def everything(actor: Actor) -> list[Holding]:
    return [_holding(part, actor, None) for part in PARTS]


def _holding(part: Part, actor: Actor, most: int | None) -> Holding:
    found = part.find(actor)
    total = found.count() if isinstance(found, QuerySet) else len(found)
    rows = part.read(list(found[:most]), actor)
    return Holding(part, rows, total)


# Where it lies


def _account(actor: Actor) -> list[tuple[str, Any]]:
    user = actor.user
    assert user is not None  # noqa: S101 - the page is for those who are signed in
    addresses = EmailAddress.objects.filter(user=user).order_by("-primary", "email")
    return [
        (_("Navn"), user.name),
        (_("Telefon"), user.phone or _("Ikke oplyst")),
        *((_("E-mail"), address.email) for address in addresses),
        (_("Sprog"), dict(settings.LANGUAGES).get(user.language, user.language)),
        (_("Oprettet"), user.date_joined),
        (_("Sidst logget ind"), user.last_login),
    ]


def _roles(actor: Actor) -> QuerySet[Role]:
    return Role.objects.filter(user=actor.user).with_places().order_by("-starts_on", "-pk")


def _texts(actor: Actor) -> QuerySet[Version]:
    return (
        Version.objects.filter(writers=actor.user)
        .select_related("trial__municipality", "trial__home_school")
        .order_by("-changed_at", "-pk")
    )


def _journeys(actor: Actor) -> QuerySet[Mobility]:
    return Mobility.objects.filter(writers=actor.user).select_related("municipality", "school").order_by("-changed_at", "-pk")


def _responsibilities(actor: Actor) -> QuerySet[ResponsiblePerson]:
    return ResponsiblePerson.objects.filter(user=actor.user).select_related("trial").order_by("-trial", "pk")


def _titles(rows: list[ResponsiblePerson], actor: Actor) -> list[tuple[ResponsiblePerson, str]]:
    """With the latest title that the person may see now; the address where that is none."""
    versions = Version.objects.visible_to(actor).filter(trial__in=[row.trial_id for row in rows]).defer("frozen").order_by("number")
    titles = {version.trial_id: version.display_title for version in versions}
    return [(row, titles.get(row.trial_id, row.trial.slug)) for row in rows]


def _comments(actor: Actor) -> QuerySet[Comment]:
    return Comment.objects.filter(made_by=actor.user).order_by("-made_at", "-pk")


def _replies(actor: Actor) -> QuerySet[Reply]:
    return Reply.objects.filter(made_by=actor.user).order_by("-made_at", "-pk")


def _notices(actor: Actor) -> QuerySet[Notice]:
    return Notice.objects.visible_to(actor)


def _mails(actor: Actor) -> QuerySet[Mail]:
    return Mail.objects.filter(Q(user=actor.user) | Q(user=None, email__iexact=actor.user.email if actor.user else ""))


def _acts(actor: Actor) -> QuerySet[LogEntry]:
    return with_subjects(LogEntry.objects.filter(user=actor.user))


def _files(actor: Actor) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(uploaded_by=actor.user).order_by("-uploaded_at", "-pk")


def _sessions(actor: Actor) -> QuerySet[UserSession]:
    return UserSession.objects.filter(user=actor.user).order_by("-last_seen_at", "-pk")


def _invitations(actor: Actor) -> QuerySet[Invitation]:
    mine = Q(accepted_by=actor.user) | Q(email__iexact=actor.user.email if actor.user else "")
    return Invitation.objects.filter(mine).with_places()


def _readings(actor: Actor) -> QuerySet[LogEntry]:
    """Who has read a text of the person's that was not theirs to read without a reason: the log is the key to it (docs/decisions/0011)."""
    answers_for = ResponsiblePerson.objects.filter(trial=OuterRef("trial"), user=actor.user)
    mine = Version.objects.filter(Q(writers=actor.user) | Exists(answers_for)).values("pk")
    kind = ContentType.objects.get_for_model(Version)
    return with_subjects(LogEntry.objects.filter(act=READ_DRAFT, subject_type=kind, subject_id__in=mine))


def _elsewhere(actor: Actor) -> list[tuple[str, str, int]]:
    """Every other place that names the person's account, counted: the stamps of who did what, and what a new room brings."""
    first, *others = [_counted(model, field, actor) for model, field in references() if (model, field) not in TOLD]
    return [(row["thing"], row["as_what"], row["count"]) for row in first.union(*others, all=True).order_by() if row["count"]]


def references() -> list[tuple[type[Model], str]]:
    """Every field of every room that names an account."""
    fields = [(model, field) for model in apps.get_models() for field in model._meta.get_fields()]
    return [(model, field.name) for model, field in fields if isinstance(field, ForeignKey) and field.related_model is User]


def _counted(model: type[Model], field: str, actor: Actor) -> Any:
    thing = capfirst(str(model._meta.verbose_name))
    as_what = _as_what(model, field)
    rows: Any = model._base_manager.filter(**{field: actor.user_id}).order_by()
    rows = rows.annotate(thing=Value(thing), as_what=Value(as_what)).values("thing", "as_what")
    return rows.annotate(count=Count("pk"))


def _as_what(model: type[Model], name: str) -> str:
    """A stamp without words of its own borrows those of its moment: ”sendt til gennemsyn”."""
    field: Any = model._meta.get_field(name)
    moment = name.removesuffix("_by") + "_at"
    if field.verbose_name == name.replace("_", " ") and moment in {each.name for each in model._meta.fields}:
        field = model._meta.get_field(moment)
    return str(field.verbose_name)


# What is told of it

PARTS: tuple[Part, ...] = (
    Part(
        "konto",
        gettext_lazy("Konto"),
        gettext_lazy("Så du kan logge ind, og andre kan se, hvem du er."),
        [(gettext_lazy("Oplysning"), lambda row: row[0]), (gettext_lazy("Det står der"), lambda row: row[1])],
        _account,
    ),
    Part(
        "roller",
        gettext_lazy("Roller"),
        gettext_lazy("De afgør, hvad du kan se og gøre."),
        [
            (gettext_lazy("Rolle"), lambda role: role.get_kind_display()),
            (gettext_lazy("Sted"), lambda role: role.place),
            (gettext_lazy("Stilling"), lambda role: role.title),
            (gettext_lazy("Fra"), lambda role: role.starts_on),
            (gettext_lazy("Til og med"), lambda role: role.ends_on),
        ],
        _roles,
    ),
    Part(
        "tekster",
        gettext_lazy("Tekster, du har skrevet på"),
        gettext_lazy("Ingen kan godkende sin egen tekst. Derfor huskes det, hvem der har skrevet."),
        [
            (gettext_lazy("Titel"), lambda version: version.display_title),
            (gettext_lazy("Version"), lambda version: version.number),
            (gettext_lazy("Status"), lambda version: version.get_state_display()),
            (gettext_lazy("Sted"), lambda version: version.trial.home_school or version.trial.municipality),
            (gettext_lazy("Sidst ændret"), lambda version: version.changed_at),
        ],
        _texts,
    ),
    Part(
        "ophold",
        gettext_lazy("Ophold, du har skrevet på"),
        gettext_lazy("Ingen kan godkende sit eget forslag. Derfor huskes det, hvem der har skrevet."),
        [
            (gettext_lazy("Titel"), str),
            (gettext_lazy("Opholdets ID"), lambda mobility: mobility.number or ""),
            (gettext_lazy("Status"), lambda mobility: mobility.get_state_display()),
            (gettext_lazy("Sendes af"), lambda mobility: mobility.sender),
            (gettext_lazy("Sidst ændret"), lambda mobility: mobility.changed_at),
        ],
        _journeys,
    ),
    Part(
        "ansvar",
        gettext_lazy("Prøvehandlinger, du er ansvarlig for"),
        gettext_lazy("Dit navn står på siden om den, så andre kan få fat i jer."),
        [
            (gettext_lazy("Titel"), lambda row: row[1]),
            (gettext_lazy("Navn på siden"), lambda row: row[0].name),
            (gettext_lazy("Stilling på siden"), lambda row: row[0].title),
        ],
        _responsibilities,
        _titles,
    ),
    Part(
        "kommentarer",
        gettext_lazy("Kommentarer, du har skrevet"),
        gettext_lazy("De hører til teksten, så længe den findes."),
        [
            (_AT, lambda comment: comment.made_at),
            (gettext_lazy("Som"), lambda comment: comment.role_label),
            (gettext_lazy("Kommentar"), lambda comment: comment.text),
        ],
        _comments,
    ),
    Part(
        "svar",
        gettext_lazy("Svar på kommentarer"),
        gettext_lazy("De hører til teksten, så længe den findes."),
        [
            (_AT, lambda reply: reply.made_at),
            (gettext_lazy("Som"), lambda reply: reply.role_label),
            (gettext_lazy("Svar"), lambda reply: reply.text),
        ],
        _replies,
    ),
    Part(
        "beskeder",
        gettext_lazy("Beskeder til dig på portalen"),
        gettext_lazy("Så du kan se, hvad der er sket."),
        [
            (_AT, lambda notice: notice.created_at),
            (_WHAT, lambda notice: notice.text),
            (gettext_lazy("Læst"), lambda notice: notice.read_at),
        ],
        _notices,
    ),
    Part(
        "mails",
        gettext_lazy("Mails til dig"),
        gettext_lazy("Så portalen ved, at de er sendt, og kan sende dem igen."),
        [
            (_AT, lambda mail: mail.created_at),
            (gettext_lazy("Emne"), lambda mail: mail.subject),
            (gettext_lazy("Status"), lambda mail: mail.get_state_display()),
        ],
        _mails,
        only_in_file=[
            (gettext_lazy("Til"), lambda mail: mail.email),
            (gettext_lazy("Tekst"), lambda mail: "" if mail.holds_secret else mail.body),
        ],
    ),
    Part(
        "log",
        gettext_lazy("Det, du har gjort"),
        gettext_lazy("Kommunen skal kunne vise, hvem der har besluttet hvad."),
        [
            (_AT, lambda line: line.at),
            (_WHAT, lambda line: line.words),
            (gettext_lazy("Om"), lambda line: line.about),
        ],
        _acts,
        lines,
        only_in_file=[
            (gettext_lazy("Som"), lambda line: line.acting_as),
            (gettext_lazy("Bemærkning"), lambda line: line.note),
        ],
    ),
    Part(
        "filer",
        gettext_lazy("Filer, du har lagt op"),
        gettext_lazy("De hører til teksterne. Oplysninger om, hvor et billede er taget, er fjernet."),
        [
            (_AT, lambda stored: stored.uploaded_at),
            (gettext_lazy("Filnavn"), lambda stored: stored.original_name),
            (gettext_lazy("Størrelse"), lambda stored: filesize_da(stored.size)),
        ],
        _files,
    ),
    Part(
        "sessioner",
        gettext_lazy("Steder, du er logget ind"),
        gettext_lazy("Så du kan opdage, hvis en anden bruger din konto."),
        [
            (gettext_lazy("Sidst brugt"), lambda session: session.last_seen_at),
            (gettext_lazy("IP-adresse"), lambda session: session.ip),
            (gettext_lazy("Browser"), lambda session: session.user_agent),
        ],
        _sessions,
    ),
    Part(
        "invitationer",
        gettext_lazy("Invitationer til dig"),
        gettext_lazy("De viser, hvem der gav dig adgang."),
        [
            (_AT, lambda invitation: invitation.invited_at),
            (gettext_lazy("Rolle"), lambda invitation: invitation.label),
            (gettext_lazy("Inviteret af"), lambda invitation: invitation.invited_by),
        ],
        _invitations,
    ),
    Part(
        "set",
        gettext_lazy("Hvem der har set dine kladder uden om jer"),
        gettext_lazy("En systemadministrator kan kun åbne en tekst, der ikke er publiceret, ved at skrive hvorfor."),
        [
            (_AT, lambda line: line.at),
            (gettext_lazy("Hvem"), lambda line: line.who),
            (gettext_lazy("Som"), lambda line: line.acting_as),
            (gettext_lazy("Tekst"), lambda line: line.about),
            (gettext_lazy("Begrundelse"), lambda line: line.note),
        ],
        _readings,
        lines,
    ),
    Part(
        "andet",
        gettext_lazy("Hvor din konto ellers er nævnt"),
        gettext_lazy("Talt op: hvor du står som den, der har oprettet, godkendt, bestilt eller afgjort noget."),
        [
            (_WHAT, lambda row: row[0]),
            (gettext_lazy("Som"), lambda row: row[1]),
            (gettext_lazy("Antal"), lambda row: row[2]),
        ],
        _elsewhere,
    ),
)
# Shown row by row above; everything else that names an account is counted in the last part.
TOLD: frozenset[tuple[type[Model], str]] = frozenset(
    {
        (Role, "user"),
        (ResponsiblePerson, "user"),
        (Comment, "made_by"),
        (Reply, "made_by"),
        (Notice, "user"),
        (Mail, "user"),
        (LogEntry, "user"),
        (StoredFile, "uploaded_by"),
        (UserSession, "user"),
        (Invitation, "accepted_by"),
        (EmailAddress, "user"),
    }
)
