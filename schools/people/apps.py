from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "schools.people"
    label = "people"

    def ready(self) -> None:
        """Register the rules: nothing else needs to import them."""
        import_module("schools.people.rules")
