"""Where each euro of a month, a year or a delivery went, from the books."""

from dataclasses import dataclass
from datetime import date

from cooperatives.queries.flows import earned_and_spent, owed_by_pay
from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import last_of_month
from members.domain.euro import Booked, Euro, Stream, To, euro_of, euro_of_price
from members.domain.surplus.allocation import ORDER
from members.models import PayRun
from members.queries.scenarios import options_of
from members.queries.surplus import adopted

PAINTS = {"work": To.WORK, "interest": To.CAPITAL}


def euro_of_month(month: date) -> Euro:
    """A calendar month, as it stands in the books. Two queries."""
    first = month.replace(day=1)
    return _euro(first, last_of_month(first), ())


@dataclass(frozen=True, slots=True)
class YearEuro:
    """A year, and by whose word its surplus is shared: `is_adopted`, or the alternative or the statutes so far."""

    euro: Euro
    is_adopted: bool
    scenario: str


def euro_of_year(year: int, *, on: date) -> YearEuro:
    """A year with its surplus shared as adopted, else as the alternative proposed to the vote or the statutes would."""
    kept = adopted(year)
    if kept is not None:
        lines = [
            (line["code"], Sentence.from_json(line["label"]), line["cents"], line["article"])
            for line in kept.lines
        ]
        scenario = kept.scenario
    else:
        options = options_of(year, on=on)
        proposal = options.chosen.proposal if options.chosen else options.ground.propose()
        found = proposal.allocation.lines if proposal.allocation else ()
        lines = [(line.code, line.label, line.cents, line.article) for line in found]
        scenario = options.chosen.scenario.name if options.chosen else ""
    first, last = date(year, 1, 1), date(year, 12, 31)
    bare = _euro(first, last, ())
    shared = [
        Stream(code, label, cents, PAINTS.get(code, To.RESERVE), article)
        for code, label, cents, article in sorted(lines, key=lambda line: ORDER.index(line[0]))
        if cents
    ]
    if shared and (losses := bare.surplus_cents - sum(stream.cents for stream in shared)) > 0:
        shared.insert(0, Stream("losses", Sentence(_("Losses made good")), losses, To.RESERVE))
    return YearEuro(_euro(first, last, shared), kept is not None, scenario)


@dataclass(frozen=True, slots=True)
class DeliveryEuro:
    """A delivery's price by the proportions of `month`."""

    euro: Euro
    month: date


def euro_of_delivery(*, net_cents: int, vat_cents: int, on: date) -> DeliveryEuro | None:
    """By the delivery's own month once its pay is approved, else the last one that is; None where there is none."""
    approved = PayRun.objects.filter(state=PayRun.State.APPROVED)
    own = on.replace(day=1)
    month = (
        approved.filter(month__lte=own).order_by("-month").values_list("month", flat=True).first()
        or approved.order_by("month").values_list("month", flat=True).first()
    )
    if month is None:
        return None
    proportions = euro_of_month(month)
    if proportions.is_empty:
        return None
    return DeliveryEuro(euro_of_price(net_cents, vat_cents, proportions), month)


def is_paid(month: date) -> bool:
    """Whether the month's pay is in the books."""
    return PayRun.objects.filter(month=month, state=PayRun.State.APPROVED).exists()


def _euro(first: date, last: date, shared: list[Stream] | tuple[Stream, ...]) -> Euro:
    accounts = [
        Booked(row.role, row.code, row.name, row.kind, row.cents)
        for row in earned_and_spent(first=first, last=last)
    ]
    return euro_of(accounts, owed_by_pay(first=first, last=last), shared)
