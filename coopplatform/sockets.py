"""The addresses of sockets."""

from django.urls import path

from deliveries.consumers import LiveConsumer

socket_urlpatterns = [path("ws/c/<slug:cooperative>/<str:topic>/", LiveConsumer.as_asgi())]
