"""What one co-op grants another, within limits."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from cooperatives.web.facts import register as register_fact
from deliveries.web.order_ways import OrderWay, open_way
from federation.permissions import can_hand_over, can_read_means
from federation.web.means import client, grants, handed
from federation.web.means.tabs import Tab, open_tab

OWN = "c/<slug:cooperative>/federation/means/grants"

urlpatterns = [
    path(f"{OWN}/", grants.grants, name="grants"),
    path(f"{OWN}/offer/<slug:kind>/", grants.offer, name="grant-offer"),
    path(f"{OWN}/hand-over/<uuid:order_id>/", handed.hand_over, name="hand-over"),
    path(f"{OWN}/uses/<uuid:use_id>/", handed.use, name="grant-use"),
    path(f"{OWN}/<uuid:grant_id>/", grants.grant, name="grant"),
    path(f"{OWN}/<uuid:grant_id>/answer/", grants.answer, name="grant-answer"),
    path(f"{OWN}/<uuid:grant_id>/shops/", client.shop, name="grant-shop"),
    path(f"{OWN}/<uuid:grant_id>/statement.csv", client.statement, name="grant-statement"),
]

open_tab(Tab("grants", _("Mutual aid"), can_read_means, "cooperative", 30))
register_fact("grant-use", _("Use of a grant"))
open_way(
    OrderWay(
        _("Hand over to another co-op"),
        lambda slug, order_id: reverse("hand-over", args=[slug, order_id]),
        can_hand_over,
    )
)
