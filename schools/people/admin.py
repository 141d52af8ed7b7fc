"""Roles and invitations to look at. They are given, ended and sent in the portal, where the rules and the log are."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from schools.people.models import Invitation, Role


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Role)
class RoleAdmin(ReadOnlyAdmin):
    list_display = ["user", "kind", "place", "starts_on", "ends_on"]
    list_filter = ["kind"]
    list_select_related = ["user", "school__municipality", "municipality", "network"]
    search_fields = ["user__name", "user__email"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["name", "email", "kind", "place", "invited_at", "expires_at", "accepted_at", "withdrawn_at"]
    list_filter = ["kind"]
    list_select_related = ["school__municipality", "municipality", "network"]
    search_fields = ["name", "email"]
    exclude = ["token_hash"]
