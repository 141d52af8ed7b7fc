from django.apps import AppConfig
from django.utils.module_loading import import_module


class WorkflowConfig(AppConfig):
    name = "portal.workflow"
    label = "workflow"

    def ready(self) -> None:
        import_module("portal.workflow.rules")
