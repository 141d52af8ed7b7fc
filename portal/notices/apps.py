from django.apps import AppConfig
from django.utils.module_loading import import_module


class NoticesConfig(AppConfig):
    name = "portal.notices"
    label = "notices"

    def ready(self) -> None:
        import_module("portal.notices.rules")
