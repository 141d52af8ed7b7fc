"""Published editions in the read-only API: without foreword, since a person has signed it."""

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts.actor import VISITOR
from portal.api.reading import ERRORS, ListView, page_address, paged, paging
from trials.catalogue.choices import EditionState
from trials.catalogue.models import Edition


class EditionSerializer(serializers.Serializer):
    catalogue = serializers.CharField(source="catalogue.slug")
    number = serializers.IntegerField()
    page = serializers.SerializerMethodField(help_text="Udgavens faste adresse.")
    pdf = serializers.SerializerMethodField(help_text="Filen, eller null, mens udgaven bliver rettet.")
    title = serializers.CharField()
    subtitle = serializers.CharField(allow_blank=True)
    name = serializers.CharField(help_text="”2. udgave, rettet 25. november 2026”.")
    language = serializers.CharField()
    publisher = serializers.CharField(source="catalogue.owner")
    published_at = serializers.DateTimeField()
    corrected_on = serializers.DateField(allow_null=True)
    pages = serializers.IntegerField(source="document.pages", allow_null=True)

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, edition: Edition) -> str:
        return page_address(edition.get_absolute_url())

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_pdf(self, edition: Edition) -> str | None:
        if edition.is_being_cleaned:  # type: ignore[attr-defined]
            return None
        return page_address(reverse("catalogue:pdf", args=[edition.catalogue.slug, edition.number]))


class EditionList(ListView):
    serializer_class = EditionSerializer

    @extend_schema(
        operation_id="editions",
        summary="Kataloger",
        description="De udgaver, der er udgivet til alle, de nyeste først.",
        parameters=paging(),
        responses={200: paged(EditionSerializer), **ERRORS},
    )
    def get(self, request: Request) -> Response:
        return super().get(request)

    def rows(self, request: Request) -> QuerySet[Edition]:
        cleaning = Edition.objects.filter(corrects=OuterRef("pk"), state=EditionState.DRAFT, frozen__isnull=False)
        out = Edition.objects.visible_to(VISITOR).filter(state=EditionState.PUBLISHED).annotate(is_being_cleaned=Exists(cleaning))
        return out.with_catalogue().select_related("document").defer("document__snapshot", "frozen").order_by("-published_at", "-pk")
