"""Running late, said in advance: which promises an announced delay moves, and by how much."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

MOST_MINUTES = 180
LONGEST = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Slip:
    """A delay of one store's orders, or of all (`store` None), for what is promised until `ends_at`."""

    store: str | None
    minutes: int
    reason: str
    begins_at: datetime
    ends_at: datetime


def slip_of(
    slips: Iterable[Slip],
    *,
    store: str,
    placed_at: datetime,
    promised_at: datetime,
    closed_at: datetime | None = None,
) -> Slip | None:
    """The longest delay an order falls under: open at some time within it, and promised before it ends."""
    own = [
        slip
        for slip in slips
        if slip.store in (None, store)
        and placed_at < slip.ends_at
        and promised_at < slip.ends_at
        and (closed_at is None or closed_at >= slip.begins_at)
    ]
    return max(own, key=lambda slip: slip.minutes, default=None)


def check_delay(minutes: int, begins_at: datetime, ends_at: datetime) -> None:
    """Raises Invalid for a delay nobody can wait for, or one without an end."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise Invalid("delay_minutes", _("Between 1 and 180 minutes, please."), field="minutes")
    if not begins_at < ends_at <= begins_at + LONGEST:
        raise Invalid("delay_ends", _("A delay ends by itself within 12 hours."), field="ends")
