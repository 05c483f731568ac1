"""Weekly reviews."""

from django.urls import path

from reviews import views

app_name = "reviews"

urlpatterns = [
    path("", views.review_list, name="list"),
    path("present/", views.review_present, name="present"),
    path("<str:week>/", views.review_detail, name="detail"),
    path("<str:week>/review.<slug:name>", views.review_export, name="export"),
]
