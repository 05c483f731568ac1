"""Saved searches, below /searches/."""

from django.urls import path

from incidents.views import saved_searches as views

urlpatterns = [
    path("", views.saved_list, name="saved_list"),
    path("new/", views.saved_new, name="saved_new"),
    path("<int:pk>/", views.saved_search, name="saved_search"),
    path("<int:pk>/edit/", views.saved_edit, name="saved_edit"),
    path("<int:pk>/delete/", views.saved_delete, name="saved_delete"),
    path("<int:pk>/pause/", views.saved_pause, name="saved_pause"),
    path("<int:pk>/feed/renew/", views.saved_feed_renew, name="saved_feed_renew"),
    path("<int:pk>/feed/remove/", views.saved_feed_remove, name="saved_feed_remove"),
    path("feeds/<slug:key>.atom", views.saved_feed, name="saved_feed"),
    path("no-more-mail/<str:key>/", views.saved_stop_mail, name="saved_stop_mail"),
]
