"""Every address of the platform, room by room."""

from django.urls import include, path

from coopplatform.web import health
from coopplatform.web.service_worker import service_worker

# Django tries them in their order: the most asked come first.
urlpatterns = [
    path("api/v1/", include("deliveries.api.urls")),
    path("", include("deliveries.urls")),
    path("", include("members.urls")),
    path("", include("cooperatives.urls")),
    path("", include("federation.urls")),
    path("", include("coopplatform.web.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("sw.js", service_worker, name="service-worker"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
]
