"""The dispatch board: what it shows, its moves and groups, and how automatic dispatch is steered."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.navigation import NavItem, register
from deliveries.permissions import can_see_board
from deliveries.urls.bases import IN_COOPERATIVE
from deliveries.web import board, board_data, board_groups, board_moves, board_presence, board_steering

urlpatterns = [
    path(IN_COOPERATIVE + "board/", board.board, name="board"),
    path(IN_COOPERATIVE + "board/list/", board.board_list, name="board-list"),
    path(IN_COOPERATIVE + "board/notices/", board.notices, name="board-notices"),
    path(IN_COOPERATIVE + "board/state/", board_data.state, name="board-state"),
    path(IN_COOPERATIVE + "board/forecast/", board_data.forecast, name="board-forecast"),
    path(IN_COOPERATIVE + "board/what-if/", board_data.what_if, name="board-what-if"),
    path(IN_COOPERATIVE + "board/places/", board_data.places, name="board-places"),
    path(IN_COOPERATIVE + "board/ways/", board_data.ways, name="board-ways"),
    path(IN_COOPERATIVE + "board/search/", board_data.search, name="board-search"),
    path(IN_COOPERATIVE + "board/move/", board_moves.move, name="board-move"),
    path(IN_COOPERATIVE + "board/undo/", board_moves.undo, name="board-undo"),
    path(IN_COOPERATIVE + "board/delay/", board_moves.delay, name="board-delay"),
    path(IN_COOPERATIVE + "board/orders/<uuid:order_id>/act/", board_moves.act, name="board-act"),
    path(IN_COOPERATIVE + "board/couriers/<uuid:courier_id>/tell/", board_moves.tell, name="board-tell"),
    path(IN_COOPERATIVE + "board/group/", board_groups.group, name="board-group"),
    path(IN_COOPERATIVE + "board/list/groups/", board_groups.make, name="board-group-make"),
    path(
        IN_COOPERATIVE + "board/list/groups/<uuid:group_id>/", board_groups.change, name="board-group-change"
    ),
    path(IN_COOPERATIVE + "board/list/undo/", board_groups.undo, name="board-list-undo"),
    path(IN_COOPERATIVE + "board/presence/", board_presence.presence, name="board-presence"),
    path(IN_COOPERATIVE + "board/assign/", board.assign, name="board-assign"),
    path(
        IN_COOPERATIVE + "board/take-back/<uuid:delivery_id>/<uuid:courier_id>/",
        board.take_back,
        name="board-take-back",
    ),
    path(IN_COOPERATIVE + "board/orders/<uuid:order_id>/", board_steering.why, name="board-why"),
    path(IN_COOPERATIVE + "board/orders/<uuid:order_id>/relay/", board_steering.relay, name="board-relay"),
    path(IN_COOPERATIVE + "board/pin/", board_steering.pin, name="board-pin"),
    path(IN_COOPERATIVE + "board/unpin/", board_steering.unpin, name="board-unpin"),
    path(IN_COOPERATIVE + "board/refuse/", board_steering.refuse, name="board-refuse"),
    path(IN_COOPERATIVE + "board/allow/", board_steering.allow_again, name="board-allow"),
    path(IN_COOPERATIVE + "board/automatic/", board_steering.automatic, name="board-automatic"),
    path(IN_COOPERATIVE + "board/taps/<uuid:tap_id>/seen/", board_steering.see, name="board-seen"),
]

register(NavItem(_("Dispatch"), "board", can_see_board, order=10))
