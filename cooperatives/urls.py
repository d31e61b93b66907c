"""The addresses of cooperatives."""

from django.urls import path

from cooperatives.web import arrival

urlpatterns = [
    path("arrive/", arrival.arrive, name="arrive"),
]
