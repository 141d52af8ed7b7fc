from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "schools.people"
    label = "people"
