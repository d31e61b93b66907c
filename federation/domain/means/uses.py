"""A use of a grant: begun by one side, taken on and finished by the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _
from federation.domain.means.terms import Amount


class UseStep(StrEnum):
    TAKEN = "taken"
    BEGUN = "begun"
    REPORTED = "reported"
    DONE = "done"
    FAILED = "failed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class UseState(StrEnum):
    ASKED = "asked"
    TAKEN = "taken"
    BEGUN = "begun"
    REPORTED = "reported"
    DONE = "done"
    FAILED = "failed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


TABLE = {
    (UseState.ASKED, UseStep.TAKEN): UseState.TAKEN,
    (UseState.ASKED, UseStep.DECLINED): UseState.DECLINED,
    (UseState.ASKED, UseStep.WITHDRAWN): UseState.WITHDRAWN,
    (UseState.TAKEN, UseStep.BEGUN): UseState.BEGUN,
    (UseState.TAKEN, UseStep.DONE): UseState.DONE,
    (UseState.TAKEN, UseStep.FAILED): UseState.FAILED,
    (UseState.TAKEN, UseStep.DECLINED): UseState.DECLINED,
    (UseState.TAKEN, UseStep.WITHDRAWN): UseState.WITHDRAWN,
    (UseState.BEGUN, UseStep.DONE): UseState.DONE,
    (UseState.BEGUN, UseStep.FAILED): UseState.FAILED,
    (UseState.ASKED, UseStep.REPORTED): UseState.REPORTED,
    (UseState.REPORTED, UseStep.DONE): UseState.DONE,
    (UseState.REPORTED, UseStep.DECLINED): UseState.DECLINED,
}
"""Either the other side takes it on and does it; or who began it does, reports it, and the other accepts that."""
BY_WHO_BEGAN = frozenset({UseStep.WITHDRAWN, UseStep.REPORTED})
"""All other steps are the other side's."""
LIVE = frozenset({UseState.ASKED, UseState.TAKEN, UseState.BEGUN, UseState.REPORTED})
REFUSALS = {
    UseState.ASKED: _("The other co-op has not taken it on yet."),
    UseState.TAKEN: _("The other co-op has taken it on."),
    UseState.BEGUN: _("It has begun: it is finished and paid."),
    UseState.REPORTED: _("It is reported as done."),
    UseState.DONE: _("It is done."),
    UseState.FAILED: _("It could not be done."),
    UseState.DECLINED: _("The other co-op declined it."),
    UseState.WITHDRAWN: _("It was withdrawn."),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """A step of a use; `is_by_who_began` says whose it is. `amount` is what it came to, once it ends."""

    step: UseStep
    is_by_who_began: bool
    amount: Amount | None = None


def use_state(steps: Sequence[Moved]) -> UseState:
    """Steps that do not follow, or are not their writer's to take, count for nothing."""
    state = UseState.ASKED
    for one in steps:
        if one.is_by_who_began == (one.step in BY_WHO_BEGAN):
            state = TABLE.get((state, one.step), state)
    return state


def counts(planned: Amount, steps: Sequence[Moved]) -> Amount:
    """What a use counts against the limits: as planned until it ends or is reported; nothing if it came to nothing."""
    state = use_state(steps)
    if state is UseState.REPORTED:
        told = [one.amount for one in steps if one.step is UseStep.REPORTED and one.is_by_who_began]
        return told[0] or planned
    if state in LIVE:
        return planned
    if state is UseState.DONE:
        ended = [one.amount for one in steps if one.step is UseStep.DONE and not one.is_by_who_began]
        return ended[0] or planned
    return Amount()


def check_step(steps: Sequence[Moved], moved: Moved, planned: Amount) -> UseState:
    """The state after it. Raises NotAllowedNow for a step that does not follow or is the other side's; Invalid for
    more than was planned and signed."""
    state = use_state(steps)
    if moved.is_by_who_began != (moved.step in BY_WHO_BEGAN):
        raise NotAllowedNow("not_yours_to_say", _("The other co-op says this."))
    if (state, moved.step) not in TABLE:
        raise NotAllowedNow(f"use_is_{state}", REFUSALS[state])
    if moved.amount is not None:
        most, said = planned.as_json(), moved.amount.as_json()
        if any(not 0 <= said[name] <= most[name] for name in said):
            raise Invalid("more_than_agreed", _("It cannot come to more than was agreed."))
    return TABLE[state, moved.step]
