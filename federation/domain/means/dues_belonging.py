"""On which days of a period a co-op belonged, from its transitions."""

from collections.abc import Sequence
from datetime import date, timedelta

from federation.domain.means.dues import Belonged
from federation.domain.means.dues_periods import Period
from federation.domain.review.membership import Step, belongs, state_on


def belonged_in(steps: Sequence[Step], period: Period) -> tuple[Belonged, ...]:
    """Mostly one stretch; none where it did not belong, two where it left and came back.

    A co-op in observation or suspended belongs; one that leaves does until the day before its exit is in force.
    """
    found = []
    for since, until in _runs(steps):
        first, last = max(since, period.first), min(until or period.last, period.last)
        if first <= last:
            found.append(Belonged(since, first, last))
    return tuple(found)


def left_after(steps: Sequence[Step]) -> date | None:
    """The last day a co-op belongs, once its exit is decided; None for one that goes on, or never belonged."""
    runs = _runs(steps)
    return runs[-1][1] if runs else None


def _runs(steps: Sequence[Step]) -> list[tuple[date, date | None]]:
    """Days of belonging without a break, the last one open where it goes on."""
    runs: list[tuple[date, date | None]] = []
    since: date | None = None
    for day in sorted({step.in_force_from for step in steps}):
        is_in = belongs(state_on(steps, day))
        if is_in and since is None:
            since = day
        elif not is_in and since is not None:
            runs.append((since, day - timedelta(days=1)))
            since = None
    return [*runs, (since, None)] if since else runs
