from django.apps import AppConfig

from portal.ui.words import speak_our_words


class UiConfig(AppConfig):
    name = "portal.ui"
    label = "ui"

    def ready(self) -> None:
        speak_our_words()
