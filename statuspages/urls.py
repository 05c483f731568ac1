"""Watched status pages."""

app_name = "statuspages"

urlpatterns: list = []
