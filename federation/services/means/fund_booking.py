"""A co-op books its own side of the fund, by its own job or its treasurer: what it owes, paid, and received."""

from datetime import datetime

from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import BANK, PURCHASES
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.models import Entry
from cooperatives.queries.bank import bank_accounts
from cooperatives.queries.books import entry_of
from cooperatives.queries.here import cooperative_here
from cooperatives.services.accounts import complete_chart
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import as_part, unit_of_work
from federation.models import FundCall, FundMovement
from federation.queries.means.fund_own import own_calls, own_movements
from federation.services.here import require_cooperative

FEDERATION = "FEDERATION"
"""The federation as a member's books call it, by its auxiliary code."""


@unit_of_work
def book_own_side(*, by: Actor, at: datetime) -> int:
    """Post every call and movement of the co-op in scope that is not booked yet. Returns how many; twice is once.

    A call is an expense owed to the federation. Money is booked against the bank, or, where its statements are
    imported, against what the federation owes, to be matched when it is seen there.
    """
    require_cooperative()
    calls = [one for one in own_calls() if one.total_cents and entry_of(_called(one)) is None]
    movements = [one for one in own_movements() if entry_of(_moved(one)) is None]
    has_bank = bool(bank_accounts())
    if has_bank:
        movements = [one for one in movements if one.decision_id is not None]
    if not calls and not movements:
        return 0
    as_part(complete_chart)(by=by, at=at)
    for call in calls:
        _book_call(call, by=by, at=at)
    for movement in movements:
        _book_movement(movement, has_bank=has_bank, by=by, at=at)
    return len(calls) + len(movements)


def _book_call(call: FundCall, *, by: Actor, at: datetime) -> Entry:
    lines = (
        DraftLine(Role.FUND_CONTRIBUTION, call.total_cents),
        DraftLine(Role.SUPPLIERS, -call.total_cents, auxiliary=FEDERATION),
    )
    label = Sentence(_("Contribution to the fund for %(year)s"), {"year": str(call.year)})
    day = timezone.localdate(call.called_at, cooperative_here().zone)
    return post_entry(DraftEntry(_called(call), label, lines), journal=PURCHASES, posted_on=day, by=by, at=at)


def _book_movement(movement: FundMovement, *, has_bank: bool, by: Actor, at: datetime) -> Entry:
    cents = movement.cents
    if movement.call_id is not None:
        lines = (DraftLine(Role.SUPPLIERS, cents, auxiliary=FEDERATION), DraftLine(Role.BANK, -cents))
        label = Sentence(_("Contribution to the fund, paid"))
    else:
        into = (
            DraftLine(Role.CUSTOMERS, cents, auxiliary=FEDERATION)
            if has_bank
            else DraftLine(Role.BANK, cents)
        )
        lines = (into, DraftLine(Role.FUND_SUPPORT, -cents))
        label = Sentence(_("Support from the fund"))
    return post_entry(
        DraftEntry(_moved(movement), label, lines), journal=BANK, posted_on=movement.moved_on, by=by, at=at
    )


def _called(call: FundCall) -> str:
    return f"fund_called:{call.pk}"


def _moved(movement: FundMovement) -> str:
    return f"fund_moved:{movement.pk}"
