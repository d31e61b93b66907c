from federation.models.admission import Admission
from federation.models.statistics import Contribution, Release

__all__ = ["Admission", "Contribution", "Release"]
