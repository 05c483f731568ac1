"""Every address: the admin, signing in (allauth's, then ours), and the apps from the top floor down."""

from django.contrib import admin
from django.urls import include, path

from incidents.views.home import home
from throughline.health import health

urlpatterns = [
    path("health/", health, name="health"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("account/", include("accounts.urls")),
    path("", home, name="home"),
    path("", include("incidents.urls")),
]
