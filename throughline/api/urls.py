"""Every address of the API, from the top floor down."""

from django.urls import include, path, re_path

from throughline.api.problems import not_found

urlpatterns = [
    path("v1/", include("reviews.api.urls")),
    path("v1/", include("statuspages.api.urls")),
    path("v1/", include("incidents.api.urls")),
    path("v1/", include("accounts.api.urls")),
    re_path("", not_found),
]
