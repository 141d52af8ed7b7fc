from django.apps import AppConfig
from django.utils.module_loading import import_module


class FindingConfig(AppConfig):
    name = "trials.finding"
    label = "finding"

    def ready(self) -> None:
        import_module("trials.finding.rules")
        import_module("trials.finding.renamed")
