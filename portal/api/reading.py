"""The ground of the read-only API: what every address of it answers, whichever room the data comes from.

The answer is the same whoever asks: `VISITOR` is the only actor here, and nobody is signed in. Decision 0064 says what was chosen.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, set_response_etag
from django.utils.translation import gettext as _
from django.utils.translation import override
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

PAGING = ("page", "page_size")
PAGE_SIZE, MOST_ON_A_PAGE, LAST_PAGE = 20, 100, 10_000
_PAGING = [
    OpenApiParameter("page", {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1}, description="Side, fra 1."),
    OpenApiParameter(
        "page_size",
        {"type": "integer", "minimum": 1, "maximum": MOST_ON_A_PAGE, "default": PAGE_SIZE},
        description="Hvor mange der skal være på en side.",
    ),
]


class NotKnown(exceptions.NotFound):
    """What was named does not exist, or is not published to everyone: the same answer, so that nobody learns which."""


class OnlyJson(DefaultContentNegotiation):
    """JSON is all there is, whatever is asked for."""

    def select_renderer(self, request: Request, renderers: Sequence[Any], format_suffix: str | None = None) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type


class ReadView(APIView):
    """GET and HEAD with an ETag, in Danish, for pages of other sites too."""

    http_method_names = ["get", "head", "options"]
    content_negotiation_class = OnlyJson

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with override(settings.LANGUAGE_CODE):
            response = super().dispatch(request, *args, **kwargs).render()
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        response["X-Content-Type-Options"] = "nosniff"
        if response.status_code != 200:
            response["Cache-Control"] = "no-store"
            return response
        patch_cache_control(response, public=True, max_age=60)
        set_response_etag(response)
        return get_conditional_response(request, response["ETag"], response=response) or response

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What a browser asks before a page of another site may send If-None-Match."""
        headers = {
            "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
            "Access-Control-Allow-Headers": "If-None-Match",
            "Access-Control-Max-Age": "86400",
        }
        return Response(status=204, headers=headers)


class ItemView(ReadView):
    """One thing. It takes no parameters."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in {"GET", "HEAD"}:
            refuse_unknown(request, ())


class ListView(ReadView):
    """A page of results with `count` and `next`. A room gives `serializer_class`, `rows` and the names of its own parameters."""

    serializer_class: type[serializers.Serializer]
    parameters: Iterable[str] = ()

    def get(self, request: Request) -> Response:
        refuse_unknown(request, [*self.parameters, *PAGING])
        number, size = _whole(request, "page", 1, LAST_PAGE), _whole(request, "page_size", PAGE_SIZE, MOST_ON_A_PAGE)
        paginator = Paginator(self.rows(request), size)
        try:
            page = paginator.page(number)
        except EmptyPage as error:
            raise NotKnown(
                _("Der er ingen side %(number)s. Den sidste er %(last)s.") % {"number": number, "last": paginator.num_pages}
            ) from error
        return Response(
            {
                "count": paginator.count,
                "next": _next(request, number + 1) if page.has_next() else None,
                **self.beside(),
                "results": self.serializer_class(list(self.loaded(page.object_list)), many=True, context={"request": request}).data,
            }
        )

    def rows(self, request: Request) -> QuerySet | Sequence[Any]:
        """Everything that is asked for, in order."""
        raise NotImplementedError

    def loaded(self, rows: Any) -> Iterable[Any]:
        """The rows of one page, with what the serializer reads."""
        return rows

    def beside(self) -> dict[str, Any]:
        """What a list says of itself beside its results."""
        return {}


def paged(serializer: type[serializers.Serializer], **beside: serializers.Field) -> type[serializers.Serializer]:
    """The shape of a list's answer, for the description."""
    fields = {
        "count": serializers.IntegerField(help_text="Hvor mange der er i alt."),
        "next": serializers.URLField(allow_null=True, help_text="Adressen på næste side, eller null på den sidste."),
        **beside,
        "results": serializer(many=True),
    }
    return type(f"Paged{serializer.__name__.removesuffix('Serializer')}Serializer", (serializers.Serializer,), fields)


def paging(*own: OpenApiParameter) -> list[OpenApiParameter]:
    """The parameters of a list, for the description."""
    return [*own, *_PAGING]


def refuse_unknown(request: Request, known: Iterable[str]) -> None:
    """A misspelt parameter must not give everything in silence."""
    unknown = sorted(set(request.query_params) - set(known))
    if unknown:
        raise exceptions.ValidationError(
            {
                name: [_("Parameteren findes ikke. Her kan bruges: %(known)s.") % {"known": ", ".join(known) or _("ingen")}]
                for name in unknown
            }
        )


def page_address(path: str) -> str:
    """The whole address of a page of the portal."""
    return settings.SITE_URL + path


def answer_to_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """`{"detail": what happened, in words}`, and `errors` by parameter where a parameter was wrong."""
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        response.data = {"detail": _("Forespørgslen kan ikke forstås. Ret den, og prøv igen."), "errors": response.data}
    elif isinstance(error, exceptions.Throttled):
        seconds = math.ceil(error.wait or 1)
        response.data = {"detail": _("I har sendt for mange forespørgsler. Prøv igen om %(seconds)s sekunder.") % {"seconds": seconds}}
    elif isinstance(error, exceptions.MethodNotAllowed):
        response.data = {"detail": _("Her kan man kun læse: brug GET eller HEAD.")}
    elif isinstance(error, NotKnown) and str(error.detail) != str(NotKnown.default_detail):
        response.data = {"detail": str(error.detail)}
    elif response.status_code == 404:
        response.data = {"detail": _("Det findes ikke, eller det er ikke publiceret til alle.")}
    return response


class Missing(ReadView):
    """Every address below the API that leads nowhere."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise NotKnown


class ErrorSerializer(serializers.Serializer):
    detail = serializers.CharField(help_text="Hvad der gik galt, i ord.")
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="Hvad der er galt med hver parameter."
    )


ERRORS = {400: ErrorSerializer, 404: ErrorSerializer, 429: ErrorSerializer}


def _whole(request: Request, name: str, default: int, most: int) -> int:
    given = request.query_params.getlist(name)
    if not given:
        return default
    text = given[0]
    if len(given) > 1 or not (text.isascii() and text.isdecimal() and len(text) <= 6 and 1 <= int(text) <= most):
        raise exceptions.ValidationError({name: [_("Skriv ét helt tal fra 1 til %(most)s.") % {"most": most}]})
    return int(text)


def _next(request: Request, number: int) -> str:
    query = request.query_params.copy()
    query["page"] = str(number)
    return f"{page_address(request.path)}?{query.urlencode()}"


def known[T: Model](found: QuerySet[T]) -> T:
    """The one row, or the answer that it isn't there."""
    row = found.first()
    if row is None:
        raise NotKnown
    return row
