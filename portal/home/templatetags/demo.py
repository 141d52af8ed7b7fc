"""Whom one can sign in as in a demonstration; nothing of it exists elsewhere."""

from django import template
from django.conf import settings
from django.utils import timezone

from portal.home import queries
from schools.people.models import Role

register = template.Library()


@register.simple_tag
def demo_people() -> list[Role]:
    return queries.front_demo_people(timezone.localdate()) if settings.DEMO else []


@register.simple_tag
def demo_password() -> str:
    return settings.DEMO_PASSWORD if settings.DEMO else ""
