from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "trials.catalogue"
    label = "catalogue"
