from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class HomeConfig(AppConfig):
    name = "portal.home"
    default = True
    label = "home"

    def ready(self) -> None:
        from portal.home import checks, tasks  # noqa: F401, PLC0415 - they register themselves


class AssetsConfig(StaticFilesConfig):
    """Leaves out of production what the packages bring and the portal doesn't show: other themes, sources and builds. The editor's own sources too."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "scss", "*borgerdk*", "*virkdk*", "ext", "htmx.[ace]*", "js/editor/*"]
