from importlib import import_module

from django.apps import AppConfig


class MobilitiesConfig(AppConfig):
    name = "partners.mobilities"
    label = "mobilities"

    def ready(self) -> None:
        import_module("partners.mobilities.paper_rules")
        import_module("partners.mobilities.paper_printing")
        import_module("partners.mobilities.home_rules")
        import_module("partners.mobilities.report_printing")
