"""The portal, and beside it a bare view: the list's own page from what one request has read, without a database."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.urls import handler403
from portal.urls import urlpatterns as portals
from trials.views import reading

__all__ = ["handler403", "urlpatterns"]
_read: dict[str, Any] = {}


def bare(request: HttpRequest) -> HttpResponse:
    if not _read:
        _read.update(_what_the_list_reads(request))
    return render(request, "trials/list.html", _read)


def _what_the_list_reads(request: HttpRequest) -> dict[str, Any]:
    """Ask the list itself, and keep what it would draw."""
    kept: dict[str, Any] = {}

    def keep(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        kept.update(context)
        return drawn(request, template, context)  # what is read while it is drawn is read too

    drawn, reading.render = reading.render, keep
    try:
        reading.trial_list(request)
    finally:
        reading.render = drawn
    return kept


urlpatterns = [path("bar-side/", bare), *portals]
