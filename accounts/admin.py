from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from accounts.models import User


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ("username", "email", "first_name", "last_name", "is_staff", "is_active", "last_login")
    fieldsets = (*UserAdmin.fieldsets, ("Reading", {"fields": ("time_zone", "theme", "shows_local_times")}))
