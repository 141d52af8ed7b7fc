"""Networks with their members and focus areas, edited here for now."""

from django.contrib import admin

from schools.networks.models import FocusArea, Membership, Network


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ["municipality", "school"]


class FocusAreaInline(admin.TabularInline):
    model = FocusArea
    extra = 0
    exclude = ["municipality"]


@admin.register(Network)
class NetworkAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "facilitating_organisation", "starts_on", "ends_on"]
    list_filter = ["kind"]
    search_fields = ["name"]
    fields = ["kind", "name", "slug", "purpose", "facilitating_organisation", "starts_on", "ends_on"]
    inlines = [MembershipInline, FocusAreaInline]


@admin.register(FocusArea)
class FocusAreaAdmin(admin.ModelAdmin):
    list_display = ["name", "number", "figure", "network", "municipality"]
    list_filter = ["network", "municipality"]
    list_select_related = ["network", "municipality"]
    search_fields = ["name"]
    autocomplete_fields = ["network", "municipality"]
