"""Pages of the house itself."""

from django.urls import path

from coopplatform.web.components import components

urlpatterns = [path("components/", components, name="components")]
