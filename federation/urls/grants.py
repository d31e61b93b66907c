"""What one co-op grants another, within limits."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
