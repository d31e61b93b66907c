"""Who may do what in the federation, named after the services."""

from cooperatives.permissions import (
    is_board,
    is_coop_admin,
    is_delegate,
    is_reviewer,
    is_statistician,
    is_treasurer,
)

can_see_members = is_board | is_reviewer | is_statistician
can_admit_cooperative = is_reviewer
can_publish_release = is_statistician
can_see_contribution = is_treasurer | is_coop_admin
can_see_commons = is_delegate | is_treasurer | is_coop_admin
can_write_policy = is_delegate | is_coop_admin
can_review_policy = is_delegate | is_coop_admin
can_replay_policy = is_delegate | is_treasurer | is_coop_admin
can_adopt_policy = is_coop_admin
can_switch_plugin = is_coop_admin
can_review_plugin = is_board | is_reviewer
can_propose_feature = is_delegate | is_coop_admin
can_support_feature = is_delegate | is_coop_admin
can_run_roadmap = is_board | is_treasurer
