"""A co-op that came back and leaves again: what is open of the account of its earlier exit moves into the new one."""

from collections.abc import Collection

from coopplatform.kernel.text import Sentence, _
from federation.domain.means.leaving import Account, Kind, Line, Settlement, compensated, share_until

CARRIED = _("Left of the account of the exit on %(day)s, %(open)s of %(all)s instalments")


def carried(of: str, settlement: Settlement, paid: Collection[int]) -> Line | None:
    """The line of an agreed settlement (`of` is its id) in a new account; None once its instalments are all paid.

    With it goes what the fund has not got yet of it.
    """
    cents = settlement.left_cents(paid)
    if not cents:
        return None
    all_of_them = len(settlement.instalments)
    words = Sentence(
        CARRIED,
        {
            "day": settlement.account.last_day,
            "open": all_of_them - len(set(paid)),
            "all": all_of_them,
        },
    )
    return Line(Kind.CARRIED, of, cents, words, _parts_left(settlement, paid))


def carried_ids(account: Account) -> frozenset[str]:
    """The earlier settlements an account takes up."""
    return frozenset(line.of for line in account.lines if line.kind is Kind.CARRIED)


def _parts_left(settlement: Settlement, paid: Collection[int]) -> dict[str, int]:
    """By `purpose:kind`. Where the federation paid in the end, all of it went in with the signatures."""
    account = settlement.account
    so_far = compensated(account)
    if account.net_cents > 0:
        so_far += account.net_cents - settlement.left_cents(paid)
    found: dict[str, int] = {}
    for line in account.lines:
        for name, part in line.parts.items():
            left = part - share_until(part, paid=so_far, whole=account.owed_cents)
            if left:
                found[name] = found.get(name, 0) + left
    return found
