"""What everyone may read of finished mobilities, in the read-only API: where, what for and what was learned; never who."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from partners.countries import country_name
from partners.mobilities.homecoming.outcomes import Outcome, outcomes_of
from partners.mobilities.homecoming.queries import wordings
from partners.mobilities.models import PublicResult
from partners.mobilities.papers.wording import word
from portal.accounts.actor import VISITOR
from portal.api.reading import ERRORS, ListView, page_address, paged, paging


class PlaceSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()


class HostSerializer(serializers.Serializer):
    name = serializers.CharField()
    city = serializers.CharField(allow_blank=True)
    country = serializers.CharField(help_text="Landekode på to bogstaver.")
    country_label = serializers.SerializerMethodField()

    def get_country_label(self, host: Any) -> str:
        return country_name(host.country)


class CameOfItSerializer(serializers.Serializer):
    title = serializers.CharField()
    page = serializers.SerializerMethodField(help_text="Siden, som mennesker læser.")

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, outcome: Outcome) -> str:
        return page_address(outcome.url)


class MobilitySerializer(serializers.Serializer):
    number = serializers.CharField(source="mobility.number", help_text="Opholdets ID.")
    page = serializers.SerializerMethodField(help_text="Siden, som mennesker læser.")
    title = serializers.CharField()
    learned = serializers.CharField(help_text="Det lærte de.")
    activity = serializers.CharField(source="mobility.activity")
    activity_label = serializers.CharField(source="mobility.get_activity_display")
    month = serializers.SerializerMethodField(help_text="Måneden, det begyndte i, som 2027-03.")
    municipality = PlaceSerializer(source="mobility.municipality")
    school = PlaceSerializer(source="mobility.school", allow_null=True, help_text="null, når forvaltningen har sendt dem.")
    host = HostSerializer(source="mobility.host", allow_null=True)
    objective = serializers.CharField(allow_blank=True, help_text="Målet i Erasmus-planen.")
    trial_actions = CameOfItSerializer(many=True, help_text="De publicerede prøvehandlinger, der kom af det.")
    published_at = serializers.DateTimeField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, result: PublicResult) -> str:
        return page_address(reverse("mobilities:result", args=[result.mobility.number]))

    def get_month(self, result: PublicResult) -> str | None:
        return f"{result.mobility.starts_on:%Y-%m}" if result.mobility.starts_on else None


class MobilityList(ListView):
    serializer_class = MobilitySerializer

    @extend_schema(
        operation_id="mobilities",
        summary="Ophold i udlandet",
        description="Det, skoler og forvaltninger har lært på afsluttede ophold med Erasmus+, som det er offentliggjort, det nyeste først. Ingen personer.",
        parameters=paging(),
        responses={
            200: paged(
                MobilitySerializer,
                funded_by=serializers.CharField(help_text="Skal stå, hvor resultaterne bliver vist."),
                disclaimer=serializers.CharField(help_text="Skal stå, hvor resultaterne bliver vist."),
            ),
            **ERRORS,
        },
    )
    def get(self, request: Request) -> Response:
        return super().get(request)

    def rows(self, request: Request) -> QuerySet[PublicResult]:
        return PublicResult.objects.visible_to(VISITOR).published().for_lists()

    def loaded(self, rows: Iterable[PublicResult]) -> Iterable[PublicResult]:
        """With the objective as the plan words it, and the trial actions that everyone may read."""
        results = list(rows)
        titles = wordings(result.mobility.objective_id for result in results if result.mobility.objective_id)
        came = outcomes_of([result.mobility_id for result in results], VISITOR)
        for result in results:
            result.objective = titles.get(result.mobility.objective_id or 0, "")
            result.trial_actions = [one for one in came if one.mobility_id == result.mobility_id and one.is_published]
        return results

    def beside(self) -> dict[str, Any]:
        return {name: word("words", kept, settings.LANGUAGE_CODE) for name, kept in (("funded_by", "funded"), ("disclaimer", "disclaimer"))}
