"""Published trial actions in the read-only API: asked as the page is asked, told without persons.

What is told comes from the text as it was published (`Version.frozen`), so that a draft never shows through. Left out on purpose: who answers
for it, the contact, images with their captions, and files.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError as Refused
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts.actor import VISITOR
from portal.api.reading import ERRORS, ItemView, ListView, NotKnown, known, page_address, paged, paging
from portal.text.notation import JOINER
from trials.documents import next_steps
from trials.facets import facets
from trials.filters import ORDERS, Chosen, TrialFilter
from trials.finding.question import MOST_LETTERS
from trials.models import Version


class NamedSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()


class AreaSerializer(serializers.Serializer):
    id = serializers.IntegerField(help_text="Tallet til parameteren fokus.")
    name = serializers.CharField()


class UnboundField(serializers.CharField):
    """Without the joiners that keep ”0.–2.” on one line of a page."""

    def to_representation(self, value: str) -> str:
        return super().to_representation(value).replace(JOINER, "")


class TrialActionSerializer(serializers.Serializer):
    """What a card says."""

    slug = serializers.CharField()
    url = serializers.SerializerMethodField(help_text="Hele teksten i dette API.")
    page = serializers.SerializerMethodField(help_text="Siden, som mennesker læser.")
    title = serializers.CharField()
    headline = serializers.CharField(allow_blank=True)
    standfirst = serializers.CharField(allow_blank=True)
    municipality = NamedSerializer()
    schools = serializers.ListField(child=serializers.CharField(), help_text="Skolernes navne. Tom, når ingen skole er nævnt.")
    scope = serializers.CharField(help_text="named, unnamed eller municipality: nævnte skoler, enkelte skoler, hele kommunen.")
    focus_areas = AreaSerializer(many=True)
    grades = UnboundField(allow_blank=True)
    period = serializers.CharField(allow_blank=True)
    life = serializers.CharField()
    life_label = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)
    outcome_label = serializers.CharField(allow_blank=True)
    next_steps_label = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, told: dict[str, Any]) -> str:
        return page_address(reverse("api:trial_action", args=[told["slug"]]))

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, told: dict[str, Any]) -> str:
        return page_address(reverse("trials:detail", args=[told["slug"]]))


class ObservationSerializer(serializers.Serializer):
    label = serializers.CharField(help_text="Hvem det er set fra.")
    own_label = serializers.CharField(allow_blank=True)
    kind = serializers.CharField(help_text="seen, strength, challenge eller not_yet.")
    text = serializers.CharField(allow_blank=True)


class ExpectationSerializer(serializers.Serializer):
    label = serializers.CharField()
    text = serializers.CharField()
    by_when = serializers.CharField(allow_blank=True)
    met = serializers.CharField()
    met_label = serializers.CharField()
    observed = serializers.CharField(allow_blank=True)


class ValueSerializer(serializers.Serializer):
    date = serializers.DateField()
    kind_label = serializers.CharField()
    value = serializers.CharField()


class MeasureSerializer(serializers.Serializer):
    name = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField(allow_blank=True)
    values = ValueSerializer(many=True)


class EffortSerializer(serializers.Serializer):
    hours = serializers.CharField(allow_blank=True)
    staff = serializers.CharField(allow_blank=True)
    money = serializers.CharField(allow_blank=True)
    preparation = serializers.CharField(allow_blank=True)


class WholeTrialActionSerializer(TrialActionSerializer):
    """The text too, in the notation it is written in: paragraphs, lists with ”- ”, **bold** and *italics*."""

    number = serializers.IntegerField(help_text="Hvilken version der er publiceret.")
    content_hash = serializers.CharField(help_text="Ændres, når teksten ændres.")
    effort = EffortSerializer(help_text="Det krævede.")
    done = serializers.CharField(help_text="Det har vi gjort.")
    change = serializers.CharField(allow_blank=True, help_text="Sådan opleves forandringen.")
    observations = ObservationSerializer(many=True)
    described_afterwards = serializers.BooleanField(help_text="Beskrevet efterfølgende: ingen forventning blev skrevet, før det begyndte.")
    expectations = ExpectationSerializer(many=True)
    measures = MeasureSerializer(many=True)
    future = serializers.CharField(allow_blank=True, help_text="Fremover vil vi …")
    learned = serializers.ListField(child=serializers.CharField(), help_text="Vi har lært.")
    video_url = serializers.CharField(allow_blank=True)


class ChoiceSerializer(serializers.Serializer):
    name = serializers.CharField(help_text="Parameterens navn.")
    value = serializers.CharField(help_text="Det, parameteren skal have.")
    label = serializers.CharField()
    count = serializers.IntegerField(help_text="Hvor mange den ville vise.")
    is_chosen = serializers.BooleanField()


class FacetSerializer(serializers.Serializer):
    legend = serializers.CharField()
    choices = ChoiceSerializer(many=True)


def _parameters() -> Iterable[OpenApiParameter]:
    """What can be asked, as the description says it."""
    for name, one in TrialFilter.base_filters.items():
        told = ", ".join(filter(None, [str(one.label), getattr(one, "told", "")]))
        yield OpenApiParameter(name, one.schema(), description=told, explode=True)


class TrialActionList(ListView):
    serializer_class = TrialActionSerializer
    parameters = tuple(TrialFilter.base_filters)

    @extend_schema(
        operation_id="trial_actions",
        summary="Prøvehandlinger",
        description="Det, der er publiceret til alle. Parametrene er de samme som på siden Find en prøvehandling, så en adresse derfra kan bruges her.",
        parameters=paging(*_parameters()),
        responses={200: paged(TrialActionSerializer, facets=FacetSerializer(many=True)), **ERRORS},
    )
    def get(self, request: Request) -> Response:
        return super().get(request)

    def rows(self, request: Request) -> Sequence[int]:
        self.asked = TrialFilter(request.query_params, actor=VISITOR)
        _refuse_what_cannot_be_understood(self.asked, request)
        return self.asked.hits

    def loaded(self, rows: Sequence[int]) -> Iterable[dict[str, Any]]:
        """In the order of the index, each read as what everyone may see."""
        found = self.asked.versions.select_related("trial__municipality").in_bulk(rows)
        return (told(found[number]) for number in rows if number in found)

    def beside(self) -> dict[str, Any]:
        return {"facets": FacetSerializer(facets(self.asked), many=True).data}


class TrialActionItem(ItemView):
    @extend_schema(
        operation_id="trial_action",
        summary="Én prøvehandling",
        description="Hele teksten, som den er publiceret.",
        responses={200: WholeTrialActionSerializer, **ERRORS},
    )
    def get(self, request: Request, slug: str) -> Response:
        version = known(Version.objects.published_to(VISITOR).filter(trial__slug=slug).select_related("trial__municipality"))
        return Response(WholeTrialActionSerializer(told(version)).data)


def told(version: Version) -> dict[str, Any]:
    """The published text, with where it stands today; the serializers choose from it what is told."""
    trial = version.trial
    return {
        **(version.frozen or {})[settings.LANGUAGE_CODE],
        "municipality": trial.municipality,
        "life": trial.life,
        "life_label": trial.get_life_display(),
        "outcome": trial.outcome,
        "outcome_label": trial.get_outcome_display(),
        "next_steps_label": next_steps(trial.next_steps),
        "published_at": version.published_at,
    }


def _refuse_what_cannot_be_understood(asked: TrialFilter, request: Request) -> None:
    """The page passes over a wrong choice; here it is said: 400 for what makes no sense, 404 for a place or an area that isn't there."""
    given = request.query_params
    wrong = {name: words for name in set(given) & set(asked.filters) if (words := _wrong(asked, name, given.getlist(name)))}
    if wrong:
        raise Refused(wrong)
    missing = [value for one in asked.kinds.values() for value in asked.asked[one.field_name].missing]
    if missing:
        raise NotKnown(_("Det findes ikke: %(values)s.") % {"values": ", ".join(missing)})


def _wrong(asked: TrialFilter, name: str, values: list[str]) -> list[str]:
    chosen = asked.asked[name]
    if isinstance(chosen, Chosen):
        return [_("”%(value)s” kan ikke vælges her.") % {"value": value} for value in chosen.wrong]
    if len(values) > 1:
        return [_("Skriv den kun én gang.")]
    if name == "sort":
        return [] if values[0] in {"", *ORDERS} else [_("”%(value)s” kan ikke vælges her.") % {"value": values[0]}]
    if "\x00" in values[0]:
        return [_("Skriv kun tegn, der kan læses.")]
    return [_("Skriv højst %(most)s tegn.") % {"most": MOST_LETTERS}] if len(values[0]) > MOST_LETTERS else []
