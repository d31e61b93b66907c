"""Who may do what with work, pay and surplus, named after the services."""

from cooperatives.permissions import (
    is_coop_admin,
    is_courier,
    is_delegate,
    is_dispatcher,
    is_member,
    is_treasurer,
)

can_compute_payslips = is_treasurer | is_coop_admin
can_approve_run = can_compute_payslips
can_adopt_allocation = can_compute_payslips
can_draft_scenario = can_adopt_allocation
can_keep_register = can_compute_payslips
can_change_statutes = is_coop_admin
can_read_surplus = is_courier | is_dispatcher | is_treasurer | is_coop_admin
can_read_assemblies = can_read_surplus | is_delegate
can_call_assembly = is_coop_admin
can_manage_members = is_coop_admin | is_treasurer
can_decide_absence = can_manage_members
can_enter_variable = can_manage_members
can_read_own_work = is_member
can_ask_absence = is_member
can_plan_shifts = is_dispatcher | is_coop_admin
can_publish_week = can_plan_shifts
can_decide_swap = can_plan_shifts
can_confirm_records = can_plan_shifts
can_correct_record = can_plan_shifts
can_see_labour_rules = can_plan_shifts | is_treasurer
can_change_labour_rules = is_coop_admin
