from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "coopplatform.web"
    label = "web"
