from django.apps import AppConfig


class StatusPagesConfig(AppConfig):
    name = "statuspages"

    def ready(self):
        from incidents import mentions  # only once the apps are loaded
        from statuspages import following
        from statuspages.mentions import lies_before, lies_behind, reported_on

        for finder in (reported_on, lies_behind, lies_before):
            mentions.add(finder)
        following.add()
