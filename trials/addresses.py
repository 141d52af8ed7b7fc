"""Where a version lies for the one who is told about it."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse

from portal.accounts.models import User
from trials.colleagues import colleagues
from trials.models import Version

type PageOf = Callable[[User], str]


def decision_page(version: Version) -> PageOf:
    """Where reviewers read it and decide."""
    return _for_everyone(reverse("trials:review", args=[version.pk]))


def writing_page(version: Version, today: date) -> PageOf:
    """Where those who write at its place go on with it; for others it is the preview."""
    here = set(colleagues(version.trial, today).values_list("user", flat=True))
    write, preview = reverse("trials:write", args=[version.pk]), reverse("trials:preview", args=[version.pk])
    return lambda person: write if person.pk in here else preview


def preview_page(version: Version) -> PageOf:
    return _for_everyone(reverse("trials:preview", args=[version.pk]))


def public_page(version: Version) -> PageOf:
    return _for_everyone(reverse("trials:detail", args=[version.trial.slug]))


def _for_everyone(page: str) -> PageOf:
    return lambda _person: page
