"""Watched pages and what they report."""

from django.urls import path

from statuspages.api import dependencies, lists, views

urlpatterns = [
    path("status-pages/", views.StatusPageList.as_view(), name="api_status_pages"),
    path("status-pages/lists/", lists.ListOfPagesNew.as_view(), name="api_status_page_lists"),
    path("status-pages/lists/<int:pk>/", lists.ListOfPages.as_view(), name="api_status_page_list"),
    path("status-pages/<int:pk>/", views.StatusPageDetail.as_view(), name="api_status_page"),
    path("status-pages/<int:pk>/read/", views.StatusPageRead.as_view(), name="api_status_page_read"),
    path(
        "status-pages/<int:pk>/incidents/",
        views.ReportedIncidentList.as_view(),
        name="api_status_page_incidents",
    ),
    path(
        "status-pages/<int:pk>/maintenances/",
        views.MaintenanceList.as_view(),
        name="api_status_page_maintenances",
    ),
    path(
        "status-pages/<int:pk>/dependencies/",
        dependencies.DependencyList.as_view(),
        name="api_status_page_dependencies",
    ),
    path(
        "status-pages/<int:pk>/dependencies/<int:dependency>/",
        dependencies.DependencyDetail.as_view(),
        name="api_status_page_dependency",
    ),
]
