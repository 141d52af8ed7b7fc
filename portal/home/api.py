"""The read-only API as a whole: where each room's part is mounted, its description, and the page that people read about it."""

import hashlib
import json
from functools import cache
from typing import Any

import yaml
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, re_path
from django.utils.translation import override
from django.views.decorators.http import condition, require_safe
from drf_spectacular.generators import SchemaGenerator

from portal.api.reading import Missing
from schools.api import MunicipalityList, SchoolList
from schools.networks.api import NetworkList
from trials.api import TrialActionItem, TrialActionList
from trials.catalogue.api import EditionList

app_name = "api"
reading: list[URLPattern] = [
    path("api/v1/trial-actions", TrialActionList.as_view(), name="trial_actions"),
    path("api/v1/trial-actions/<slug:slug>", TrialActionItem.as_view(), name="trial_action"),
    path("api/v1/municipalities", MunicipalityList.as_view(), name="municipalities"),
    path("api/v1/schools", SchoolList.as_view(), name="schools"),
    path("api/v1/networks", NetworkList.as_view(), name="networks"),
    path("api/v1/editions", EditionList.as_view(), name="editions"),
]


@cache
def description() -> dict[str, Any]:
    """The OpenAPI description, made from the code once in a process."""
    with override(settings.LANGUAGE_CODE):
        made = SchemaGenerator(patterns=reading).get_schema(request=None, public=True)
    return json.loads(json.dumps(made))


@cache
def _written(kind: str) -> str:
    if kind == "yaml":
        return yaml.safe_dump(description(), allow_unicode=True, sort_keys=False)
    return json.dumps(description(), ensure_ascii=False, indent=1)


def _tag(_request: HttpRequest, kind: str) -> str:
    return f'"{hashlib.sha256(_written(kind).encode()).hexdigest()[:16]}"'


@require_safe
@condition(etag_func=_tag)
def openapi(_request: HttpRequest, kind: str) -> HttpResponse:
    """The description as JSON or YAML, also for pages of other sites."""
    types = {"json": "application/vnd.oai.openapi+json", "yaml": "application/vnd.oai.openapi"}
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}
    return HttpResponse(_written(kind), content_type=f"{types[kind]}; charset=utf-8", headers=headers)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The same in words."""
    described = description()
    calls = [
        {
            "address": address,
            "summary": call["get"]["summary"],
            "description": call["get"]["description"],
            "parameters": [_parameter(one) for one in call["get"].get("parameters", [])],
        }
        for address, call in described["paths"].items()
    ]
    return render(request, "home/api.html", {"calls": calls, "rate": settings.API_RATE, "base": settings.SITE_URL})


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    schema = one["schema"]
    many = schema["type"] == "array"
    values = schema["items"] if many else schema
    return {
        "name": one["name"],
        "description": one.get("description", ""),
        "many": many,
        "is_path": one["in"] == "path",
        "choices": values.get("enum", []),
        "least": values.get("minimum"),
        "most": values.get("maximum"),
        "longest": values.get("maxLength"),
        "is_number": values["type"] == "integer",
    }


urlpatterns = [
    path("api/", about, name="about"),
    re_path(r"^api/v1/openapi\.(?P<kind>json|yaml)$", openapi, name="openapi"),
    *reading,
    re_path(r"^api/v1/.*$", Missing.as_view(), name="missing"),
]
