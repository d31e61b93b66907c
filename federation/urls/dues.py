"""Dues voted, assessed, invoiced and paid."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
