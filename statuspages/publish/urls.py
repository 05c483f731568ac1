"""The installation's own status page, in the vendor's format."""

urlpatterns: list = []
