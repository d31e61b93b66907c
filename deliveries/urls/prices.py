"""What an order costs: rules, zones, packages, slots and closed days."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.facts import register as register_fact
from cooperatives.web.navigation import NavItem, register
from deliveries.permissions import can_manage_prices
from deliveries.urls.bases import IN_COOPERATIVE, STORE
from deliveries.web import packages, price_versions, prices, store_prices, zones

PRICES = IN_COOPERATIVE + "prices/<uuid:rule_set_id>/"

urlpatterns = [
    path(STORE + "prices/", store_prices.store_prices, name="store-prices"),
    path(STORE + "slots/", store_prices.slot_plan_new, name="slot-plan-new"),
    path(STORE + "slots/<uuid:slot_plan_id>/", store_prices.slot_plan, name="slot-plan"),
    path(STORE + "slots/<uuid:slot_plan_id>/delete/", store_prices.slot_plan_delete, name="slot-plan-delete"),
    path(IN_COOPERATIVE + "prices/", prices.prices, name="prices"),
    path(PRICES, prices.rule_set, name="rule-set"),
    path(PRICES + "copy/", prices.rule_set_copy, name="rule-set-copy"),
    path(PRICES + "delete/", prices.rule_set_delete, name="rule-set-delete"),
    path(PRICES + "last-month/", prices.rule_set_replay, name="rule-set-replay"),
    path(PRICES + "versions/<int:version>/", price_versions.price_version, name="rule-set-version"),
    path(PRICES + "rules/", prices.rule_new, name="rule-new"),
    path(PRICES + "rules/<str:rule_id>/", prices.rule, name="rule"),
    path(PRICES + "rules/<str:rule_id>/move/", prices.rule_move, name="rule-move"),
    path(PRICES + "rules/<str:rule_id>/remove/", prices.rule_remove, name="rule-remove"),
    path(IN_COOPERATIVE + "zones/", zones.zone_list, name="zones"),
    path(IN_COOPERATIVE + "zones/<uuid:zone_id>/", zones.zone, name="zone"),
    path(IN_COOPERATIVE + "zones/<uuid:zone_id>/delete/", zones.zone_delete, name="zone-delete"),
    path(IN_COOPERATIVE + "packages/", packages.packages, name="packages"),
    path(IN_COOPERATIVE + "packages/<uuid:package_id>/", packages.package, name="package"),
    path(
        IN_COOPERATIVE + "packages/<uuid:package_id>/delete/", packages.package_delete, name="package-delete"
    ),
    path(IN_COOPERATIVE + "closed-days/", store_prices.closed, name="closed-days"),
    path(
        IN_COOPERATIVE + "closed-days/<uuid:closed_day_id>/open/",
        store_prices.closed_open,
        name="closed-day-open",
    ),
]

register(NavItem(_("Prices"), "prices", can_manage_prices, order=42))
register_fact("price", _("Other price of an order"))
