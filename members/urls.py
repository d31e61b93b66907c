"""The addresses of members."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from cooperatives.web.facts import register as register_fact
from cooperatives.web.navigation import NavItem, register
from members.permissions import (
    can_adopt_allocation,
    can_compute_payslips,
    can_manage_members,
    can_plan_shifts,
    can_read_own_work,
)
from members.web import (
    absences,
    assemblies,
    assembly_papers,
    calendar,
    euro,
    labour,
    me,
    my_expenses,
    my_hours,
    my_leave,
    my_shifts,
    pay,
    payroll_export,
    payroll_settings,
    payslips,
    people,
    profiles,
    records,
    roll_calls,
    roster,
    roster_more,
    shares,
    statutes,
    surplus,
    surplus_options,
    variables,
)

HERE = "c/<slug:cooperative>"
ROSTER = f"{HERE}/roster"
MY = f"{HERE}/me"

urlpatterns = [
    path(f"{HERE}/pay/", pay.pay, name="pay"),
    path(f"{HERE}/pay/<uuid:run_id>/", pay.run, name="pay-run"),
    path(f"{HERE}/pay/<uuid:run_id>/compute/", pay.compute_again, name="pay-compute"),
    path(f"{HERE}/pay/<uuid:run_id>/approve/", pay.approve, name="pay-approve"),
    path(f"{HERE}/pay/<uuid:run_id>/validate/", pay.validate, name="pay-validate"),
    path(f"{HERE}/pay/<uuid:run_id>/provision/", pay.provision, name="pay-provision"),
    path(f"{HERE}/pay/<uuid:run_id>/documents/", pay.documents, name="pay-documents"),
    path(f"{HERE}/pay/<uuid:run_id>/bank/", pay.pay_by_bank, name="pay-bank"),
    path(f"{HERE}/pay/<uuid:run_id>/bank.xml", payroll_export.bank_file, name="pay-bank-file"),
    path(f"{HERE}/pay/<uuid:run_id>/variables.csv", payroll_export.variables_csv, name="pay-variables-csv"),
    path(
        f"{HERE}/pay/<uuid:run_id>/variables.json", payroll_export.variables_json, name="pay-variables-json"
    ),
    path(f"{HERE}/pay/settings/", payroll_settings.payroll_settings_page, name="payroll-settings"),
    path(f"{HERE}/pay/payslips/<uuid:payslip_id>/", payslips.member_payslip, name="payslip"),
    path(f"{HERE}/pay/payslips/<uuid:payslip_id>/pdf/", payslips.member_payslip_pdf, name="payslip-pdf"),
    path(f"{HERE}/pay/payslips/<uuid:payslip_id>/correct/", payslips.correct, name="payslip-correct"),
    path(f"{HERE}/pay/payslips/<uuid:payslip_id>/csv/", payslips.member_payslip_csv, name="payslip-csv"),
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
    path(f"{HERE}/assemblies/", assemblies.all_assemblies, name="assemblies"),
    path(f"{HERE}/assemblies/<uuid:assembly_id>/", assemblies.assembly, name="assembly"),
    path(f"{HERE}/assemblies/<uuid:assembly_id>/sheet/", roll_calls.attendance, name="assembly-sheet"),
    path(
        f"{HERE}/assemblies/<uuid:assembly_id>/motions/<int:number>/roll/",
        roll_calls.roll_call,
        name="assembly-roll",
    ),
    path(
        f"{HERE}/assemblies/<uuid:assembly_id>/motions/<int:number>/ballot/",
        roll_calls.ballot,
        name="assembly-ballot",
    ),
    path(f"{HERE}/assemblies/<uuid:assembly_id>/again/", assemblies.assembly_again, name="assembly-again"),
    path(
        f"{HERE}/assemblies/<uuid:assembly_id>/papers/",
        assembly_papers.assembly_papers,
        name="assembly-papers",
    ),
    path(
        f"{HERE}/assemblies/<uuid:assembly_id>/papers/<uuid:paper_id>/",
        assembly_papers.assembly_paper,
        name="assembly-paper",
    ),
    path(f"{HERE}/assemblies/<uuid:assembly_id>/cancel/", assemblies.assembly_cancel, name="assembly-cancel"),
    path(f"{HERE}/surplus/", surplus.latest, name="surplus"),
    path(f"{HERE}/surplus/<int:year>/", surplus.surplus, name="surplus-year"),
    path(f"{HERE}/surplus/<int:year>/close/", surplus.close, name="surplus-close"),
    path(f"{HERE}/surplus/<int:year>/adopt/", surplus.adopt, name="surplus-adopt"),
    path(f"{HERE}/surplus/<int:year>/facts/", surplus.facts, name="surplus-facts"),
    path(f"{HERE}/surplus/<int:year>/carry/", surplus.carry, name="surplus-carry"),
    path(f"{HERE}/surplus/<int:year>/pay/", surplus.pay, name="surplus-pay"),
    path(f"{HERE}/surplus/<int:year>/options/", surplus_options.options, name="surplus-options"),
    path(
        f"{HERE}/surplus/options/<uuid:scenario_id>/choose/",
        surplus_options.choose,
        name="surplus-choose",
    ),
    path(
        f"{HERE}/surplus/options/<uuid:scenario_id>/remove/",
        surplus_options.withdraw,
        name="surplus-remove",
    ),
    path(f"{HERE}/surplus/register/", shares.register, name="register"),
    path(f"{HERE}/surplus/register/register.csv", shares.register_csv, name="register-csv"),
    path(f"{HERE}/surplus/register/<uuid:member_id>/", shares.account, name="capital-account"),
    path(f"{HERE}/surplus/refunds/<uuid:refund_id>/paid/", shares.refund_paid, name="refund-paid"),
    path(f"{HERE}/surplus/euro/", euro.euro, name="euro"),
    path(f"{HERE}/surplus/euro/euro.csv", euro.euro_csv, name="euro-csv"),
    path(f"{HERE}/surplus/statutes/", statutes.statutes, name="statutes"),
    path(f"{HERE}/me/shares/", shares.my_shares, name="my-shares"),
    path(f"{ROSTER}/", roster.roster, name="roster"),
    path(f"{ROSTER}/publish/", roster.publish, name="roster-publish"),
    path(f"{ROSTER}/shifts/new/", roster.plan, name="roster-plan"),
    path(f"{ROSTER}/shifts/<uuid:shift_id>/", roster.shift, name="roster-shift"),
    path(f"{ROSTER}/shifts/<uuid:shift_id>/cancel/", roster.cancel, name="roster-cancel"),
    path(f"{ROSTER}/requests/", roster_more.requests, name="roster-requests"),
    path(f"{ROSTER}/requests/<uuid:swap_id>/", roster_more.decide, name="roster-decide"),
    path(f"{ROSTER}/templates/", roster_more.templates, name="roster-templates"),
    path(f"{ROSTER}/templates/<uuid:template_id>/apply/", roster_more.apply, name="roster-apply"),
    path(f"{ROSTER}/templates/<uuid:template_id>/forget/", roster_more.forget, name="roster-forget"),
    path(f"{ROSTER}/people/", roster_more.people, name="roster-people"),
    path(f"{ROSTER}/people/<uuid:member_id>/skills/", roster_more.skills, name="roster-skills"),
    path(f"{ROSTER}/rules/", labour.rules, name="labour-rules"),
    path(f"{ROSTER}/records/", records.records, name="records"),
    path(f"{ROSTER}/records/confirm/", records.confirm_all, name="records-confirm"),
    path(f"{ROSTER}/records/<uuid:record_id>/", records.record, name="record"),
    path(f"{ROSTER}/records/<uuid:record_id>/confirm/", records.confirm, name="record-confirm"),
    path(f"{HERE}/calendar/<str:token>.ics", calendar.feed, name="calendar-feed"),
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
    path(f"{HERE}/me/payslips/<uuid:payslip_id>/", payslips.my_payslip, name="my-payslip"),
    path(f"{HERE}/me/payslips/<uuid:payslip_id>/pdf/", payslips.my_payslip_pdf, name="my-payslip-pdf"),
    path(f"{HERE}/me/payslips/<uuid:payslip_id>/csv/", payslips.my_payslip_csv, name="my-payslip-csv"),
    path(f"{HERE}/me/shifts/<uuid:shift_id>/in/", me.my_clock_in, name="my-clock-in"),
    path(f"{HERE}/me/shifts/<uuid:shift_id>/out/", me.my_clock_out, name="my-clock-out"),
    path(f"{MY}/shifts/<uuid:shift_id>/break/", me.my_break, name="my-break"),
    path(f"{MY}/shifts/", my_shifts.my_shifts, name="my-shifts"),
    path(f"{MY}/shifts/<uuid:shift_id>/claim/", my_shifts.claim, name="my-claim"),
    path(f"{MY}/shifts/<uuid:shift_id>/give-back/", my_shifts.give, name="my-give-back"),
    path(f"{MY}/shifts/<uuid:shift_id>/stop-waiting/", my_shifts.unwait, name="my-stop-waiting"),
    path(f"{MY}/shifts/<uuid:shift_id>/offer/", my_shifts.offer, name="my-offer"),
    path(f"{MY}/swaps/<uuid:swap_id>/withdraw/", my_shifts.withdraw, name="my-withdraw"),
    path(f"{MY}/swaps/<uuid:swap_id>/take/", my_shifts.take, name="my-take"),
    path(f"{MY}/availability/", my_shifts.my_availability, name="my-availability"),
    path(
        f"{MY}/availability/<uuid:availability_id>/remove/",
        my_shifts.forget_availability,
        name="my-availability-remove",
    ),
    path(f"{MY}/calendar/", my_shifts.my_calendar, name="my-calendar"),
    path(f"{MY}/hours/", my_hours.my_hours, name="my-hours"),
    path(f"{MY}/hours/<uuid:record_id>/agree/", my_hours.agree, name="my-agree"),
    path(f"{MY}/hours/<uuid:record_id>/contest/", my_hours.contest, name="my-contest"),
]

register(
    NavItem(_("Members"), "contracts", can_manage_members, 55),
    NavItem(_("Roster"), "roster", can_plan_shifts, 30),
    NavItem(_("Pay"), "pay", can_compute_payslips, 60),
    NavItem(_("Surplus"), "surplus", can_adopt_allocation, 70),
    NavItem(_("Me"), "me", can_read_own_work, 90),
)

register_fact("pay_run", _("Pay run"), "pay-run")
register_fact("leave_provision", _("Leave owed"))
register_fact("year_closed", _("Close of the year"), "surplus-year")
register_fact("surplus", _("Allocation of the surplus"), "surplus-year")
register_fact("carried", _("Result carried forward"), "surplus-year")
register_fact("share_instalments", _("Instalments on shares"), "pay-run")
register_fact("shares", _("Movement of shares"))
register_fact("shares_paid", _("Shares paid in"))
register_fact("refund_paid", _("Refund of shares"))
