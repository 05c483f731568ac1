"""Patterns."""

from django.urls import path

from reviews.patterns import views

app_name = "patterns"

urlpatterns = [
    path("", views.pattern_list, name="list"),
    path("<slug:name>.csv", views.pattern_table, name="table"),
]
