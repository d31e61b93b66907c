"""Where each euro goes: what came in, to whom it went, and what was left; adds up to the cent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from cooperatives.domain.charts import Kind, Role
from coopplatform.kernel.money import allocate, half_up
from coopplatform.kernel.text import Sentence, _

CHARGES = frozenset(
    {
        Role.WAGES,
        Role.LEAVE_PROVISION,
        Role.LEAVE_PROVISION_CHARGE,
        Role.SOCIAL_SECURITY_CHARGE,
        Role.HEALTH_PLAN_CHARGE,
        Role.PENSION_CHARGE,
        Role.TRAINING_LEVY,
        Role.APPRENTICESHIP_LEVY,
        Role.HOUSING_LEVY,
        Role.MOBILITY_LEVY,
    }
)
FUNDS = (Role.SOCIAL_SECURITY, Role.HEALTH_FUND, Role.PENSION_FUND)


class To(StrEnum):
    """Whom a euro goes to, as the picture paints it."""

    WORK = "work"
    FUNDS = "funds"
    OUTSIDE = "outside"
    SURPLUS = "surplus"
    RESERVE = "reserve"
    CAPITAL = "capital"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class Stream:
    """`cents`, always positive, from or to somewhere; `article` of what the law says of it."""

    code: str
    label: Sentence
    cents: int
    to: To = To.OUTSIDE
    article: str = ""


@dataclass(frozen=True, slots=True)
class Euro:
    """Sources and parts add up to the same; `surplus` are the parts of the stream of that name, if it is shared."""

    sources: tuple[Stream, ...]
    parts: tuple[Stream, ...]
    surplus: tuple[Stream, ...] = ()

    @property
    def total_cents(self) -> int:
        return sum(stream.cents for stream in self.sources)

    @property
    def is_empty(self) -> bool:
        return not self.total_cents

    @property
    def surplus_cents(self) -> int:
        return sum(stream.cents for stream in self.parts if stream.to is To.SURPLUS)

    @property
    def short_cents(self) -> int:
        """What was spent beyond what came in."""
        return sum(stream.cents for stream in self.sources if stream.to is To.SHORT)


@dataclass(frozen=True, slots=True)
class Booked:
    """One account of income or expense, debit positive."""

    role: str
    code: str
    name: str
    kind: Kind
    cents: int


def euro_of(accounts: Sequence[Booked], pay: Mapping[str, int], shared: Sequence[Stream] = ()) -> Euro:
    """A period from its books: `pay` is by role what its pay runs booked, `shared` how the surplus is shared.

    An account that went the other way (a refund from a supplier, a sale taken back) stands on the other side.
    """
    sources: list[Stream] = []
    parts = list(_wages(accounts, pay))
    for row in accounts:
        if row.role in CHARGES or not row.cents:
            continue
        stream = Stream(row.code, _label(row), abs(row.cents))
        (parts if row.cents > 0 else sources).append(stream)
    came, went = sum(one.cents for one in sources), sum(one.cents for one in parts)
    if came < went:
        sources.append(Stream("short", Sentence(_("Not covered: a loss")), went - came, To.SHORT))
    left = Stream("surplus", Sentence(_("Surplus")), max(0, came - went), To.SURPLUS)
    parts.sort(key=lambda one: (_ORDER.index(one.to), -one.cents))
    ordered = [left, *parts] if left.cents else parts
    is_shared = bool(shared) and sum(one.cents for one in shared) == left.cents
    return Euro(tuple(sources), tuple(ordered), tuple(shared) if is_shared else ())


def euro_of_price(net_cents: int, vat_cents: int, month: Euro) -> Euro:
    """One delivery's price by the proportions of a month: a projection, exact in its sum.

    Where the month cost more than it earned, so does the delivery.
    """
    earned = month.total_cents - month.short_cents
    cost = net_cents * month.total_cents // earned if earned else net_cents
    weights = [part.cents for part in month.parts]
    shares = allocate(cost, weights) if any(weights) else []
    parts = [replace(part, cents=cents) for part, cents in zip(month.parts, shares, strict=True) if cents]
    sources = [Stream("net", Sentence(_("Price before VAT")), net_cents)]
    if vat_cents:
        sources.append(Stream("vat", Sentence(_("VAT")), vat_cents))
        parts.append(Stream("vat", Sentence(_("VAT, to the State")), vat_cents))
    if cost > net_cents:
        sources.append(Stream("short", Sentence(_("Not covered: a loss")), cost - net_cents, To.SHORT))
    return Euro(tuple(sources), tuple(parts))


_ORDER = (To.SURPLUS, To.WORK, To.FUNDS, To.OUTSIDE)


def _wages(accounts: Sequence[Booked], pay: Mapping[str, int]) -> Iterable[Stream]:
    """What work cost: net pay, income tax withheld, contributions; and wages the pay runs know nothing of.

    A work share of last year's surplus is paid with wages, but is no cost of this year: its part of contributions and
    tax is left out in proportion.
    """
    cost = sum(row.cents for row in accounts if row.role in CHARGES)
    of_pay = sum(cents for role, cents in pay.items() if role in CHARGES)
    paid = of_pay + pay.get(Role.WORK_SHARE, 0)
    funds, tax = (
        half_up(Fraction(cents * of_pay, paid)) if paid else cents
        for cents in (-sum(pay.get(role, 0) for role in FUNDS), -pay.get(Role.WITHHOLDING_TAX, 0))
    )
    net_label = _("Net wages") if funds else _("Wages, gross")
    streams = (
        Stream("net_wages", Sentence(net_label), of_pay - funds - tax, To.WORK),
        Stream("other_wages", Sentence(_("Wages outside of pay runs, gross")), cost - of_pay, To.WORK),
        Stream("contributions", Sentence(_("Social contributions")), funds, To.FUNDS),
        Stream("income_tax", Sentence(_("Members' income tax")), tax, To.FUNDS),
    )
    return [stream for stream in streams if stream.cents > 0]


def _label(row: Booked) -> Sentence:
    """The story's word for an account, else the account's own name."""
    said = _WORDS.get(row.role)
    return Sentence(said) if said else Sentence("%(name)s", {"name": row.name})


_WORDS: Mapping[str, str] = {
    Role.SALES: _("Deliveries sold"),
    Role.TRAVEL_EXPENSES: _("Refunded expenses"),
    Role.FEDERATION_DUES: _("Federation"),
}
