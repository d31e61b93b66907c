"""An exit settles its account, on both sides."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from federation.permissions import can_read_means, can_see_means
from federation.web.means import leaving, leaving_own
from federation.web.means.tabs import Tab, open_tab

OWN = "c/<slug:cooperative>/federation/means/leaving"
STAFF = "c/<slug:cooperative>/means/leaving"

urlpatterns = [
    path(f"{OWN}/", leaving_own.account, name="leaving"),
    path(f"{OWN}/book/", leaving_own.book, name="leaving-book"),
    path(f"{OWN}/<uuid:settlement_id>/answer/", leaving_own.answer, name="leaving-answer"),
    path(f"{OWN}/<uuid:settlement_id>/pay/", leaving_own.pay, name="leaving-pay"),
    path(f"{OWN}/<uuid:settlement_id>/", leaving_own.earlier, name="leaving-earlier"),
    path(f"{STAFF}/", leaving.accounts, name="federation-leaving"),
    path(f"{STAFF}/of/<uuid:settlement_id>/", leaving.earlier, name="federation-leaving-earlier"),
    path(f"{STAFF}/<slug:member>/", leaving.account, name="federation-leaving-account"),
    path(f"{STAFF}/<slug:member>/propose/", leaving.propose, name="federation-leaving-propose"),
    path(f"{STAFF}/<uuid:settlement_id>/confirm/", leaving.confirm, name="federation-leaving-confirm"),
    path(f"{STAFF}/<uuid:settlement_id>/note/", leaving.note, name="federation-leaving-note"),
]

open_tab(
    Tab("leaving", _("Account at an exit"), can_read_means, "cooperative", 60),
    Tab("federation-leaving", _("Accounts at an exit"), can_see_means, "federation", 60),
)
