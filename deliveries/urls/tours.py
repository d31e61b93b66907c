"""Bikes, and tours planned ahead."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.navigation import NavItem, register
from deliveries.permissions import can_manage_fleet, can_plan_tours
from deliveries.urls.bases import IN_COOPERATIVE
from deliveries.web import fleet, tours

PLAN = IN_COOPERATIVE + "tours/<uuid:plan_id>/"

urlpatterns = [
    path(IN_COOPERATIVE + "fleet/", fleet.fleet, name="fleet"),
    path(IN_COOPERATIVE + "fleet/<uuid:bike_id>/", fleet.vehicle, name="vehicle"),
    path(IN_COOPERATIVE + "fleet/<uuid:bike_id>/retire/", fleet.retire, name="bike-retire"),
    path(IN_COOPERATIVE + "tours/", tours.tours, name="tours"),
    path(PLAN, tours.tour_plan, name="tour-plan"),
    path(PLAN + "things/", tours.things, name="tour-plan-things"),
    path(PLAN + "run/", tours.run, name="tour-plan-run"),
    path(PLAN + "stop/", tours.stop, name="tour-plan-stop"),
    path(PLAN + "move/", tours.move, name="tour-plan-move"),
    path(PLAN + "insert/<uuid:order_id>/", tours.insert, name="tour-plan-insert"),
    path(PLAN + "undo/", tours.undo, name="tour-plan-undo"),
    path(PLAN + "rider/", tours.rider, name="tour-plan-rider"),
    path(PLAN + "adopt/", tours.adopt, name="tour-plan-adopt"),
]

register(
    NavItem(_("Tours"), "tours", can_plan_tours, order=15),
    NavItem(_("Bikes"), "fleet", can_manage_fleet, order=45),
)
