"""Double entry on integer cents: what an entry is, and the entries of the story.

An entry's lines are signed, debit positive and credit negative, and add up to zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cooperatives.domain.charts import Role
from cooperatives.domain.taxed import TaxedPart, taken_back
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _

YEAR_CLOSED = "year_closed:"
VAT_RECEIVED = "vat_received:"
INVOICE, REVERSAL = "invoice:", "reversal:"


@dataclass(frozen=True, slots=True)
class DraftLine:
    """Debit (positive) or credit (negative) `cents` on the account of `role`, or where there is none, of `code`.

    `auxiliary` tells one person or store of a collective account from another (411, 421), `section` is the analytic
    section (an activity, a tour), `label` says what the line adds to the entry's label.
    """

    role: Role | None
    cents: int
    auxiliary: str = ""
    section: str = ""
    label: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class DraftEntry:
    """A balanced entry, ready to post. `source_key` names the one fact behind it: a replay posts nothing.

    `piece_ref` and `piece_on` are number and day of the paper behind it (an invoice, an order); where they are left
    out, the fact's key and the day of the entry stand for them. `taxed` says what VAT is declared of it; where it is
    empty, that is read off the amounts.
    """

    source_key: str
    label: Sentence
    lines: tuple[DraftLine, ...]
    piece_ref: str = ""
    piece_on: date | None = None
    taxed: tuple[TaxedPart, ...] = ()

    def __post_init__(self) -> None:
        check_balanced([line.cents for line in self.lines])


def check_balanced(cents: Sequence[int]) -> None:
    """Raises Invalid unless there are at least two lines, none of zero, adding up to zero."""
    if len(cents) < 2:
        raise Invalid("entry_too_short", _("An entry has at least two lines."))
    if 0 in cents:
        raise Invalid("line_of_zero", _("A line of zero says nothing: leave it out."))
    if total := sum(cents):
        raise Invalid("entry_unbalanced", _("Debits and credits differ by %(cents)s cents."), cents=total)


def reversal(entry: DraftEntry) -> DraftEntry:
    """The entry that takes `entry` back: posted entries are never edited."""
    return DraftEntry(
        f"{REVERSAL}{entry.source_key}",
        Sentence(_("Reversal of %(key)s"), {"key": entry.source_key}),
        tuple(replace(line, cents=-line.cents) for line in entry.lines),
        entry.piece_ref,
        entry.piece_on,
        taken_back(entry.taxed),
    )


def trial_balance(lines: Iterable[DraftLine]) -> dict[str, int]:
    """What each account holds, by its role or code, debit positive; the whole adds up to zero."""
    balances: dict[str, int] = {}
    for line in lines:
        account = line.role or line.code
        balances[account] = balances.get(account, 0) + line.cents
    return balances


@dataclass(frozen=True, slots=True)
class Claimed:
    """What an invoice takes over, in cents: of deliveries that wait for it, with their VAT not due before it, and of
    deliveries that stand on the customers' account since they were carried."""

    unbilled_cents: int = 0
    unbilled_vat_cents: int = 0
    customers_cents: int = 0


def order_delivered(
    *,
    order_id: str,
    number: str,
    net_cents: int,
    vat_cents: int,
    store: str = "",
    activity: str = "",
    is_vat_due: bool = False,
) -> DraftEntry:
    """A sale of the activity, owed by the store (its auxiliary code) and not invoiced yet.

    It is booked the day it is carried: that is when the sale is earned (CGI art. 38, 2 bis), and movements are booked
    one by one in the order of their days (C. com. art. L123-12), so that each month's result is true without entries
    that are posted at its end and taken back on the next day. Until the invoice the claim stands on 418, « Clients,
    produits non encore facturés » (PCG, art. 944-41), VAT included, and its VAT on 44587, not due yet; the invoice
    turns both (`invoice_issued`). `is_vat_due` where VAT is due by delivery (`vat.waits_for_invoice`).
    """
    lines = (
        DraftLine(Role.UNBILLED, net_cents + vat_cents, auxiliary=store),
        DraftLine(Role.SALES, -net_cents, section=activity),
        DraftLine(Role.VAT if is_vat_due else Role.VAT_UNBILLED, -vat_cents),
    )
    return DraftEntry(
        f"order:{order_id}",
        Sentence(_("Delivery of order %(number)s"), {"number": number}),
        tuple(line for line in lines if line.cents),
        piece_ref=number,
    )


