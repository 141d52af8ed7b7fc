from importlib import import_module

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "schools.register"
    label = "register"

    def ready(self) -> None:
        """Register the rules: nothing else needs to import them."""
        import_module("schools.register.rules")
