from federation.models.admission import Admission
from federation.models.commons import (
    Policy,
    PolicyApplied,
    PolicyDecision,
    PolicyDraft,
    PolicyMark,
    PolicyReplay,
    PolicyReview,
    PolicyUse,
    PolicyVersion,
)
from federation.models.plugins import PluginReview, PluginSwitch
from federation.models.roadmap import (
    RoadmapBudget,
    RoadmapFeature,
    RoadmapOutcome,
    RoadmapRound,
    RoadmapSupport,
)
from federation.models.statistics import Contribution, Release

__all__ = [
    "Admission",
    "Contribution",
    "PluginReview",
    "PluginSwitch",
    "Policy",
    "PolicyApplied",
    "PolicyDecision",
    "PolicyDraft",
    "PolicyMark",
    "PolicyReplay",
    "PolicyReview",
    "PolicyUse",
    "PolicyVersion",
    "Release",
    "RoadmapBudget",
    "RoadmapFeature",
    "RoadmapOutcome",
    "RoadmapRound",
    "RoadmapSupport",
]
