"""Pages of the house itself."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
