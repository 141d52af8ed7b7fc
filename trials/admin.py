"""Trial actions in the admin site: where they stand, read-only. Texts are read in the portal, where sight follows roles."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from trials.models import ImportOrigin, TrialAction, Version


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(TrialAction)
class TrialActionAdmin(ReadOnly):
    list_display = ["slug", "municipality", "home_school", "life", "outcome", "created_at"]
    list_filter = ["life", "outcome", "scope"]
    list_select_related = ["municipality", "home_school"]
    search_fields = ["slug", "municipality__name"]
    fields = [
        "slug",
        "municipality",
        "home_school",
        "scope",
        "schools",
        "life",
        "outcome",
        "starts_on",
        "ends_on",
        "school_year",
        "created_at",
    ]


@admin.register(Version)
class VersionAdmin(ReadOnly):
    """The stamps of a version; never its text, which for a draft is nobody's but the writers' and the reviewers'."""

    list_display = ["trial", "number", "state", "visibility", "changed_at", "published_at"]
    list_filter = ["state", "visibility"]
    list_select_related = ["trial"]
    fields = [
        "trial",
        "number",
        "state",
        "visibility",
        "networks",
        "created_at",
        "changed_at",
        "submitted_at",
        "returned_at",
        "approved_at",
        "published_at",
        "withdrawn_at",
        "content_hash",
    ]


@admin.register(ImportOrigin)
class ImportOriginAdmin(ReadOnly):
    list_display = ["trial", "file_name", "row", "imported_at"]
    list_select_related = ["trial"]
