from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from incidents.vocabulary import following, searches  # only once the apps are loaded

        following.add()
        searches.add()
