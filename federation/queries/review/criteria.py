"""Which criteria count."""

from coopplatform.tenancy.scope import required
from federation.domain.review.catalogue import EDITION, PLATFORM_VERSION
from federation.domain.review.criteria import Criterion
from federation.domain.review.editions import platform_criteria
from federation.models import CriteriaSet
from federation.queries.review.reviews import open_review_of

Numbered = tuple[int, tuple[Criterion, ...]]


def criteria_in_force() -> Numbered:
    """The newest version the federation published, with its number; as the platform comes (0) where there is none."""
    newest = CriteriaSet.objects.order_by("-version").first()
    return _read(newest)


def criteria_here() -> Numbered:
    """What the co-op in scope is judged by: while it is reviewed, the version its review began under.

    Without a review, as within the federation: the version in force.
    """
    running = open_review_of(required())
    if running is None or running.criteria_version is None:
        return criteria_in_force()
    return criteria_of(running.criteria_version, edition=running.criteria_edition)


def criteria_of(version: int, *, edition: int = EDITION) -> Numbered:
    """A published version, or as the platform came (0) in an edition. Raises CriteriaSet.DoesNotExist."""
    return _read(CriteriaSet.objects.get(version=version) if version else None, edition)


def criteria_sets() -> list[CriteriaSet]:
    """Every published version, the newest first."""
    return list(CriteriaSet.objects.select_related("published_by").order_by("-version"))


def criteria_set(version: int) -> CriteriaSet | None:
    return CriteriaSet.objects.filter(version=version).first()


def _read(published: CriteriaSet | None, edition: int = EDITION) -> Numbered:
    if published is None:
        return PLATFORM_VERSION, platform_criteria(edition)
    return published.version, tuple(Criterion.from_json(one) for one in published.criteria)
