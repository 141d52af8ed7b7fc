from django.apps import AppConfig
from django.utils.module_loading import import_module


class TrialsConfig(AppConfig):
    name = "trials"
    label = "trials"

    def ready(self) -> None:
        import_module("trials.single")
        import_module("trials.moves")
