from federation.models.admission import Admission
from federation.models.statistics import Comparison, Contribution, ContributionHold, Release, SharingChoice

__all__ = ["Admission", "Comparison", "Contribution", "ContributionHold", "Release", "SharingChoice"]
