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

from partners.mobilities.api import MobilityList
from portal.api.reading import PAGING, Missing
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
    path("api/v1/mobilities", MobilityList.as_view(), name="mobilities"),
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
    calls = [_call(address) for address in map(_address, reading)]
    return render(request, "home/api.html", {"calls": calls, "rate": settings.API_RATE, "base": settings.SITE_URL})


def _address(pattern: URLPattern) -> str:
    """As the description writes it: `/api/v1/trial-actions/{slug}`."""
    return "/" + str(pattern.pattern).replace("<slug:", "{").replace(">", "}")


def _call(address: str) -> dict[str, Any]:
    """One address in words. What all lists share is said once on the page."""
    call = description()["paths"][address]["get"]
    own = [one for one in call.get("parameters", []) if one["name"] not in PAGING]
    return {
        "address": address,
        "summary": call["summary"],
        "description": call["description"],
        "parameters": [_parameter(one) for one in own],
        "fields": _fields(call["responses"]["200"]["content"]["application/json"]["schema"]),
    }


def _fields(schema: dict[str, Any]) -> list[tuple[str, str]]:
    """The names that one result has, each with what it means where the name doesn't say it."""
    told = _looked_up(schema)["properties"]
    told = _looked_up(told["results"]["items"])["properties"] if "results" in told else told
    return [(name, str(one.get("description", ""))) for name, one in told.items()]


def _looked_up(schema: dict[str, Any]) -> dict[str, Any]:
    return description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]


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
