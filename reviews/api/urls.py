"""Addresses of weekly reviews, below /api/v1/."""

from django.urls import path

from reviews.api.views import ReviewDetail

urlpatterns = [
    path("reviews/<str:week>/", ReviewDetail.as_view(), name="api_review"),
]
