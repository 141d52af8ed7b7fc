"""Accounts in the admin site: close one, or let somebody keep reference data. Secrets of second factors are never shown."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from portal.accounts.models import User

# One way in: the portal's own sign-in, with its rate limits and second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
for model in (EmailAddress, Authenticator, Group):
    admin.site.unregister(model)


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["name", "email"]
    fields = ["name", "email", "phone", "language", "is_active", "is_staff", "is_superuser", "last_login", "date_joined"]
    readonly_fields = ["name", "email", "phone", "language", "last_login", "date_joined"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An account begins with an invitation."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account is closed, not deleted: what the person did stays on record."""
        return False
