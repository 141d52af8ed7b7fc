"""Django's own forms rendered as the design system's markup."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Field groups, error summary and widgets from templates/forms/."""
