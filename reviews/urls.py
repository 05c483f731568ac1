"""Weekly reviews."""

app_name = "reviews"

urlpatterns: list = []
