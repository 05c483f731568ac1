"""Watched pages and what they report."""

from django.urls import path

from statuspages.api import views

urlpatterns = [
    path("status-pages/", views.StatusPageList.as_view(), name="api_status_pages"),
    path("status-pages/<int:pk>/", views.StatusPageDetail.as_view(), name="api_status_page"),
    path("status-pages/<int:pk>/read/", views.StatusPageRead.as_view(), name="api_status_page_read"),
    path(
        "status-pages/<int:pk>/incidents/",
        views.ReportedIncidentList.as_view(),
        name="api_status_page_incidents",
    ),
]
