"""Django admin: for what has no page of its own, the vocabulary first of all."""

from django.contrib import admin

from incidents.indexing import index_incident, reindex
from incidents.models import Component, Incident, Mechanism, Organisation, Severity


@admin.register(Severity)
class SeverityAdmin(admin.ModelAdmin):
    list_display = ("name", "order", "colour", "meaning")
    ordering = ("order",)


@admin.register(Mechanism)
class MechanismAdmin(admin.ModelAdmin):
    list_display = ("name", "group", "is_retired", "definition")
    list_filter = ("group", "is_retired")
    search_fields = ("name", "slug", "definition")
    ordering = ("group_order", "name")

    def save_model(self, request, obj, form, change):
        """A factor is also found by the name of its mechanism."""
        super().save_model(request, obj, form, change)
        if "name" in form.changed_data:
            reindex(Incident.objects.filter(factors__mechanism=obj).values_list("pk", flat=True).distinct())


class ComponentInline(admin.TabularInline):
    model = Component
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ("name", "website", "time_zone")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (ComponentInline,)

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
        index_incident(obj, "summary")

    def has_add_permission(self, request):
        """Incidents get their number and first status on their own page."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nothing is destroyed; a mistake is cancelled."""
        return False
