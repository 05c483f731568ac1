"""Every address: the admin, signing in (allauth's, then ours), and the apps from the top floor down."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from incidents.views.home import home
from throughline.health import health

# The admin's own page asks for a password only: whoever set up a second factor would not be asked for it.
admin.site.login = secure_admin_login(admin.site.login)

handler500 = "throughline.api.problems.server_error"
urlpatterns = [
    path("health/", health, name="health"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("account/", include("accounts.urls")),
    path("api/", include("throughline.api.urls")),
    path("status/", include("statuspages.publish.urls")),
    path("", home, name="home"),
    path("reviews/", include("reviews.urls")),
    path("patterns/", include("reviews.patterns.urls")),
    path("status-pages/", include("statuspages.urls")),
    path("", include("incidents.urls")),
]
