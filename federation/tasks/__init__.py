"""What runs by itself: co-ops' own jobs share, count and try; the federation watches deadlines and counts votes."""

from federation.tasks.commons import policies_for_each_cooperative, replay_policy, take_policies_into_effect
from federation.tasks.dues import (
    book_dues,
    dues_for_each_cooperative,
    remind_of_dues,
    remind_of_dues_for_each_cooperative,
)
from federation.tasks.figures import share_for_each_cooperative, share_month
from federation.tasks.fund import book_fund, book_fund_for_each_cooperative
from federation.tasks.grants import grants_for_each_cooperative, look_after_grants
from federation.tasks.leaving import tell_of_settlement
from federation.tasks.letters import forget_letters, purge_letters_for_each_cooperative
from federation.tasks.loans import go_on_with_loans, loans_for_each_cooperative
from federation.tasks.review import (
    collect_evidence_of,
    collect_for_each_cooperative,
    watch_deadlines,
    watch_for_each_cooperative,
)
from federation.tasks.voice import (
    consult_for_each_cooperative,
    count_votes,
    take_part_in_consultations,
    tell_of_revision,
)

__all__ = [
    "book_dues",
    "book_fund",
    "book_fund_for_each_cooperative",
    "collect_evidence_of",
    "collect_for_each_cooperative",
    "consult_for_each_cooperative",
    "count_votes",
    "dues_for_each_cooperative",
    "forget_letters",
    "go_on_with_loans",
    "grants_for_each_cooperative",
    "loans_for_each_cooperative",
    "look_after_grants",
    "policies_for_each_cooperative",
    "purge_letters_for_each_cooperative",
    "remind_of_dues",
    "remind_of_dues_for_each_cooperative",
    "replay_policy",
    "share_for_each_cooperative",
    "share_month",
    "take_part_in_consultations",
    "take_policies_into_effect",
    "tell_of_revision",
    "tell_of_settlement",
    "watch_deadlines",
    "watch_for_each_cooperative",
]
