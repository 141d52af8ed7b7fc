"""What the page of a published edition says of itself in schema.org's words."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from trials.catalogue.models import Edition
from trials.choices import Visibility


def is_public(edition: Edition) -> bool:
    """Published to everyone, whoever is reading."""
    return edition.is_published and edition.visibility == Visibility.EVERYONE


def book(edition: Edition, *, has_file: bool) -> dict[str, Any]:
    """The file is named only while readers may have it (trials.catalogue.history.is_fetchable)."""
    said = {
        "@type": "Book",
        "name": edition.title,
        "alternativeHeadline": edition.subtitle,
        "bookEdition": edition.name,
        "url": settings.SITE_URL + edition.get_absolute_url(),
        "inLanguage": edition.language,
        "datePublished": edition.published_at.date().isoformat() if edition.published_at else None,
        "publisher": {"@type": "Organization", "name": str(edition.catalogue.owner)},
        "isAccessibleForFree": True,
        "accessibilityFeature": ["taggedPDF", "tableOfContents", "alternativeText"],
    }
    if edition.document and has_file:
        file = reverse("catalogue:pdf", args=[edition.catalogue.slug, edition.number])
        said["numberOfPages"] = edition.document.pages
        said["encoding"] = {"@type": "MediaObject", "encodingFormat": "application/pdf", "contentUrl": settings.SITE_URL + file}
    return said
