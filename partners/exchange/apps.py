from django.apps import AppConfig
from django.utils.module_loading import import_module


class ExchangeConfig(AppConfig):
    name = "partners.exchange"
    label = "exchange"

    def ready(self) -> None:
        import_module("partners.exchange.rules")
