from importlib import import_module

from django.apps import AppConfig


class MobilitiesConfig(AppConfig):
    name = "partners.mobilities"
    label = "mobilities"

    def ready(self) -> None:
        import_module("partners.mobilities.papers.rules")
        import_module("partners.mobilities.papers.printing")
        import_module("partners.mobilities.homecoming.rules")
        import_module("partners.mobilities.reports.printing")
