"""Who may do what with orders and rides, named after the services."""

from cooperatives.permissions import is_coop_admin, is_courier, is_dispatcher, is_store_staff, is_treasurer

can_place_order = is_store_staff | is_dispatcher | is_coop_admin
can_cancel_order = can_place_order
can_adopt_plan = is_dispatcher | is_coop_admin
can_see_board = can_adopt_plan
can_stop_automatic = can_adopt_plan
can_complete_task = is_courier
can_manage_stores = is_coop_admin
can_see_proofs = is_store_staff | is_dispatcher | is_coop_admin
can_settle_proofs = is_dispatcher | is_coop_admin
can_plan_tours = can_adopt_plan
can_manage_fleet = is_coop_admin
can_manage_prices = is_dispatcher | is_coop_admin
can_keep_invoices = is_treasurer | is_coop_admin
can_read_own_invoices = is_store_staff
can_read_invoices = can_keep_invoices | can_read_own_invoices
can_settle_incidents = is_dispatcher | is_coop_admin
can_see_incidents = is_store_staff | is_courier | is_dispatcher | is_coop_admin
can_set_reasons = is_dispatcher | is_coop_admin
can_read_reports = is_treasurer | is_dispatcher | is_coop_admin
can_read_turnover = is_treasurer | is_coop_admin
can_read_own_report = is_courier
