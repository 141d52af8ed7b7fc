from django.apps import AppConfig
from django.utils.module_loading import import_module


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        import_module("portal.accounts.signals")
