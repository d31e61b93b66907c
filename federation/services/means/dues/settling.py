"""Calls, credit notes and payments that settle each other are lettered, on whichever side they are booked."""

from collections.abc import Collection
from datetime import datetime

from cooperatives.domain.charts import Role
from cooperatives.queries.books import open_lines
from cooperatives.services.lettering import letter
from coopplatform.kernel.actor import Actor
from federation.domain.means.dues_booking import CALL
from federation.queries.means.dues.calls import PeriodAccount


def settle(role: Role, keys: Collection[str], *, by: Actor, at: datetime) -> None:
    """A building block: what is open of these facts on the account of a role is settled, if it adds up to nothing."""
    lines = open_lines(keys, role)
    if len(lines) > 1 and sum(line.amount_cents for line in lines) == 0:
        letter(lines, by=by, at=at)


def call_keys(account: PeriodAccount) -> list[str]:
    return [f"{CALL}{call.pk}" for call in account.calls]
