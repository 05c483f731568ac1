"""Sign-in, passwords and second factors are allauth's, mounted beside these in throughline/urls.py."""

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.account, name="account"),
    path("tokens/", views.token_make, name="token_make"),
    path("tokens/<slug:key>/revoke/", views.token_revoke, name="token_revoke"),
    path("theme/", views.theme, name="theme"),
    path("times/", views.times, name="times"),
]
