"""The installation's own status page, in the vendor's format. docs/publishing.md tells of it."""

from django.urls import path, re_path

from statuspages.publish import views
from statuspages.publish.documents import DOCUMENTS

app_name = "publish"

urlpatterns = [
    path("", views.front, name="front"),
    path("incidents/<slug:uid>", views.incident, name="incident"),
    *(path(f"api/v2/{name}.json", views.document, {"name": name}, name=name) for name in DOCUMENTS),
    *(re_path(rf"^api/v2/{name}\.json/+$", views.without_slash) for name in DOCUMENTS),
    re_path(r"^api/", views.not_found),
]
