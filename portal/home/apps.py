from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class HomeConfig(AppConfig):
    name = "portal.home"
    default = True
    label = "home"

    def ready(self) -> None:
        from partners.mobilities.homecoming.outcomes import told_by  # noqa: PLC0415
        from portal.home import checks, rules, tasks  # noqa: F401, PLC0415 - they register themselves
        from portal.home.outcomes import trial_actions_of  # noqa: PLC0415

        told_by(trial_actions_of)


class AssetsConfig(StaticFilesConfig):
    """Leaves out of production what the portal doesn't show: the packages' other themes, sources and builds, and the editor's sources."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *("scss", "*borgerdk*", "*virkdk*", "dkfds.css", "dkfds*.js*", "otf", "split"),
        *("ext", "htmx.[ace]*", "htmx.js", "*.d.ts", "htmx-*", "htmax-*"),
        "js/editor/*",
    ]
