"""The entries of members' shares: called, paid in, refunded (PCG 4562, 1012, 1013, 4567)."""

from cooperatives.domain.charts import Role
from cooperatives.domain.ledger import DraftEntry, DraftLine
from coopplatform.kernel.text import Sentence, _


def shares_called(*, movement_id: str, name: str, cents: int) -> DraftEntry:
    """A member subscribes: they owe the shares, the capital is called and not paid in."""
    return _entry(
        f"shares:{movement_id}",
        Sentence(_("Shares subscribed by %(name)s"), {"name": name}),
        {Role.SHARES_CALLED: cents, Role.CAPITAL_UNPAID: -cents},
    )


def shares_paid_by_bank(*, movement_id: str, name: str, cents: int) -> DraftEntry:
    """The member's money is in the bank: nothing is owed any more, the capital is paid in."""
    return _entry(
        f"shares_paid:{movement_id}",
        Sentence(_("Shares of %(name)s paid in"), {"name": name}),
        {
            Role.BANK: cents,
            Role.SHARES_CALLED: -cents,
            Role.CAPITAL_UNPAID: cents,
            Role.CAPITAL: -cents,
        },
    )


def instalments_paid_in(*, pay_run_id: str, period: str, cents: int) -> DraftEntry:
    """What an approved pay run deducted for shares is paid-in capital; the run itself settled what was owed."""
    return _entry(
        f"share_instalments:{pay_run_id}",
        Sentence(_("Instalments on shares, pay of %(period)s"), {"period": period}),
        {Role.CAPITAL_UNPAID: cents, Role.CAPITAL: -cents},
    )


def shares_refunded(
    *, movement_id: str, name: str, owed_cents: int, loss_cents: int, cancelled_cents: int
) -> DraftEntry:
    """Shares leave the capital: owed to the member, less their part of losses; what was not paid in is cancelled."""
    return _entry(
        f"shares:{movement_id}",
        Sentence(_("Shares of %(name)s refunded"), {"name": name}),
        {
            Role.CAPITAL: owed_cents + loss_cents,
            Role.SHARES_REFUNDED: -owed_cents,
            Role.RETAINED_EARNINGS: -loss_cents,
            Role.CAPITAL_UNPAID: cancelled_cents,
            Role.SHARES_CALLED: -cancelled_cents,
        },
    )


def refund_paid(*, movement_id: str, name: str, cents: int) -> DraftEntry:
    """What was owed for refunded shares leaves the bank."""
    return _entry(
        f"refund_paid:{movement_id}",
        Sentence(_("Refund of shares to %(name)s"), {"name": name}),
        {Role.SHARES_REFUNDED: cents, Role.BANK: -cents},
    )


def _entry(source_key: str, label: Sentence, amounts: dict[Role, int]) -> DraftEntry:
    return DraftEntry(
        source_key, label, tuple(DraftLine(role, cents) for role, cents in amounts.items() if cents)
    )
