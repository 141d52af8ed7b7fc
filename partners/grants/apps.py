from importlib import import_module

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "partners.grants"
    label = "grants"

    def ready(self) -> None:
        """Register the rules: not everything that asks them imports them."""
        import_module("partners.grants.rules")
