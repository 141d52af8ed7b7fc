"""Municipalities and schools in the read-only API."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts.actor import VISITOR
from portal.api.reading import ERRORS, ListView, NotKnown, paged, paging
from schools.models import Municipality, School

LONGEST_SLUG = 140
SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": LONGEST_SLUG}


class MunicipalitySerializer(serializers.Serializer):
    code = serializers.CharField(help_text="Kommunekode, fire cifre.")
    slug = serializers.CharField(help_text="Kommunens navn i adresser og parametre.")
    name = serializers.CharField()
    official_name = serializers.CharField()
    is_fictional = serializers.BooleanField(help_text="Opdigtet, til en demonstration.")


class SchoolSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    municipality = serializers.CharField(source="municipality.slug", help_text="Kommunens slug.")
    institution_number = serializers.CharField(allow_null=True, help_text="Nummer i Institutionsregisteret.")
    part_of = serializers.CharField(
        source="parent.slug", default=None, allow_null=True, help_text="Hovedskolens slug, hvis det er en afdeling."
    )
    closed_on = serializers.DateField(allow_null=True)


class MunicipalityList(ListView):
    serializer_class = MunicipalitySerializer

    @extend_schema(
        operation_id="municipalities",
        summary="Kommuner",
        description="Alle kommuner i dansk rækkefølge: æ, ø og å sidst, aa efter å.",
        parameters=paging(),
        responses={200: paged(MunicipalitySerializer), **ERRORS},
    )
    def get(self, request: Request) -> Response:
        return super().get(request)

    def rows(self, request: Request) -> QuerySet[Municipality]:
        return Municipality.objects.visible_to(VISITOR).in_danish_order()


class SchoolList(ListView):
    serializer_class = SchoolSerializer
    parameters = ("kommune",)

    @extend_schema(
        operation_id="schools",
        summary="Skoler",
        description="Skoler og deres afdelinger, også dem, der er lukket, i dansk rækkefølge.",
        parameters=paging(OpenApiParameter("kommune", SLUG, description="Kun skoler i kommunen med dette slug.")),
        responses={200: paged(SchoolSerializer), **ERRORS},
    )
    def get(self, request: Request) -> Response:
        return super().get(request)

    def rows(self, request: Request) -> QuerySet[School]:
        schools = School.objects.visible_to(VISITOR).select_related("municipality", "parent").order_by("sort_key", "pk")
        return schools.filter(municipality__slug=_slug(request)) if "kommune" in request.query_params else schools


def _slug(request: Request) -> str:
    """The one municipality that is named."""
    given = request.query_params.getlist("kommune")
    try:
        for slug in given:
            validate_slug(slug)
    except ValidationError as error:
        raise serializers.ValidationError({"kommune": error.messages}) from error
    if len(given) > 1 or len(given[0]) > LONGEST_SLUG:
        raise serializers.ValidationError({"kommune": [_("Nævn én kommune.")]})
    if not Municipality.objects.visible_to(VISITOR).filter(slug=given[0]).exists():
        raise NotKnown(_("Ingen kommune har adressen ”%(slug)s”.") % {"slug": given[0]})
    return given[0]
