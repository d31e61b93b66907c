"""The addresses of members."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.facts import register as register_fact
from cooperatives.web.navigation import NavItem, register
from members.permissions import (
    can_adopt_allocation,
    can_compute_payslips,
    can_manage_members,
    can_read_own_work,
)
from members.web import absences, me, my_expenses, my_leave, pay, people, profiles, surplus, variables

HERE = "c/<slug:cooperative>"

urlpatterns = [
    path(f"{HERE}/pay/", pay.pay, name="pay"),
    path(f"{HERE}/pay/<uuid:run_id>/", pay.run, name="pay-run"),
    path(f"{HERE}/pay/<uuid:run_id>/compute/", pay.compute_again, name="pay-compute"),
    path(f"{HERE}/pay/<uuid:run_id>/approve/", pay.approve, name="pay-approve"),
    path(f"{HERE}/pay/payslips/<uuid:payslip_id>/", pay.member_payslip, name="payslip"),
    path(f"{HERE}/people/", people.people, name="contracts"),
    path(f"{HERE}/people/hire/", people.hire, name="hire"),
    path(f"{HERE}/people/absences/", absences.absences, name="absences"),
    path(
        f"{HERE}/people/absences/<uuid:absence_id>/approve/",
        absences.absence_approve,
        name="absence-approve",
    ),
    path(f"{HERE}/people/absences/<uuid:absence_id>/refuse/", absences.absence_refuse, name="absence-refuse"),
    path(f"{HERE}/people/absences/<uuid:absence_id>/cancel/", absences.absence_cancel, name="absence-cancel"),
    path(f"{HERE}/people/variables/", variables.variables, name="variables"),
    path(
        f"{HERE}/people/variables/<uuid:variable_id>/approve/",
        variables.variable_approve,
        name="variable-approve",
    ),
    path(
        f"{HERE}/people/variables/<uuid:variable_id>/refuse/",
        variables.variable_refuse,
        name="variable-refuse",
    ),
    path(
        f"{HERE}/people/variables/<uuid:variable_id>/withdraw/",
        variables.variable_withdraw,
        name="variable-withdraw",
    ),
    path(f"{HERE}/people/<uuid:member_id>/", people.member, name="member"),
    path(f"{HERE}/people/<uuid:member_id>/contract/", people.contract_change, name="contract-change"),
    path(
        f"{HERE}/people/<uuid:member_id>/contracts/<uuid:contract_id>/end/",
        people.contract_end,
        name="contract-end",
    ),
    path(f"{HERE}/people/<uuid:member_id>/leave/", people.leave_credit, name="leave-credit"),
    path(
        f"{HERE}/people/<uuid:member_id>/leave/<uuid:credit_id>/withdraw/",
        people.leave_credit_withdraw,
        name="leave-credit-withdraw",
    ),
    path(f"{HERE}/people/<uuid:member_id>/profile/", profiles.member_profile, name="member-profile"),
    path(f"{HERE}/people/<uuid:member_id>/withholding/", people.withholding_rate, name="withholding-rate"),
    path(f"{HERE}/surplus/", surplus.latest, name="surplus"),
    path(f"{HERE}/surplus/<int:year>/", surplus.surplus, name="surplus-year"),
    path(f"{HERE}/surplus/<int:year>/close/", surplus.close, name="surplus-close"),
    path(f"{HERE}/surplus/<int:year>/adopt/", surplus.adopt, name="surplus-adopt"),
    path(f"{HERE}/me/", me.me, name="me"),
    path(f"{HERE}/me/leave/", my_leave.my_leave, name="my-leave"),
    path(
        f"{HERE}/me/leave/<uuid:absence_id>/withdraw/", my_leave.my_leave_withdraw, name="my-leave-withdraw"
    ),
    path(f"{HERE}/me/expenses/", my_expenses.my_expenses, name="my-expenses"),
    path(
        f"{HERE}/me/expenses/<uuid:variable_id>/withdraw/",
        my_expenses.my_expense_withdraw,
        name="my-expense-withdraw",
    ),
    path(f"{HERE}/me/profile/", profiles.my_profile, name="my-profile"),
    path(f"{HERE}/me/payslips/<uuid:payslip_id>/", pay.my_payslip, name="my-payslip"),
    path(f"{HERE}/me/shifts/<uuid:shift_id>/in/", me.my_clock_in, name="my-clock-in"),
    path(f"{HERE}/me/shifts/<uuid:shift_id>/out/", me.my_clock_out, name="my-clock-out"),
]

register(
    NavItem(_("Members"), "contracts", can_manage_members, 55),
    NavItem(_("Pay"), "pay", can_compute_payslips, 60),
    NavItem(_("Surplus"), "surplus", can_adopt_allocation, 70),
    NavItem(_("Me"), "me", can_read_own_work, 90),
)

register_fact("pay_run", _("Pay run"), "pay-run")
register_fact("year_closed", _("Close of the year"), "surplus-year")
register_fact("surplus", _("Allocation of the surplus"), "surplus-year")