def price_changed(
    *,
    change_id: str,
    number: str,
    net_cents: int,
    vat_cents: int,
    store: str = "",
    activity: str = "",
    is_vat_due: bool = False,
    is_unbilled: bool = True,
) -> DraftEntry:
    """The store owes more (or less, where negative) for an order that was booked before, on the account it stands on:
    not `is_unbilled` for one of the time when deliveries were booked on the customers' account."""
    lines = (
        DraftLine(Role.UNBILLED if is_unbilled else Role.CUSTOMERS, net_cents + vat_cents, auxiliary=store),
        DraftLine(Role.SALES, -net_cents, section=activity),
        DraftLine(Role.VAT if is_vat_due or not is_unbilled else Role.VAT_UNBILLED, -vat_cents),
    )
    return DraftEntry(
        f"price:{change_id}",
        Sentence(_("Other price of order %(number)s"), {"number": number}),
        tuple(line for line in lines if line.cents),
        piece_ref=number,
    )


def invoice_issued(
    *,
    invoice_id: str,
    number: str,
    buyer: str,
    reference: str,
    total_cents: int,
    claimed: Claimed,
    store: str,
    vat: Role = Role.VAT,
    taxed: tuple[TaxedPart, ...] = (),
) -> DraftEntry:
    """What the store owed by delivery (`claimed`) it owes by this invoice from now on (411); its VAT is due (44571), or
    waits for the payment (`vat` is Role.VAT_UNPAID, 44574).

    The invoice rounds VAT once for all its deliveries: the cents between are in what goes to the State's account.
    `reference` is what the payer copies.
    """
    lines = _turned(total_cents, claimed, store, vat, reference)
    return DraftEntry(
        f"{INVOICE}{invoice_id}",
        Sentence(_("Invoice %(number)s, %(buyer)s"), {"number": number, "buyer": buyer}),
        tuple(line for line in lines if line.cents),
        piece_ref=number,
        taxed=taxed,
    )


def invoice_undone(
    *,
    note_id: str,
    number: str,
    buyer: str,
    total_cents: int,
    claimed: Claimed,
    store: str,
    vat: Role = Role.VAT,
    taxed: tuple[TaxedPart, ...] = (),
) -> DraftEntry:
    """The mirror of `invoice_issued`, by a credit note: the store owes by delivery again."""
    lines = tuple(replace(line, cents=-line.cents) for line in _turned(total_cents, claimed, store, vat))
    return _credit_note(note_id, number, buyer, lines, taxed)


def invoice_credited(
    *,
    note_id: str,
    number: str,
    buyer: str,
    net_cents: int,
    vat_cents: int,
    store: str,
    activity: str,
    vat: Role = Role.VAT,
    taxed: tuple[TaxedPart, ...] = (),
) -> DraftEntry:
    """A credit note given for good: less is sold, less VAT is due (or, by `vat`, waits), less is owed."""
    lines = (
        DraftLine(Role.CUSTOMERS, -net_cents - vat_cents, auxiliary=store),
        DraftLine(Role.SALES, net_cents, section=activity),
        DraftLine(vat, vat_cents),
    )
    return _credit_note(note_id, number, buyer, lines, taxed)


