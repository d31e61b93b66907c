"""The addresses of deliveries."""

from django.urls import path

from deliveries.web import tracking

urlpatterns = [
    path("c/<slug:cooperative>/track/<str:token>/", tracking.track, name="track"),
]
