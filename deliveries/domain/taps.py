"""What a courier taps, taken in the order of the phone that made it, however late and shuffled it arrives.

A phone numbers its taps 1, 2, 3…; a tap waits until all before it are there. So any permutation and repetition of
what a phone sends ends in the same state, and each tap counts once.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

UNDO_SECONDS = 10


class TapKind(StrEnum):
    TAKE = "take"
    ARRIVE = "arrive"
    COMPLETE = "complete"
    FAIL = "fail"
    DECLINE = "decline"
    CLOCK_IN = "clock_in"
    CLOCK_OUT = "clock_out"
    BREAK_START = "break_start"
    BREAK_END = "break_end"
    INCIDENT = "incident"
    """Something is wrong or other than ordered; the stop stays as it is."""
    UNDO = "undo"
    VOID = "void"
    """Taken back before it was sent: it keeps its number, and nothing follows."""
    FORGOT = "forgot"
    """The phone finds its storage emptied: what it had not sent is lost, and somebody must know."""


class Outcome(StrEnum):
    HELD = "held"
    """An earlier tap of this phone is still on its way."""
    DONE = "done"
    KEPT = "kept"
    """It could not count any more: kept as it is, and the dispatcher is told."""


def made_at(tapped_at: datetime, *, sent_at: datetime, received_at: datetime) -> datetime:
    """When a tap was made, by the server's clock.

    The phone's clock may be a day off, so only its age counts, which is the difference of two readings of that same
    clock. A clock set back in between makes no tap of the future.
    """
    return received_at - max(sent_at - tapped_at, timedelta(0))


def ready(through: int, held: Collection[int], *, oldest: int) -> list[int]:
    """The numbers to apply now, in order: what follows `through` without a gap.

    `oldest` is the lowest number the phone still has to send: below it nothing more comes, so nothing waits for it.
    """
    run = sorted(number for number in held if through < number < oldest)
    through = max(through, oldest - 1)
    while through + 1 in held:
        through += 1
        run.append(through)
    return run


def is_undone_in_time(tapped_at: datetime, undone_at: datetime) -> bool:
    """Ten seconds, and one for the way a tap and its undo may be rounded apart."""
    return undone_at - tapped_at <= timedelta(seconds=UNDO_SECONDS + 1)
