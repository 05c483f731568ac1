from django.apps import AppConfig


class StatusPagesConfig(AppConfig):
    name = "statuspages"

    def ready(self):
        from incidents import mentions  # only once the apps are loaded
        from statuspages.mentions import reported_on

        mentions.add(reported_on)
