"""Deadlines as plain dates: counted from a local day, the last day included, whatever the clocks do."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from coopplatform.kernel.text import _
from federation.domain.review import terms
from federation.domain.review.membership import State
from federation.domain.review.terms import Term


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day it was there, whatever day it was in Greenwich."""
    return moment.astimezone(zone).date()


def last_day(begun_on: date, term: Term) -> date:
    """The last day of a term that began on a day: the day itself does not count, the last one does.

    A month ends on the same day of the month, or on its last day where there is none: from 31 August, six months
    end on 28 or 29 February.
    """
    if term.unit == "days":
        return begun_on + timedelta(days=term.number)
    months = term.number * (12 if term.unit == "years" else 1)
    return add_months(begun_on, months)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def exit_in_force_from(decided_on: date) -> date:
    """An exclusion holds from the day after its appeal could have been made."""
    return last_day(decided_on, terms.APPEAL) + timedelta(days=1)


class Kind(StrEnum):
    APPLICATION = "application"
    REPLY = "reply"
    PLAN_ITEM = "plan_item"
    SUSPENSION = "suspension"
    DRAW = "draw"
    PANEL = "panel"
    LIGHT_REVIEW = "light_review"
    FULL_REVIEW = "full_review"
    EXTRAORDINARY = "extraordinary"
    ATTACH = "attach"


TITLES = {
    Kind.APPLICATION: _("Answer the application"),
    Kind.REPLY: _("Reply to the report"),
    Kind.PLAN_ITEM: _("Item of the plan"),
    Kind.SUSPENSION: _("Lift the suspension, or vote"),
    Kind.DRAW: _("Draw the panel"),
    Kind.PANEL: _("The panel decides"),
    Kind.LIGHT_REVIEW: _("Light review"),
    Kind.FULL_REVIEW: _("Full review"),
    Kind.EXTRAORDINARY: _("Extraordinary review"),
    Kind.ATTACH: _("Attach the report to an assembly (D3)"),
}
ESCALATES = frozenset(Kind) - {Kind.REPLY}
"""A reply is a right: nobody is late with it."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done by the end of the day `until`; `about` names the item of a plan."""

    kind: Kind
    since: date
    until: date
    about: str = ""

    def is_overdue(self, today: date) -> bool:
        return today > self.until

    def days_left(self, today: date) -> int:
        """Negative once it is overdue."""
        return (self.until - today).days

    @property
    def title(self) -> str:
        return TITLES[self.kind]

    @property
    def escalates(self) -> bool:
        return self.kind in ESCALATES


@dataclass(frozen=True, slots=True)
class Case:
    """The days a co-op's deadlines are counted from; None where nothing of the kind happened or it is done.

    `to_attach_since` is when a report was sent that no assembly has had before it yet. `plan` are the items
    not done yet: what, since when, until when. `triggered_on` is when an extraordinary review was asked for
    that nobody has opened yet.
    """

    state: State | None
    applied_on: date | None = None
    report_sent_on: date | None = None
    suspended_on: date | None = None
    appealed_on: date | None = None
    drawn_on: date | None = None
    light_on: date | None = None
    full_on: date | None = None
    triggered_on: date | None = None
    to_attach_since: date | None = None
    plan: Sequence[tuple[str, date, date]] = ()


def dues_of(case: Case) -> list[Due]:
    """Everything that has to happen next, the first at the top."""
    found: list[Due] = []

    def add(kind: Kind, since: date | None, term: Term, *, only: bool = True) -> None:
        if since is not None and only:
            found.append(Due(kind, since, last_day(since, term)))

    is_member = case.state in (State.ADMITTED, State.OBSERVATION, State.SUSPENDED)
    is_applying = case.state in (State.APPLICANT, State.IN_REVIEW)
    add(Kind.APPLICATION, case.applied_on, terms.APPLICATION, only=is_applying)
    add(Kind.REPLY, case.report_sent_on, terms.REPLY)
    add(Kind.SUSPENSION, case.suspended_on, terms.SUSPENSION, only=case.state is State.SUSPENDED)
    add(Kind.DRAW, case.appealed_on, terms.DRAW, only=case.drawn_on is None)
    add(Kind.PANEL, case.drawn_on, terms.PANEL)
    add(Kind.LIGHT_REVIEW, case.light_on, terms.LIGHT_REVIEW, only=is_member)
    add(Kind.FULL_REVIEW, case.full_on, terms.FULL_REVIEW, only=is_member)
    add(Kind.EXTRAORDINARY, case.triggered_on, terms.APPLICATION, only=is_member)
    add(Kind.ATTACH, case.to_attach_since, terms.ATTACH, only=is_member)
    found += [Due(Kind.PLAN_ITEM, since, until, what) for what, since, until in case.plan]
    return sorted(found, key=lambda due: (due.until, due.kind, due.about))
