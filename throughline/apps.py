from django.apps import AppConfig


class ThroughlineConfig(AppConfig):
    name = "throughline"
    verbose_name = "Throughline"
