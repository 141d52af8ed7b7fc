from django.apps import AppConfig
from django.utils.module_loading import import_module


class MobilitiesConfig(AppConfig):
    name = "partners.mobilities"
    label = "mobilities"

    def ready(self) -> None:
        import_module("partners.mobilities.paper_rules")
        import_module("partners.mobilities.paper_printing")
