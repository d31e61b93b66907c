"""Whether days away may be asked for: in order, near enough, under contract, not twice."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _
from members.domain.absence import Absence
from members.domain.leave import Span, merged, without

FURTHEST_BACK = timedelta(days=3 * 366)
FURTHEST_AHEAD = timedelta(days=2 * 366)


def check_days(first: date, last: date, *, today: date) -> None:
    """Raises Invalid for an end before the start, or days absurdly far from today."""
    if last < first:
        raise Invalid("ends_before", _("The last day is before the first one."), field="last")
    for name, day in (("first", first), ("last", last)):
        if not today - FURTHEST_BACK <= day <= today + FURTHEST_AHEAD:
            raise Invalid(
                "absurd_date",
                _("%(day)s is too far away: give a day between %(first)s and %(last)s."),
                field=name,
                day=day,
                first=today - FURTHEST_BACK,
                last=today + FURTHEST_AHEAD,
            )


def check_employed(first: date, last: date, employed: Sequence[Span]) -> None:
    """Raises Invalid when a day of the span is under no contract."""
    if uncovered := without((first, last), merged(employed)):
        raise Invalid(
            "not_employed",
            _("There is no contract on %(day)s."),
            field="first" if uncovered[0][0] == first else "last",
            day=uncovered[0][0],
        )


def check_free(first: date, last: date, others: Iterable[Absence]) -> None:
    """Raises NotAllowedNow when the person is already away on one of the days."""
    for other in others:
        if other.first <= last and other.last >= first:
            raise NotAllowedNow(
                "already_away",
                _("There is already an absence from %(first)s to %(last)s: take that one back first."),
                field="first",
                first=other.first,
                last=other.last,
            )
