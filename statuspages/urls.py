"""Watched status pages."""

from django.urls import path

from statuspages import views

app_name = "statuspages"

_one = "<int:pk>/"

urlpatterns = [
    path("", views.status_page_list, name="list"),
    path("look/", views.status_page_look, name="look"),
    path("watch/", views.status_page_watch, name="watch"),
    path(_one, views.status_page_detail, name="detail"),
    path(f"{_one}updates/<int:update>/", views.reported_update, name="update"),
    path(f"{_one}rename/", views.status_page_rename, name="rename"),
    path(f"{_one}stop/", views.status_page_stop, name="stop"),
    path(f"{_one}resume/", views.status_page_resume, name="resume"),
    path(f"{_one}read/", views.status_page_read, name="read"),
]
