"""Django admin: for what has no page of its own."""

from django.contrib import admin

from incidents.indexing import index_incident, reindex
from incidents.models import Incident, Organisation, Severity


@admin.register(Severity)
class SeverityAdmin(admin.ModelAdmin):
    list_display = ("name", "order", "colour", "meaning")
    ordering = ("order",)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ("name", "website", "time_zone")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}

    def save_model(self, request, obj, form, change):
        """Its incidents are also found by its name."""
        super().save_model(request, obj, form, change)
        if "name" in form.changed_data:
            reindex(obj.incidents.values_list("pk", flat=True))


class ReaderInline(admin.TabularInline):
    model = Incident.readers.through
    autocomplete_fields = ("user",)
    extra = 0


@admin.register(Incident)
class IncidentAdmin(admin.ModelAdmin):
    """Who may read and lead an incident. Everything else about it is changed on its own pages."""

    list_display = ("reference", "title", "kind", "status", "visibility", "lead")
    list_filter = ("visibility", "status", "kind")
    search_fields = ("title", "number")
    ordering = ("-number",)
    fields = ("title", "visibility", "lead")
    autocomplete_fields = ("lead",)
    inlines = (ReaderInline,)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        index_incident(obj)

    def has_add_permission(self, request):
        """Incidents get their number and first status on their own page."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nothing is destroyed; a mistake is cancelled."""
        return False
