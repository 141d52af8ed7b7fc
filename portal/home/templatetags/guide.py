"""The way from a page of the portal into the guide."""

from django import template

from portal.home.guide.helping import Help, help_for

register = template.Library()


@register.simple_tag(takes_context=True)
def page_help(context: template.Context) -> Help | None:
    """What of the guide helps with the page that is shown; one that does another page's work for this reader names it as `helps_with`."""
    match = context["request"].resolver_match
    return help_for(context.get("helps_with") or match.view_name) if match else None
