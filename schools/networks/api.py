"""Networks and partnerships in the read-only API."""

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts.actor import VISITOR
from portal.api.reading import ERRORS, ListView, page_address, paged, paging
from portal.text import danish
from schools.networks.models import Membership, Network


class FocusAreaSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk", help_text="Tallet til parameteren fokus.")
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)


class MemberSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(["municipality", "school"])
    slug = serializers.CharField()
    name = serializers.CharField()


class NetworkSerializer(serializers.Serializer):
    slug = serializers.CharField()
    page = serializers.SerializerMethodField(help_text="Siden, som mennesker læser.")
    kind = serializers.CharField()
    kind_label = serializers.CharField(source="get_kind_display")
    name = serializers.CharField()
    purpose = serializers.CharField(allow_blank=True)
    facilitating_organisation = serializers.CharField(allow_blank=True)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    members = serializers.SerializerMethodField(help_text="De kommuner og skoler, der er med i dag.")
    focus_areas = FocusAreaSerializer(many=True, source="focus_areas.all")

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, network: Network) -> str:
        return page_address(reverse("networks:detail", args=[network.slug]))

    @extend_schema_field(MemberSerializer(many=True))
    def get_members(self, network: Any) -> list[dict[str, str]]:
        places = sorted((row.municipality or row.school for row in network.present), key=lambda place: place.sort_key)
        return [{"kind": place._meta.model_name, "slug": place.slug, "name": place.name} for place in places]


class NetworkList(ListView):
    serializer_class = NetworkSerializer

    @extend_schema(
        operation_id="networks",
        summary="Netværk og partnerskaber",
        description="Hvem der arbejder sammen om hvad, også det, der er afsluttet.",
        parameters=paging(),
        responses={200: paged(NetworkSerializer), **ERRORS},
    )
    def get(self, request: Request) -> Response:
        return super().get(request)

    def rows(self, request: Request) -> list[Network]:
        present = Membership.objects.present_on(timezone.localdate()).select_related("municipality", "school")
        networks = Network.objects.visible_to(VISITOR).prefetch_related(Prefetch("memberships", present, to_attr="present"), "focus_areas")
        return sorted(networks, key=lambda network: (danish.sort_key(network.name), network.pk))
