from django.apps import AppConfig
from django.utils.module_loading import import_module


class CatalogueConfig(AppConfig):
    name = "trials.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        import_module("trials.catalogue.rules")
        import_module("trials.catalogue.documents")
        import_module("trials.catalogue.selection")
