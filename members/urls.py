"""The addresses of members."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.facts import register as register_fact
from cooperatives.web.navigation import NavItem, register
from members.permissions import can_adopt_allocation, can_compute_payslips, can_read_own_work
from members.web import me, pay, surplus

HERE = "c/<slug:cooperative>"

urlpatterns = [
    path(f"{HERE}/pay/", pay.pay, name="pay"),
    path(f"{HERE}/pay/<uuid:run_id>/", pay.run, name="pay-run"),
    path(f"{HERE}/pay/<uuid:run_id>/compute/", pay.compute_again, name="pay-compute"),
    path(f"{HERE}/pay/<uuid:run_id>/approve/", pay.approve, name="pay-approve"),
    path(f"{HERE}/pay/payslips/<uuid:payslip_id>/", pay.member_payslip, name="payslip"),
    path(f"{HERE}/surplus/", surplus.latest, name="surplus"),
    path(f"{HERE}/surplus/<int:year>/", surplus.surplus, name="surplus-year"),
    path(f"{HERE}/surplus/<int:year>/close/", surplus.close, name="surplus-close"),
    path(f"{HERE}/surplus/<int:year>/adopt/", surplus.adopt, name="surplus-adopt"),
    path(f"{HERE}/me/", me.me, name="me"),
    path(f"{HERE}/me/payslips/<uuid:payslip_id>/", pay.my_payslip, name="my-payslip"),
    path(f"{HERE}/me/shifts/<uuid:shift_id>/in/", me.my_clock_in, name="my-clock-in"),
    path(f"{HERE}/me/shifts/<uuid:shift_id>/out/", me.my_clock_out, name="my-clock-out"),
]

register(
    NavItem(_("Pay"), "pay", can_compute_payslips, 60),
    NavItem(_("Surplus"), "surplus", can_adopt_allocation, 70),
    NavItem(_("Me"), "me", can_read_own_work, 90),
)

register_fact("pay_run", _("Pay run"), "pay-run")
register_fact("year_closed", _("Close of the year"), "surplus-year")
register_fact("surplus", _("Allocation of the surplus"), "surplus-year")
