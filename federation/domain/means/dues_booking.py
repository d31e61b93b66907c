"""Dues in two books: the same amount from both sides, each a mirror of the other. Credit notes are negative calls."""

from datetime import date

from cooperatives.domain.charts import Role
from cooperatives.domain.ledger import DraftEntry, DraftLine
from coopplatform.kernel.text import Sentence, _
from federation.domain.means.third_parties import auxiliary_of

CALL, RECEIVED, SENT = "dues_call:", "dues_received:", "dues_sent:"


def dues_called(*, call_id: str, number: str, on: date, member: str, cents: int) -> DraftEntry:
    """In the federation's books: the member owes, dues are earned (PCG 411, 7561)."""
    return DraftEntry(
        f"{CALL}{call_id}",
        Sentence(_("Dues, call %(number)s"), {"number": number}),
        (
            DraftLine(Role.CUSTOMERS, cents, auxiliary=auxiliary_of(member)),
            DraftLine(Role.DUES_INCOME, -cents),
        ),
        piece_ref=number,
        piece_on=on,
    )


def dues_owed(*, call_id: str, number: str, on: date, federation: str, cents: int) -> DraftEntry:
    """In the member's books: dues are a cost, the federation is owed (PCG 6281, 401)."""
    return DraftEntry(
        f"{CALL}{call_id}",
        Sentence(_("Dues, call %(number)s"), {"number": number}),
        (
            DraftLine(Role.FEDERATION_DUES, cents),
            DraftLine(Role.SUPPLIERS, -cents, auxiliary=auxiliary_of(federation)),
        ),
        piece_ref=number,
        piece_on=on,
    )


def dues_received(*, payment_id: str, number: str, member: str, cents: int) -> DraftEntry:
    """In the federation's books, at the bank; negative where a payment was noted in error."""
    return DraftEntry(
        f"{RECEIVED}{payment_id}",
        Sentence(_("Dues received, call %(number)s"), {"number": number}),
        (
            DraftLine(Role.BANK, cents),
            DraftLine(Role.CUSTOMERS, -cents, auxiliary=auxiliary_of(member)),
        ),
        piece_ref=number,
    )


def dues_sent(*, sent_id: str, number: str, federation: str, cents: int) -> DraftEntry:
    """In the member's books, at the bank."""
    return DraftEntry(
        f"{SENT}{sent_id}",
        Sentence(_("Dues paid, call %(number)s"), {"number": number}),
        (
            DraftLine(Role.SUPPLIERS, cents, auxiliary=auxiliary_of(federation)),
            DraftLine(Role.BANK, -cents),
        ),
        piece_ref=number,
    )
