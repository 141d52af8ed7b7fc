from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "portal.home"
    label = "home"

    def ready(self) -> None:
        from portal.home import checks, tasks  # noqa: F401, PLC0415 - they register themselves
