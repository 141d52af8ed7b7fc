from django.apps import AppConfig


class MobilitiesConfig(AppConfig):
    name = "partners.mobilities"
    label = "mobilities"
