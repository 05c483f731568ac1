"""The person who asks."""

from django.urls import path

from accounts.api.views import Me

urlpatterns = [path("me/", Me.as_view(), name="api_me")]
