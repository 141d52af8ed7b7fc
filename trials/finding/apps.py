from importlib import import_module

from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "trials.finding"
    label = "finding"

    def ready(self) -> None:
        import_module("trials.finding.rules")
        import_module("trials.finding.renamed")
