"""The addresses of deliveries."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.permissions import can_read_books
from cooperatives.web.facts import register as register_fact
from cooperatives.web.navigation import NavItem, register
from deliveries.permissions import (
    can_complete_task,
    can_manage_fleet,
    can_manage_prices,
    can_place_order,
    can_plan_tours,
    can_see_board,
)
from deliveries.web import (
    basemaps,
    board,
    board_steering,
    day,
    decisions,
    fleet,
    my_phone,
    my_position,
    packages,
    prices,
    proofs,
    receipts,
    sketches,
    store_prices,
    stores,
    today,
    tours,
    tracking,
    zones,
)

IN_COOPERATIVE = "c/<slug:cooperative>/"
PLAN = IN_COOPERATIVE + "tours/<uuid:plan_id>/"
STORE = IN_COOPERATIVE + "stores/<uuid:store_id>/"
PRICES = IN_COOPERATIVE + "prices/<uuid:rule_set_id>/"

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
    path(IN_COOPERATIVE + "day/position/", my_position.my_position, name="my-position"),
    path(IN_COOPERATIVE + "day/decisions/", decisions.decisions, name="decisions"),
    path(IN_COOPERATIVE + "day/map/", sketches.day_map, name="day-map"),
    path(IN_COOPERATIVE + "day/phone/", my_phone.my_phone, name="my-phone"),
    path(IN_COOPERATIVE + "day/manifest.webmanifest", my_phone.manifest, name="day-manifest"),
    path(IN_COOPERATIVE + "board/", board.board, name="board"),
    path(IN_COOPERATIVE + "board/things/", board.things, name="board-things"),
    path(IN_COOPERATIVE + "board/assign/", board.assign, name="board-assign"),
    path(
        IN_COOPERATIVE + "board/take-back/<uuid:delivery_id>/<uuid:courier_id>/",
        board.take_back,
        name="board-take-back",
    ),
    path(IN_COOPERATIVE + "board/orders/<uuid:order_id>/", board_steering.why, name="board-why"),
    path(IN_COOPERATIVE + "board/pin/", board_steering.pin, name="board-pin"),
    path(IN_COOPERATIVE + "board/unpin/", board_steering.unpin, name="board-unpin"),
    path(IN_COOPERATIVE + "board/refuse/", board_steering.refuse, name="board-refuse"),
    path(IN_COOPERATIVE + "board/allow/", board_steering.allow_again, name="board-allow"),
    path(IN_COOPERATIVE + "board/automatic/", board_steering.automatic, name="board-automatic"),
    path(IN_COOPERATIVE + "board/taps/<uuid:tap_id>/seen/", board_steering.see, name="board-seen"),
    path(IN_COOPERATIVE + "board/proofs/", proofs.proofs, name="proofs"),
    path(IN_COOPERATIVE + "board/proofs/<uuid:proof_id>/settle/", proofs.settle, name="proof-settle"),
    path(IN_COOPERATIVE + "pictures/<uuid:file_id>/", proofs.picture, name="proof-picture"),
    path(IN_COOPERATIVE + "fleet/", fleet.fleet, name="fleet"),
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
    path(IN_COOPERATIVE + "stores/", stores.stores, name="stores"),
    path(STORE, stores.store, name="store"),
    path(STORE + "quote/", stores.quote, name="store-quote"),
    path(STORE + "customers/", stores.customers, name="store-customers"),
    path(STORE + "addresses/", stores.addresses, name="store-addresses"),
    path(STORE + "proof/", proofs.store_proof, name="store-proof"),
    path(STORE + "orders/<uuid:order_id>/", stores.order, name="order"),
    path(STORE + "orders/<uuid:order_id>/ready/", stores.ready, name="order-ready"),
    path(STORE + "orders/<uuid:order_id>/cancel/", stores.cancel, name="order-cancel"),
    path(STORE + "prices/", store_prices.store_prices, name="store-prices"),
    path(STORE + "slots/", store_prices.slot_plan_new, name="slot-plan-new"),
    path(STORE + "slots/<uuid:slot_plan_id>/", store_prices.slot_plan, name="slot-plan"),
    path(STORE + "slots/<uuid:slot_plan_id>/delete/", store_prices.slot_plan_delete, name="slot-plan-delete"),
    path(IN_COOPERATIVE + "prices/", prices.prices, name="prices"),
    path(PRICES, prices.rule_set, name="rule-set"),
    path(PRICES + "copy/", prices.rule_set_copy, name="rule-set-copy"),
    path(PRICES + "delete/", prices.rule_set_delete, name="rule-set-delete"),
    path(PRICES + "last-month/", prices.rule_set_replay, name="rule-set-replay"),
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
    path(IN_COOPERATIVE + "today/", today.today, name="today"),
    path(IN_COOPERATIVE + "receipts/<uuid:order_id>/", receipts.order_receipt, name="order-receipt"),
    path(IN_COOPERATIVE + "receipts/<uuid:order_id>/euro/", receipts.order_euro, name="order-euro"),
    path(IN_COOPERATIVE + "track/<str:token>/", tracking.track, name="track"),
    path("towns/<slug:town>.pmtiles", basemaps.basemap, name="basemap"),
]

register(
    NavItem(_("My day"), "day", can_complete_task, order=5),
    NavItem(_("Today"), "today", can_read_books, order=5),
    NavItem(_("Dispatch"), "board", can_see_board, order=10),
    NavItem(_("Tours"), "tours", can_plan_tours, order=15),
    NavItem(_("Prices"), "prices", can_manage_prices, order=42),
    NavItem(_("Bikes"), "fleet", can_manage_fleet, order=45),
    NavItem(_("Orders"), "stores", can_place_order, order=20),
)
register_fact("order", _("Order delivered"), "order-receipt")
