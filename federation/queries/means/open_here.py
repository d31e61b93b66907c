"""What is open in the co-op in scope, towards the federation and the co-ops it has grants with, by its own books."""

from dataclasses import dataclass
from datetime import date, datetime

from cooperatives.queries.books import balances_with
from cooperatives.queries.directory import the_federation
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.text import Sentence
from federation.domain.means.leaving import Account, Kind
from federation.domain.means.third_parties import auxiliary_of
from federation.models import DuesSent, LeaveNotice
from federation.queries.means.dues.calls import own_accounts
from federation.queries.means.grants import grants_here
from federation.queries.means.leaving import Standing, standing_of
from federation.queries.means.leaving_account import account_of


@dataclass(frozen=True, slots=True)
class Partner:
    """What stands open with a co-op by our own books (negative: we owe it), and uses of grants under way."""

    name: str
    cents: int
    under_way: int


def partners_here(at: datetime) -> list[Partner]:
    """Those with something open, by name. Settled between the two: the federation sees none of it."""
    names: dict[str, str] = {}
    live: dict[str, int] = {}
    for seen in grants_here(at):
        own = cooperative_here().pk
        other = seen.grant.member if seen.grant.cooperative_id == own else seen.grant.cooperative
        code = auxiliary_of(other.slug)
        names[code] = other.name
        live[code] = live.get(code, 0) + sum(use.is_live for use in seen.uses)
    cents = balances_with(list(names))
    found = [Partner(name, cents.get(code, 0), live[code]) for code, name in names.items()]
    return sorted((one for one in found if one.cents or one.under_way), key=lambda one: one.name)


def leaves_on() -> date | None:
    """The last day of the co-op in scope: decided, else as it gave notice; None for one that stays."""
    standing = standing_of(cooperative_here())
    if standing is not None:
        return standing.last_day
    notice = LeaveNotice.objects.order_by("-given_at").first()
    return notice.last_day if notice else None


def own_account(today: date) -> Account:
    """On the last day; of one that stays, as if today were it."""
    return account_of(cooperative_here(), leaves_on() or today)


def unseen_cents() -> int:
    """What the co-op paid of its dues by its own books, and the federation has not noted."""
    accounts = [one for one in own_accounts() if not one.is_in_settlement]
    calls = [call.pk for one in accounts for call in one.calls]
    return sum(DuesSent.objects.filter(call__in=calls).values_list("cents", flat=True)) - sum(
        one.paid_cents for one in accounts
    )


def open_here(at: datetime, today: date) -> list[dict[str, object]]:
    """For the manifest of the co-op's archive: with whom, what, and how much; negative: owed to the co-op."""
    here, house = cooperative_here(), the_federation()
    found: list[dict[str, object]] = []
    standing = standing_of(here)
    if house is not None:
        found += [
            {"with": house.name, "what": str(words), "currency": here.currency, "cents": cents}
            for words, cents in _with_the_federation(standing, today)
        ]
    return found + [
        {
            "with": one.name,
            "what": "Open by our own books",
            "currency": here.currency,
            "cents": -one.cents,
            "uses_under_way": one.under_way,
        }
        for one in partners_here(at)
    ]


def _with_the_federation(standing: Standing | None, today: date) -> list[tuple[Sentence, int]]:
    """The plan that runs, part by part; of one that came back, what is open besides."""
    plan: list[tuple[Sentence, int]] = []
    is_agreed = standing is not None and standing.agreed is not None
    if standing is not None and standing.settlement is not None and is_agreed:
        done = set(standing.paid)
        plan = [
            (Sentence("Settlement of the exit, due on %(day)s", {"day": one.due_on}), one.cents)
            for one in standing.settlement.instalments
            if one.number not in done
        ]
        if not standing.has_returned:
            return plan
    lines = [line for line in own_account(today).lines if line.cents]
    return plan + [(line.words, line.cents) for line in lines if not (plan and line.kind is Kind.CARRIED)]
