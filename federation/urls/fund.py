"""The solidarity fund: simulated, voted, executed."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from federation.permissions import can_read_means, can_see_means
from federation.web.means import fund_own, fund_staff, fund_trying
from federation.web.means.tabs import Tab, open_tab

OWN = "c/<slug:cooperative>/federation/means/fund"
STAFF = "c/<slug:cooperative>/means/fund"

urlpatterns = [
    path(f"{OWN}/", fund_own.fund, name="fund"),
    path(f"{OWN}/share/", fund_own.share, name="fund-share"),
    path(f"{OWN}/ask/", fund_own.ask, name="fund-ask"),
    path(f"{OWN}/book/", fund_own.book, name="fund-book"),
    path(f"{OWN}/simulate/", fund_trying.own, name="fund-simulate"),
    path(f"{OWN}/versions/<uuid:fund_version_id>/", fund_own.version, name="fund-version"),
    path(f"{STAFF}/", fund_staff.fund, name="federation-fund"),
    path(f"{STAFF}/rules/", fund_staff.rules, name="federation-fund-rules"),
    path(f"{STAFF}/simulate/", fund_trying.staff, name="federation-fund-simulate"),
    path(f"{STAFF}/histories/", fund_staff.publish, name="federation-fund-histories"),
    path(f"{STAFF}/call/", fund_staff.call, name="federation-fund-call"),
    path(f"{STAFF}/versions/<uuid:fund_version_id>/", fund_staff.version, name="federation-fund-version"),
    path(f"{STAFF}/calls/<uuid:fund_call_id>/", fund_staff.receive, name="federation-fund-receive"),
    path(f"{STAFF}/claims/<uuid:fund_claim_id>/", fund_staff.claim, name="federation-fund-claim"),
    path(f"{STAFF}/proposals/<uuid:fund_proposal_id>/", fund_staff.confirm, name="federation-fund-confirm"),
    path(
        f"{STAFF}/decisions/<uuid:fund_decision_id>/condition/",
        fund_staff.condition,
        name="federation-fund-condition",
    ),
    path(f"{STAFF}/decisions/<uuid:fund_decision_id>/pay/", fund_staff.pay, name="federation-fund-pay"),
]

open_tab(
    Tab("fund", _("Solidarity fund"), can_read_means, "cooperative", 20),
    Tab("federation-fund", _("Solidarity fund"), can_see_means, "federation", 20),
)
