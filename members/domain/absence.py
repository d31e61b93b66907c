"""Being away from work: why, and from which day to which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AbsenceKind(StrEnum):
    PAID_LEAVE = "paid_leave"
    FAMILY_EVENT = "family_event"
    SICKNESS = "sickness"
    WORK_ACCIDENT = "work_accident"
    UNPAID = "unpaid"


@dataclass(frozen=True, slots=True)
class Absence:
    """Approved absence of one person, from `first` to `last`, both included."""

    kind: AbsenceKind
    first: date
    last: date


def away_during(absences: Iterable[Absence], first: date, last: date) -> Absence | None:
    """The first of these absences that touches the days, if any."""
    return next((absence for absence in absences if absence.first <= last and absence.last >= first), None)
