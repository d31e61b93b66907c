"""Which criteria count."""

from federation.domain.review.catalogue import CRITERIA, PLATFORM_VERSION
from federation.domain.review.criteria import Criterion
from federation.models import CriteriaSet


def criteria_in_force() -> tuple[int, tuple[Criterion, ...]]:
    """The newest version the federation published, with its number; as the platform comes (0) where there is none."""
    newest = CriteriaSet.objects.order_by("-version").first()
    if newest is None:
        return PLATFORM_VERSION, CRITERIA
    return newest.version, tuple(Criterion.from_json(one) for one in newest.criteria)


def criteria_sets() -> list[CriteriaSet]:
    """Every published version, the newest first."""
    return list(CriteriaSet.objects.select_related("published_by").order_by("-version"))
