"""Dues voted, assessed, called and paid."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from federation.permissions import can_read_means, can_see_means
from federation.web.means.dues import own, staff, staff_terms
from federation.web.means.tabs import Tab, open_tab

OWN = "c/<slug:cooperative>/federation/means/dues"
STAFF = "c/<slug:cooperative>/means/dues"

urlpatterns = [
    path(f"{OWN}/", own.dues, name="dues"),
    path(f"{OWN}/share/", own.dues_share, name="dues-share"),
    path(f"{OWN}/declare/", own.dues_declare, name="dues-declare"),
    path(f"{OWN}/book/", own.dues_book, name="dues-book"),
    path(f"{OWN}/calls/<uuid:call_id>/pay/", own.dues_pay, name="dues-pay"),
    path(f"{OWN}/calls/<uuid:call_id>/call.pdf", own.dues_pdf, name="dues-pdf"),
    path(f"{STAFF}/", staff.dues, name="federation-dues"),
    path(f"{STAFF}/terms/", staff_terms.dues_terms, name="federation-dues-terms"),
    path(f"{STAFF}/terms/<uuid:terms_id>/decide/", staff_terms.dues_decide, name="federation-dues-decide"),
    path(f"{STAFF}/issue/", staff.dues_issue, name="federation-dues-issue"),
    path(f"{STAFF}/calls/<uuid:call_id>/correct/", staff.dues_correct, name="federation-dues-correct"),
    path(f"{STAFF}/calls/<uuid:call_id>/received/", staff.dues_received, name="federation-dues-received"),
    path(f"{STAFF}/calls/<uuid:call_id>/call.pdf", staff.dues_pdf, name="federation-dues-pdf"),
    path(
        f"{STAFF}/payments/<uuid:payment_id>/take-back/",
        staff.dues_take_back,
        name="federation-dues-take-back",
    ),
]

open_tab(
    Tab("dues", _("Dues"), can_read_means, "cooperative", 10),
    Tab("federation-dues", _("Dues"), can_see_means, "federation", 10),
)
