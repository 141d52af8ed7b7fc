from django.apps import AppConfig


class MobilitiesConfig(AppConfig):
    name = "partners.mobilities"
    label = "mobilities"

    def ready(self) -> None:
        from partners.mobilities import home_rules, report_printing  # noqa: F401, PLC0415 - they register themselves
