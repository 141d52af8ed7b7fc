from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "schools.networks"
    label = "networks"
