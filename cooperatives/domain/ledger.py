"""Double entry on integer cents: what an entry is, and the entries of the story.

An entry's lines are signed, debit positive and credit negative, and add up to zero. Payroll contributions, the
close of VAT and bank charges are left out: the co-op's accountant enters them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cooperatives.domain.charts import KINDS, Kind, Role
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _

YEAR_CLOSED = "year_closed:"


@dataclass(frozen=True, slots=True)
class DraftLine:
    """Debit (positive) or credit (negative) `cents` on the account of `role`.

    `auxiliary` tells one person or store of a collective account from another (411, 421), `section` is the analytic
    section (an activity, a tour), `label` says what the line adds to the entry's label.
    """

    role: Role
    cents: int
    auxiliary: str = ""
    section: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class DraftEntry:
    """A balanced entry, ready to post. `source_key` names the one fact behind it: a replay posts nothing."""

    source_key: str
    label: Sentence
    lines: tuple[DraftLine, ...]

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
        f"reversal:{entry.source_key}",
        Sentence(_("Reversal of %(key)s"), {"key": entry.source_key}),
        tuple(replace(line, cents=-line.cents) for line in entry.lines),
    )


def trial_balance(lines: Iterable[DraftLine]) -> dict[Role, int]:
    """What each account holds, debit positive; the whole adds up to zero."""
    balances: dict[Role, int] = {}
    for line in lines:
        balances[line.role] = balances.get(line.role, 0) + line.cents
    return balances


def order_delivered(*, order_id: str, number: str, net_cents: int, vat_cents: int) -> DraftEntry:
    """The store owes the price; the net is a sale, the VAT belongs to the State."""
    return _entry(
        f"order:{order_id}",
        Sentence(_("Delivery of order %(number)s"), {"number": number}),
        {Role.CUSTOMERS: net_cents + vat_cents, Role.SALES: -net_cents, Role.VAT: -vat_cents},
    )


def gross_pay(*, pay_run_id: str, period: str, gross_cents: int) -> DraftEntry:
    """Gross wages of an approved run, owed to the staff. Contributions are not computed yet."""
    return _entry(
        f"pay_run:{pay_run_id}",
        Sentence(_("Gross wages of %(period)s"), {"period": period}),
        {Role.WAGES: gross_cents, Role.STAFF: -gross_cents},
    )


def year_closed(*, year: int, balances: Mapping[Role, int]) -> DraftEntry:
    """Income and expense accounts are emptied into the result of the year."""
    cleared = {role: -cents for role, cents in balances.items() if KINDS[role] in (Kind.INCOME, Kind.EXPENSE)}
    return _entry(
        f"{YEAR_CLOSED}{year}",
        Sentence(_("Close of the year %(year)s"), {"year": str(year)}),
        {**cleared, Role.YEAR_RESULT: -sum(cleared.values())},
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
        {Role.YEAR_RESULT: result_cents, Role.RETAINED_EARNINGS: -result_cents},
    )


def _entry(source_key: str, label: Sentence, amounts: Mapping[Role, int]) -> DraftEntry:
    lines = tuple(DraftLine(role, cents) for role, cents in amounts.items() if cents)
    return DraftEntry(source_key, label, lines)
