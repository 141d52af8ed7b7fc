from django.apps import AppConfig
from django.utils.module_loading import import_module


class DocumentsConfig(AppConfig):
    name = "portal.documents"
    label = "documents"

    def ready(self) -> None:
        services = import_module("portal.documents.services")
        import_module("portal.files.services").kept_by(services.names_file)
