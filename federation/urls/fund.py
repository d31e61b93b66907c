"""The solidarity fund: simulated, voted, executed."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
