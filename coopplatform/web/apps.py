from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "coopplatform.web"
    label = "web"

    def ready(self) -> None:
        from coopplatform.web.words import lay_over_gettext

        lay_over_gettext()
