"""Reference data: regions, municipalities and schools."""

from django.contrib import admin

from schools.models import InstitutionType, Municipality, MunicipalityRegion, Region, School


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    list_display = ["name", "code", "starts_on", "ends_on"]


class RegionInline(admin.TabularInline):
    model = MunicipalityRegion
    extra = 0


@admin.register(Municipality)
class MunicipalityAdmin(admin.ModelAdmin):
    list_display = ["official_name", "code", "is_fictional"]
    list_filter = ["is_fictional"]
    search_fields = ["name", "official_name", "code"]
    fields = ["name", "official_name", "code", "slug", "is_fictional"]
    inlines = [RegionInline]


@admin.register(InstitutionType)
class InstitutionTypeAdmin(admin.ModelAdmin):
    list_display = ["name", "number", "is_school"]
    list_editable = ["is_school"]


@admin.register(School)
class SchoolAdmin(admin.ModelAdmin):
    list_display = ["name", "municipality", "parent", "institution_number", "closed_on"]
    list_filter = ["municipality"]
    list_select_related = ["municipality", "parent"]
    search_fields = ["name", "institution_number"]
    fields = [
        "municipality",
        "name",
        "parent",
        "slug",
        "institution_number",
        "institution_type",
        "address",
        "postcode",
        "town",
        "closed_on",
    ]
    autocomplete_fields = ["municipality", "parent"]
