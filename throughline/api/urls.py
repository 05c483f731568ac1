"""Every address of the API, from the top floor down."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from throughline.api.problems import not_found

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api_schema", template_name="api_docs.html"),
        name="api_docs",
    ),
    path("v1/", include("reviews.api.urls")),
    path("v1/", include("statuspages.api.urls")),
    path("v1/", include("incidents.api.urls")),
    path("v1/", include("accounts.api.urls")),
    re_path("", not_found),
]
