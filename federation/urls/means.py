"""What co-ops put together: dues, the fund, and what one grants another. Its parts open their own tabs."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.navigation import NavItem, register
from federation.permissions import can_read_means, can_see_means
from federation.urls import dues, fund, grants, leaving, loans
from federation.web.means import tabs
from federation.web.rooms import Room, open_room

urlpatterns = [
    path("c/<slug:cooperative>/federation/means/", tabs.means, name="means"),
    path("c/<slug:cooperative>/means/", tabs.federation_means, name="federation-means"),
    *dues.urlpatterns,
    *fund.urlpatterns,
    *grants.urlpatterns,
    *loans.urlpatterns,
    *leaving.urlpatterns,
]

register(NavItem(_("Means"), "federation-means", can_see_means, 55, kind="federation"))
open_room(Room("means", _("Means"), can_read_means, 50))
