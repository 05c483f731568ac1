from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from accounts.models import ApiToken, User


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ("username", "email", "first_name", "last_name", "is_staff", "is_active", "last_login")
    fieldsets = (*UserAdmin.fieldsets, ("Reading", {"fields": ("time_zone", "theme", "shows_local_times")}))


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """To see which programs act for whom, and to revoke a token. They are made by their people only."""

    list_display = ("name", "user", "may_write", "created", "last_used_at", "expiry")
    list_select_related = ("user",)
    search_fields = ("name", "user__username")
    fields = readonly_fields = ("name", "user", "token_key", "may_write", "created", "last_used_at", "expiry")

    def has_add_permission(self, request) -> bool:
        return False
