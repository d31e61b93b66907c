"""What a recipient follows, and the map beneath it."""

from django.urls import path

from deliveries.urls.bases import IN_COOPERATIVE
from deliveries.web import basemaps, notices, tracking

urlpatterns = [
    path(IN_COOPERATIVE + "track/<str:token>/", tracking.track, name="track"),
    path(IN_COOPERATIVE + "track/<str:token>/stop/", notices.track_stop, name="track-stop"),
    path("towns/<slug:town>.pmtiles", basemaps.basemap, name="basemap"),
]
