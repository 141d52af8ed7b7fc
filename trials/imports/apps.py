from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "trials.imports"
    label = "imports"
