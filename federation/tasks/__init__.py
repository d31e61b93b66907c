"""What runs by itself: a co-op's own jobs share and count; the federation watches deadlines and counts votes."""

from federation.tasks.figures import share_for_each_cooperative, share_month
from federation.tasks.review import (
    collect_evidence_of,
    collect_for_each_cooperative,
    watch,
    watch_deadlines,
)
from federation.tasks.voice import (
    count_votes,
    look_after_consultations,
    take_part_in_consultations,
    tell_of_revision,
)

__all__ = [
    "collect_evidence_of",
    "collect_for_each_cooperative",
    "count_votes",
    "look_after_consultations",
    "share_for_each_cooperative",
    "share_month",
    "take_part_in_consultations",
    "tell_of_revision",
    "watch",
    "watch_deadlines",
]
