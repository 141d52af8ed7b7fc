"""What the public page of a trial action says of itself in schema.org's words: the text as published, the places behind it, no persons."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from trials.choices import State, Visibility
from trials.models import Version


def is_public(version: Version) -> bool:
    """Published to everyone, whoever is reading."""
    return version.state == State.PUBLISHED and version.visibility == Visibility.EVERYONE


def article(version: Version, story: dict[str, Any]) -> dict[str, Any]:
    municipality = {"@type": "GovernmentOrganization", "name": version.trial.municipality.official_name}
    schools = [{"@type": "School", "name": name} for name in story["schools"]]
    return {
        "@type": "Article",
        "headline": story["headline"] or story["title"],
        "name": story["title"],
        "abstract": story["standfirst"],
        "url": settings.SITE_URL + reverse("trials:detail", args=[version.trial.slug]),
        "inLanguage": "da",
        "isAccessibleForFree": True,
        "datePublished": version.published_at.isoformat() if version.published_at else None,
        "about": [area["name"] for area in story["focus_areas"]],
        "author": schools or municipality,
        "publisher": municipality,
    }
