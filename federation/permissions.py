"""Who may do what in the federation, named after the services."""

from cooperatives.permissions import is_board, is_coop_admin, is_reviewer, is_statistician, is_treasurer

can_admit_cooperative = is_reviewer
can_publish_release = is_statistician
can_see_contribution = is_treasurer | is_coop_admin
can_see_quarter = is_board | is_reviewer | is_statistician
