"""What machines read of the public portal: feeds of what is new, the map of the site and what robots may visit.

The same for everyone, signed in or not: only what is published to everyone is told.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from portal.accounts.actor import VISITOR
from portal.home.queries import front_municipalities
from schools.models import Municipality
from schools.networks.models import FocusArea, Network
from trials.catalogue.choices import EditionState
from trials.catalogue.models import Edition
from trials.finding.queries import counts_of_all
from trials.models import Version

NEWEST = 50
ADDRESSES_IN_A_MAP = 5_000
_BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)
_PAGES = (
    "home:front",
    "home:municipalities",
    "trials:list",
    "catalogue:list",
    "networks:list",
    "home:about",
    "home:publishing",
    "home:contact",
    "home:privacy",
    "api:about",
)
# Where people work, and what a search engine has no use for.
PRIVATE = (
    "/admin/", "/beskeder/", "/demo/", "/gennemsyn/", "/i18n/", "/invitation/", "/invitationer/", "/kataloger/mit/", "/kataloger/ny/",
    "/kataloger/*/byg/", "/kommentarer/", "/konto/", "/log/", "/mine-opgaver/", "/personer/", "/post/", "/proevehandlinger/*/historik/",
    "/proevehandlinger/*/pdf/", "/roller/", "/skriv/", "/support/", "/*?fil=", "/*&fil=",
)  # fmt: skip


class _Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Without entries it was never updated: the answer stays the same from one time to the next."""
        return super().latest_post_date() if self.items else _BEGINNING


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """The newest of all."""
    return _atom(request, _("Nyt på %(site)s") % {"site": settings.SITE_NAME}, reverse("trials:list"), _published())


@require_safe
def area_feed(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The newest under a focus area: by name, as the list finds it."""
    area = get_object_or_404(FocusArea, pk=pk)
    found = _published().filter(pk__in=Version.objects.published_to(VISITOR).filter(focus_areas__name=area.name).values("pk"))
    return _atom(request, _("Nyt om ”%(area)s”") % {"area": area.name}, f"{reverse('trials:list')}?fokus={area.pk}", found)


@require_safe
def municipality_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The newest of a municipality and its schools."""
    municipality = get_object_or_404(Municipality.objects.visible_to(VISITOR), slug=slug)
    found = _published().filter(trial__municipality=municipality)
    title = _("Nyt fra %(municipality)s") % {"municipality": municipality.official_name}
    return _atom(request, title, f"{reverse('trials:list')}?kommune={slug}", found)


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """A demonstration is for nobody's index: everything in it is invented."""
    lines = ["User-agent: *"]
    if settings.DEMO:
        lines += ["Disallow: /"]
    else:
        lines += [*(f"Disallow: {path}" for path in PRIVATE), f"Sitemap: {settings.SITE_URL}{reverse('home:sitemap')}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """The index of the maps: one of pages and catalogues, then the trial actions some thousand at a time."""
    maps = _maps()
    newest = Version.objects.published_to(VISITOR).aggregate(newest=Max("published_at"))["newest"]
    parts = [(reverse("home:sitemap_pages"), None)]
    parts += [(reverse("home:sitemap_trials", args=[number]), newest) for number in maps.page_range if maps.count]
    return _xml(request, "home/sitemap_index.xml", parts)


@require_safe
def sitemap_pages(request: HttpRequest) -> HttpResponseBase:
    editions = Edition.objects.visible_to(VISITOR).filter(state=EditionState.PUBLISHED).select_related("catalogue").order_by("pk")
    rows = [(reverse(name), None) for name in _PAGES]
    rows += [(reverse("networks:detail", args=[slug]), None) for slug in Network.objects.visible_to(VISITOR).values_list("slug", flat=True)]
    rows += [
        (reverse("home:municipality", args=[municipality.slug]), None) for municipality in front_municipalities(counts_of_all(VISITOR))
    ]
    rows += [(edition.get_absolute_url(), edition.published_at) for edition in editions.only("number", "published_at", "catalogue__slug")]
    return _xml(request, "home/sitemap.xml", rows)


@require_safe
def sitemap_trials(request: HttpRequest, number: int) -> HttpResponseBase:
    maps = _maps()
    if number not in maps.page_range:
        raise Http404
    return _xml(request, "home/sitemap.xml", [(reverse("trials:detail", args=[slug]), at) for slug, at in maps.page(number)])


def _published() -> QuerySet[Version]:
    return Version.objects.published_to(VISITOR).select_related("trial").order_by("-published_at", "-pk")


def _maps() -> Paginator:
    """By age, so that what is new changes only the last map."""
    found = Version.objects.published_to(VISITOR).order_by("trial", "pk").values_list("trial__slug", "published_at")
    return Paginator(found, ADDRESSES_IN_A_MAP)


def _atom(request: HttpRequest, title: str, page: str, versions: QuerySet[Version]) -> HttpResponseBase:
    """The feed in Danish, from the texts as they were published. An entry keeps its id when a new version comes; `updated` tells it."""
    with override(settings.LANGUAGE_CODE):
        made = _Feed(
            title=title,
            link=settings.SITE_URL + page,
            feed_url=settings.SITE_URL + request.path,
            feed_guid=settings.SITE_URL + request.path,
            description=_("Det nyeste, der er publiceret til alle."),
            language=settings.LANGUAGE_CODE,
            author_name=settings.SITE_OPERATOR,
        )
        for version in versions[:NEWEST]:
            said = (version.frozen or {})[settings.LANGUAGE_CODE]
            made.add_item(
                title=f"{said['title']}: {said['headline']}" if said["headline"] else said["title"],
                link=settings.SITE_URL + reverse("trials:detail", args=[version.trial.slug]),
                description=said["standfirst"],
                unique_id=f"tag:{urlsplit(settings.SITE_URL).hostname},2026:proevehandling/{version.trial.pk}",
                updateddate=version.published_at,
                categories=[area["name"] for area in said["focus_areas"]],
                author_name=said["place"],
            )
    response = HttpResponse(made.writeString("utf-8"), content_type=f"{_Feed.content_type}")
    response["Last-Modified"] = http_date(made.latest_post_date().timestamp())
    return _short_when_unchanged(request, response)


def _xml(request: HttpRequest, template: str, rows: Iterable[tuple[str, datetime | None]]) -> HttpResponseBase:
    context = {"rows": [(settings.SITE_URL + path, at.date().isoformat() if at else "") for path, at in rows]}
    return _short_when_unchanged(request, render(request, template, context, content_type="application/xml; charset=utf-8"))


def _short_when_unchanged(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """By its tag alone: what was withdrawn changes the answer, but makes no date newer."""
    patch_cache_control(response, public=True, max_age=300)
    set_response_etag(response)
    return get_conditional_response(request, response["ETag"], response=response) or response
