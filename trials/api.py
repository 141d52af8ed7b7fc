"""Published trial actions in the read-only API: asked as the page is asked, told without persons.

What is told comes from the text as it was published (`Version.frozen`), so that a draft never shows through. Left out on purpose: who answers
for it, the contact, images with their captions, and files.
"""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError as Refused
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts.actor import VISITOR
from portal.api.reading import ERRORS, ItemView, ListView, NotKnown, known, page_address, paged, paging
from schools.models import Municipality, School
from schools.networks.models import FocusArea
from trials.choices import Perspective
from trials.documents import next_steps
from trials.filters import BEST, NEWEST, TITLE, TrialFilter, facets, school_year
from trials.finding.choices import Band, Result
from trials.models import Version

LONGEST_QUESTION = 200
SCHOOL_YEARS = range(2000, 2100)
_SLUG = r"^[-a-zA-Z0-9_]+$"


class NamedSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()


class AreaSerializer(serializers.Serializer):
    id = serializers.IntegerField(help_text="Tallet til parameteren fokus.")
    name = serializers.CharField()


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
    grades = serializers.CharField(allow_blank=True)
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


class Asked(django_filters.FilterSet):
    """What the page of the list takes, with its names; here a wrong choice is refused instead of passed over."""

    q = django_filters.CharFilter(label=gettext_lazy("Hvad vil I prøve?"))
    fokus = django_filters.ModelMultipleChoiceFilter(queryset=FocusArea.objects.all(), label=gettext_lazy("Fokusområde"))
    trin = django_filters.MultipleChoiceFilter(choices=Band.choices, label=gettext_lazy("Klassetrin"))
    hvordan = django_filters.MultipleChoiceFilter(choices=Result.choices, label=gettext_lazy("Hvordan gik det?"))
    perspektiv = django_filters.MultipleChoiceFilter(choices=Perspective.choices, label=gettext_lazy("Set fra"))
    aar = django_filters.MultipleChoiceFilter(
        choices=[(str(year), school_year(year)) for year in SCHOOL_YEARS], label=gettext_lazy("Skoleår, nævnt ved det år, det begynder")
    )
    kommune = django_filters.ModelMultipleChoiceFilter(
        queryset=Municipality.objects.all(), to_field_name="slug", label=gettext_lazy("Kommune")
    )
    skole = django_filters.ModelMultipleChoiceFilter(queryset=School.objects.all(), label=gettext_lazy("Skole"))
    sort = django_filters.ChoiceFilter(
        choices=[(BEST, gettext_lazy("bedste først")), (NEWEST, gettext_lazy("nyeste først")), (TITLE, gettext_lazy("titel, a–å"))],
        label=gettext_lazy("Vis først"),
    )

    class Meta:
        model = Version
        fields: list[str] = []


def _parameters() -> Iterable[OpenApiParameter]:
    """What can be asked, as the description says it."""
    for name, one in Asked.base_filters.items():
        yield OpenApiParameter(name, _schema(one), description=str(one.label or ""), explode=True)


def _schema(one: django_filters.Filter) -> dict[str, Any]:
    if isinstance(one, django_filters.ModelMultipleChoiceFilter):
        by_slug = {"type": "string", "pattern": _SLUG, "maxLength": 100}
        by_number = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
        return {"type": "array", "items": by_slug if one.extra.get("to_field_name") else by_number}
    choices = one.extra.get("choices")
    if choices is not None:
        values = {"type": "string", "enum": [str(value) for value, _label in (choices() if callable(choices) else choices)]}
        return {"type": "array", "items": values} if isinstance(one, django_filters.MultipleChoiceFilter) else values
    return {"type": "string", "maxLength": LONGEST_QUESTION, "pattern": r"^[^\u0000]*$"}


class TrialActionList(ListView):
    serializer_class = TrialActionSerializer
    parameters = tuple(Asked.base_filters)

    @extend_schema(
        operation_id="trial_actions",
        summary="Prøvehandlinger",
        description="Det, der er publiceret til alle. Parametrene er de samme som på siden Find en prøvehandling, så en adresse derfra kan bruges her.",
        parameters=paging(*_parameters()),
        responses={200: paged(TrialActionSerializer, facets=FacetSerializer(many=True)), **ERRORS},
    )
    def get(self, request: Request) -> Response:
        return super().get(request)

    def rows(self, request: Request) -> QuerySet:
        _refuse_what_cannot_be_understood(Asked(request.query_params, Version.objects.none()), request)
        self.asked = TrialFilter(request.query_params, Version.objects.published_to(VISITOR), actor=VISITOR)
        return self.asked.entries().values_list("pk", flat=True)

    def loaded(self, rows: QuerySet) -> Iterable[dict[str, Any]]:
        """In the order of the index, each read as what everyone may see."""
        numbers = list(rows)
        found = self.asked.queryset.select_related("trial__municipality").in_bulk(numbers)
        return (told(found[number]) for number in numbers if number in found)

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


def _refuse_what_cannot_be_understood(asked: Asked, request: Request) -> None:
    """The page passes over a wrong choice; here it is said: 400 for what makes no sense, 404 for a place or an area that isn't there."""
    single = [name for name, one in asked.filters.items() if not isinstance(one, django_filters.MultipleChoiceFilter)]
    twice = [name for name in single if len(request.query_params.getlist(name)) > 1]
    if twice:
        raise Refused({name: [_("Skriv den kun én gang.")] for name in twice})
    if any(len(request.query_params.get(name, "")) > LONGEST_QUESTION for name in single):
        raise Refused({"q": [_("Skriv højst %(most)s tegn.") % {"most": LONGEST_QUESTION}]})
    if asked.form.is_valid():
        return
    wrong = asked.form.errors.as_data()
    if all(_is_not_there(asked.filters[name], errors) for name, errors in wrong.items()):
        raise NotKnown(" ".join(str(message) for errors in asked.form.errors.values() for message in errors))
    raise Refused({name: list(messages) for name, messages in asked.form.errors.items()})


def _is_not_there(one: django_filters.Filter, errors: list[ValidationError]) -> bool:
    return isinstance(one, django_filters.ModelMultipleChoiceFilter) and all(error.code == "invalid_choice" for error in errors)