def vat_received(
    *, invoice_id: str, number: str, buyer: str, per_mille: int, time: int, cents: int
) -> DraftEntry:
    """VAT of an invoice at a rate becomes due with its payment (44574 to 44571); negative when the payment goes back.

    `time` counts these entries of an invoice and a rate from 1. The key says the rate, for the declaration.
    """
    return DraftEntry(
        f"{VAT_RECEIVED}{invoice_id}:{per_mille}:{time}",
        Sentence(_("VAT paid with invoice %(number)s, %(buyer)s"), {"number": number, "buyer": buyer}),
        (DraftLine(Role.VAT_UNPAID, cents), DraftLine(Role.VAT, -cents)),
        piece_ref=number,
    )


def _turned(
    total_cents: int, claimed: Claimed, store: str, vat: Role, reference: str = ""
) -> tuple[DraftLine, ...]:
    due = claimed.unbilled_cents + claimed.customers_cents - claimed.unbilled_vat_cents - total_cents
    return (
        DraftLine(Role.CUSTOMERS, total_cents, auxiliary=store, label=reference),
        DraftLine(Role.CUSTOMERS, -claimed.customers_cents, auxiliary=store),
        DraftLine(Role.UNBILLED, -claimed.unbilled_cents, auxiliary=store),
        DraftLine(Role.VAT_UNBILLED, claimed.unbilled_vat_cents),
        DraftLine(vat, due),
    )


def _credit_note(
    note_id: str, number: str, buyer: str, lines: tuple[DraftLine, ...], taxed: tuple[TaxedPart, ...]
) -> DraftEntry:
    return DraftEntry(
        f"{INVOICE}{note_id}",
        Sentence(_("Credit note %(number)s, %(buyer)s"), {"number": number, "buyer": buyer}),
        tuple(line for line in lines if line.cents),
        piece_ref=number,
        taxed=taxed,
    )


def gross_pay(*, pay_run_id: str, period: str, gross_cents: int) -> DraftEntry:
    """Gross wages of an approved run, owed to the staff. Contributions are not computed yet."""
    return _entry(
        f"pay_run:{pay_run_id}",
        Sentence(_("Gross wages of %(period)s"), {"period": period}),
        {Role.WAGES: gross_cents, Role.STAFF: -gross_cents},
    )


def year_closed(*, year: int, results: Mapping[str, int]) -> DraftEntry:
    """Income and expense accounts (`results`: what each code holds) are emptied into the year's result.

    A surplus is credited to account 120, a loss debited to 129 (PCG); a year that came out even has neither line.
    """
    total = sum(results.values())
    lines = [DraftLine(None, -cents, code=code) for code, cents in results.items() if cents]
    if total:
        lines.append(DraftLine(_result_account(-total), total))
    return DraftEntry(
        f"{YEAR_CLOSED}{year}", Sentence(_("Close of the year %(year)s"), {"year": str(year)}), tuple(lines)
    )


def surplus_allocated(*, year: int, credits_by_role: Mapping[Role, int]) -> DraftEntry:
    """The result of the year goes where the assembly decided (D 120; C 110, 1061, 1063, 424, 457)."""
    credited = {role: -cents for role, cents in credits_by_role.items()}
    return _entry(
        f"surplus:{year}",
        Sentence(_("Allocation of the surplus of %(year)s"), {"year": str(year)}),
        {Role.YEAR_RESULT: -sum(credited.values()), **credited},
    )


def result_carried_forward(*, year: int, result_cents: int) -> DraftEntry:
    """A year with nothing to share: its result, mostly a loss, waits in the result brought forward (110, 119)."""
    return _entry(
        f"carried:{year}",
        Sentence(_("Result of %(year)s carried forward"), {"year": str(year)}),
        {_result_account(result_cents): result_cents, Role.RETAINED_LOSSES: -result_cents},
    )


def _entry(source_key: str, label: Sentence, amounts: Mapping[Role, int]) -> DraftEntry:
    lines = tuple(DraftLine(role, cents) for role, cents in amounts.items() if cents)
    return DraftEntry(source_key, label, lines)


def _result_account(result_cents: int) -> Role:
    """A surplus stands on 120, a loss on 129."""
    return Role.YEAR_LOSS if result_cents < 0 else Role.YEAR_RESULT
