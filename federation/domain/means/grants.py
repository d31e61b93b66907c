"""A grant's state, what is left of it, and why a use is refused: from its steps, its uses and the day. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _
from federation.domain.means.terms import Amount, Limits, Side, Terms


class Step(StrEnum):
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"


class State(StrEnum):
    OFFERED = "offered"
    COMING = "coming"
    IN_FORCE = "in_force"
    SPENT = "spent"
    DECLINED = "declined"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Stepped:
    """What a side did, with the hash of the terms it did it to. What others write is no step: leave it out."""

    step: Step
    side: Side
    sha256: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A use as it counts against the limits: on the day it was begun."""

    on: date
    amount: Amount


def state_of(terms: Terms, steps: Sequence[Stepped], today: date, used: Iterable[Counted] = ()) -> State:
    """The state on a day. Steps in their order; an acceptance of other terms than these is none."""
    accepted = False
    for one in steps:
        if one.sha256 != terms.sha256:
            continue
        if one.step is Step.REVOKED:
            return State.REVOKED
        if one.step is Step.DECLINED and one.side is Side.TAKER and not accepted:
            return State.DECLINED
        if one.step is Step.ACCEPTED and one.side is Side.TAKER:
            accepted = True
    if today > terms.valid_until:
        return State.EXPIRED
    if not accepted:
        return State.OFFERED
    if today < terms.valid_from:
        return State.COMING
    return State.SPENT if is_spent(terms.limits, used) else State.IN_FORCE


def total(used: Iterable[Counted], on: date | None = None) -> Amount:
    """Of all days, or of one."""
    found = Amount()
    for one in used:
        if on is None or one.on == on:
            found += one.amount
    return found


def left(limits: Limits, used: Iterable[Counted], on: date) -> dict[str, int]:
    """What may still be used: under each limit's name, in its unit."""
    known = list(used)
    in_all, that_day = total(known), total(known, on)
    spent = {one.name: getattr(in_all, one.name) for one in fields(Amount)}
    spent |= {f"daily_{one.name}": getattr(that_day, one.name) for one in fields(Amount)}
    return {name: max(most - spent[name], 0) for name, most in limits.as_json().items()}


def is_spent(limits: Limits, used: Iterable[Counted]) -> bool:
    """Whether a limit of the whole time leaves nothing."""
    in_all = total(used)
    return any(
        getattr(limits, one.name) is not None and getattr(in_all, one.name) >= getattr(limits, one.name)
        for one in fields(Amount)
    )


WHY_NOT = {
    State.OFFERED: _("This grant is not accepted yet."),
    State.COMING: _("This grant is not in force yet."),
    State.SPENT: _("Nothing is left of this grant: its limit is reached."),
    State.DECLINED: _("This grant was declined."),
    State.REVOKED: _("This grant was revoked."),
    State.EXPIRED: _("This grant is over."),
}
OVER = {
    "deliveries": _("This is more deliveries than the grant has left: %(left)s."),
    "minutes": _("This is more minutes than the grant has left: %(left)s."),
    "cents": _("This is more money than the grant has left: %(left)s cents."),
    "daily_deliveries": _("This is more deliveries than the grant has left that day: %(left)s."),
    "daily_minutes": _("This is more minutes than the grant has left that day: %(left)s."),
    "daily_cents": _("This is more money than the grant has left that day: %(left)s cents."),
}


def check_use(
    terms: Terms, steps: Sequence[Stepped], used: Iterable[Counted], asked: Counted, today: date
) -> None:
    """Raises NotAllowedNow with the state (`grant_revoked`, …) or the limit (`over_deliveries`, …) in the way.

    `asked.on` is the day it counts for, within the days of the grant. Raises Invalid for less than nothing.
    """
    known = list(used)
    if min(asked.amount.as_json().values()) < 0 or asked.amount == Amount():
        raise Invalid("uses_nothing", _("Say how much is used."))
    state = state_of(terms, steps, today, known)
    if state is not State.IN_FORCE:
        raise NotAllowedNow(f"grant_{state}", WHY_NOT[state])
    if not terms.valid_from <= asked.on <= terms.valid_until:
        raise NotAllowedNow(
            "outside_of_days",
            _("The grant is good from %(first)s to %(last)s."),
            first=terms.valid_from,
            last=terms.valid_until,
        )
    check_limits(terms, known, asked)


def check_limits(terms: Terms, used: Iterable[Counted], asked: Counted) -> None:
    """Raises NotAllowedNow (`over_deliveries`, …) for more than is left, whatever the grant's state."""
    known = list(used)
    remaining, asked_of = left(terms.limits, known, asked.on), asked.amount.as_json()
    for name, most in remaining.items():
        if asked_of[name.removeprefix("daily_")] > most:
            raise NotAllowedNow(f"over_{name}", OVER[name], left=most)


def check_answer(state: State, step: Step, side: Side) -> None:
    """Raises NotAllowedNow for a step that does not follow from the state, or is not this side's to take."""
    if step is Step.REVOKED:
        if state in (State.DECLINED, State.REVOKED, State.EXPIRED):
            raise NotAllowedNow(f"grant_{state}", WHY_NOT[state])
        return
    if side is not Side.TAKER:
        raise NotAllowedNow("not_yours_to_answer", _("The co-op it is offered to answers."))
    if state is not State.OFFERED:
        raise NotAllowedNow("already_answered", _("This offer was answered already, or is over."))
