"""A shift lent: the courier agrees, the other co-op takes it on, it is ridden, its hours are paid at home. No I/O.

Lending staff is for no profit, with the worker's agreement and an amendment to their contract that says which work,
where, when and how long (Code du travail, art. L8241-2). The amendment's words are here.
"""

from dataclasses import dataclass
from enum import StrEnum

from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import TimeWindow
from federation.domain.means.uses import UseState

OVERRUN_MINUTES = 60
"""A ride may end late: so much is kept of the grant's limit besides what is planned, and freed when it is over."""


class Answer(StrEnum):
    AGREED = "agreed"
    REFUSED = "refused"


class LoanState(StrEnum):
    """Of the lender's side. Done hours are `paid` once they are on the lender's records of work."""

    ASKED = "asked"
    REFUSED = "refused"
    OFFERED = "offered"
    TAKEN = "taken"
    BEGUN = "begun"
    DONE = "done"
    PAID = "paid"
    DECLINED = "declined"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


FROM_USE = {
    UseState.ASKED: LoanState.OFFERED,
    UseState.TAKEN: LoanState.TAKEN,
    UseState.BEGUN: LoanState.BEGUN,
    UseState.DONE: LoanState.DONE,
    UseState.FAILED: LoanState.FAILED,
    UseState.DECLINED: LoanState.DECLINED,
    UseState.WITHDRAWN: LoanState.WITHDRAWN,
}


def loan_state(
    answer: str, use: UseState | None, *, is_withdrawn: bool = False, is_entered: bool = False
) -> LoanState:
    """From what the courier answered, what became of the use, and whether the hours are entered."""
    if is_entered:
        return LoanState.PAID
    if use is not None:
        return FROM_USE[use]
    if is_withdrawn:
        return LoanState.WITHDRAWN
    return LoanState.REFUSED if answer == Answer.REFUSED else LoanState.ASKED


@dataclass(frozen=True, slots=True)
class Charged:
    """Minutes worked, those that are charged, and those beyond what was agreed: the lender pays them all."""

    worked: int
    charged: int

    @property
    def beyond(self) -> int:
        return self.worked - self.charged


def planned_minutes(window: TimeWindow) -> int:
    """To the started minute."""
    return -(-int((window.before - window.after).total_seconds()) // 60)


def reserved_minutes(window: TimeWindow) -> int:
    return planned_minutes(window) + OVERRUN_MINUTES


def charged(worked_minutes: int, reserved: int) -> Charged:
    """No more is charged than was reserved and signed."""
    return Charged(worked_minutes, min(worked_minutes, reserved))


AMENDMENT = (
    _("You ride this shift for %(taker)s, as a courier, and follow its dispatcher's word."),
    _("%(giver)s stays your employer: it pays your hours, supplements and leave as always, and insures you."),
    _("Your contract goes on unchanged, and so do its rules of working time and rest."),
    _("%(taker)s pays %(giver)s what the hour costs, no more: nobody earns by it."),
    _("You may say no. Nothing follows from it, and nobody has to say why."),
)


def amendment(giver: str, taker: str) -> list[Sentence]:
    """What a courier agrees to, sentence by sentence."""
    return [Sentence(text, {"giver": giver, "taker": taker}) for text in AMENDMENT]
