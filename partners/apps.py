from importlib import import_module

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"
    label = "partners"

    def ready(self) -> None:
        """Register the rules: not everything that asks them imports them."""
        import_module("partners.rules")
