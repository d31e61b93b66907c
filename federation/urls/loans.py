"""Shifts that couriers ride for other co-ops."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from federation.permissions import can_read_means
from federation.web.means import loans
from federation.web.means.tabs import Tab, open_tab

OWN = "c/<slug:cooperative>/federation/means/loans"

urlpatterns = [
    path(f"{OWN}/", loans.loans, name="loans"),
    path(f"{OWN}/ask/", loans.ask, name="loan-ask"),
    path(f"{OWN}/<uuid:loan_id>/answer/", loans.answer, name="loan-answer"),
    path(f"{OWN}/<uuid:loan_id>/withdraw/", loans.withdraw, name="loan-withdraw"),
    path(f"{OWN}/offered/<uuid:use_id>/take/", loans.take, name="loan-take"),
    path(f"{OWN}/offered/<uuid:use_id>/decline/", loans.decline, name="loan-decline"),
]

open_tab(Tab("loans", _("Lent shifts"), can_read_means, "cooperative", 40))
