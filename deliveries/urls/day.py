"""The courier's day, and what their phone keeps of it."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.navigation import NavItem, register
from deliveries.permissions import can_complete_task
from deliveries.urls.bases import IN_COOPERATIVE
from deliveries.web import day, day_incidents, decisions, my_phone, my_position, order_pages, sketches

urlpatterns = [
    path(IN_COOPERATIVE + "day/", day.day, name="day"),
    path(IN_COOPERATIVE + "day/take/", day.take, name="day-take"),
    path(IN_COOPERATIVE + "day/arrive/", day.arrive, name="day-arrive"),
    path(IN_COOPERATIVE + "day/complete/", day.complete, name="day-complete"),
    path(IN_COOPERATIVE + "day/clock/", day.clock, name="day-clock"),
    path(IN_COOPERATIVE + "day/break/", day.pause, name="day-break"),
    path(IN_COOPERATIVE + "day/tasks/<uuid:task_id>/reopen/", day.reopen, name="day-reopen"),
    path(IN_COOPERATIVE + "day/tasks/<uuid:task_id>/fail/", day.fail, name="day-fail"),
    path(IN_COOPERATIVE + "day/tasks/<uuid:task_id>/decline/", day.decline_task, name="day-decline"),
    path(
        IN_COOPERATIVE + "day/tasks/<uuid:task_id>/incident/", day_incidents.day_incident, name="day-incident"
    ),
    path(
        IN_COOPERATIVE + "day/tasks/<uuid:task_id>/documents/<uuid:document_id>/",
        order_pages.carried_document,
        name="day-document",
    ),
    path(IN_COOPERATIVE + "day/notes/<uuid:note_id>/read/", day.read, name="day-note"),
    path(IN_COOPERATIVE + "day/position/", my_position.my_position, name="my-position"),
    path(IN_COOPERATIVE + "day/decisions/", decisions.decisions, name="decisions"),
    path(IN_COOPERATIVE + "day/map/", sketches.day_map, name="day-map"),
    path(IN_COOPERATIVE + "day/phone/", my_phone.my_phone, name="my-phone"),
    path(IN_COOPERATIVE + "day/manifest.webmanifest", my_phone.manifest, name="day-manifest"),
]

register(NavItem(_("My day"), "day", can_complete_task, order=5))
