"""Who may do what in the federation, named after the services."""

from cooperatives.domain.roles import Role
from cooperatives.permissions import (
    is_board,
    is_coop_admin,
    is_courier,
    is_delegate,
    is_dispatcher,
    is_reviewer,
    is_statistician,
    is_treasurer,
)

WORKING = (Role.COURIER, Role.DISPATCHER, Role.COOP_ADMIN, Role.TREASURER, Role.DELEGATE)
"""Everybody of a co-op but those who order from it."""
works_here = is_courier | is_dispatcher | is_coop_admin | is_treasurer | is_delegate

can_publish_release = is_statistician
can_see_contribution = is_treasurer | is_coop_admin

can_see_register = is_board | is_reviewer
can_review = is_reviewer
can_decide = is_board | is_reviewer
can_publish_criteria = is_board
can_draw_panel = is_board
can_see_escalations = is_board | is_reviewer

can_read_membership = works_here
can_apply = is_coop_admin
can_answer_report = is_coop_admin | is_delegate
can_read_dossier = works_here
can_keep_dossier = is_coop_admin | is_treasurer
can_ask_for_review = works_here
can_sit_in_panel = works_here
can_export_everything = is_coop_admin

can_read_voice = works_here
can_see_voice = is_board | is_reviewer | is_statistician
can_open_consultation = is_board
can_publish_position = is_board
can_propose_amendment = is_delegate | is_coop_admin
can_vote_for_cooperative = is_delegate
can_enter_roll = is_delegate | is_coop_admin
can_answer_as_worker = works_here
can_sign_position = is_delegate | is_coop_admin
can_see_quarter = is_board | is_reviewer | is_statistician

can_see_commons = is_delegate | is_treasurer | is_coop_admin
can_write_policy = is_delegate | is_coop_admin
can_review_policy = is_delegate | is_coop_admin
can_replay_policy = is_delegate | is_treasurer | is_coop_admin
can_adopt_policy = is_coop_admin
can_write_letter = is_coop_admin | is_treasurer
can_switch_plugin = is_coop_admin
can_review_plugin = is_board | is_reviewer
can_propose_feature = is_delegate | is_coop_admin
can_support_feature = is_delegate | is_coop_admin
can_run_roadmap = is_board | is_treasurer

can_read_means = works_here
can_lend = is_dispatcher | is_coop_admin
can_answer_loan = is_courier
can_see_means = is_board | is_treasurer | is_reviewer
can_offer_grant = is_coop_admin
can_answer_grant = is_coop_admin
can_hand_over = is_dispatcher | is_coop_admin
can_read_statement = is_treasurer | is_coop_admin

can_share_dues_base = is_treasurer | is_coop_admin
can_book_dues = is_treasurer | is_coop_admin
can_propose_dues = is_treasurer
can_confirm_dues = is_board
can_call_dues = is_treasurer
can_propose_settlement = is_treasurer | is_board
can_confirm_settlement = is_board | is_treasurer
can_sign_settlement = is_coop_admin | is_treasurer
can_share_base = is_treasurer | is_coop_admin
can_ask_fund = is_treasurer | is_coop_admin
can_propose_fund_rules = is_board
can_run_fund = is_board | is_treasurer
can_confirm_fund = is_board
