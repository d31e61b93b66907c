"""What the platform itself can say of each criterion, counted in the co-op in scope.

`measures(today)` gives one `Measured` for each criterion that is computed, with its value or why there is
none. A changed way of counting gets another `query_version`.
"""

from datetime import date

from federation.domain.review.dossier import Measured
from federation.queries.evidence import democracy, members, money, platform, together, work

SOURCES = (
    *members.SOURCES,
    *democracy.SOURCES,
    *money.SOURCES,
    *work.SOURCES,
    *platform.SOURCES,
    *together.SOURCES,
)


def measures(today: date) -> list[Measured]:
    """Every criterion that can be computed here, in the order of the catalogue's chapters."""
    return [source(today) for source in SOURCES]


__all__ = ["measures"]
