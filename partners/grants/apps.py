from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "partners.grants"
    label = "grants"
