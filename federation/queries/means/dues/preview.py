"""What terms that nobody has voted yet would cost each member, from figures it has shared already."""

from dataclasses import dataclass
from datetime import date, timedelta

from coopplatform.kernel.errors import DomainError, Invalid
from federation.domain.means.dues import Reckoned, reckon
from federation.domain.means.dues_periods import Period
from federation.domain.means.dues_terms import Terms
from federation.queries.means.dues.bases import bases_of, told_by_months_of_all
from federation.queries.means.dues.members import Owing, owing


@dataclass(frozen=True, slots=True)
class Previewed:
    """A member's dues for the first period of new terms; `refusal` where they cannot be reckoned.

    `base_cents` is of the last period that is over, None where the member shared nothing of this kind.
    """

    one: Owing
    base_cents: int | None
    reckoned: Reckoned | None
    refusal: DomainError | None = None


def preview(terms: Terms, valid_from: date, *, today: date) -> list[Previewed]:
    """Of everyone who belongs in the first period of the terms, by name. In the federation's scope."""
    period = Period.of(valid_from, terms.every)
    bases = shared_bases(terms, today)
    return [_previewed(terms, one, period, bases.get(one.cooperative.pk)) for one in owing(period)]


def shared_bases(terms: Terms, today: date) -> dict[int, int]:
    """By member, in cents, for the last period that is over: shared for dues, else the sum of its months."""
    last = Period.of(Period.of(today, terms.every).first - timedelta(days=1), terms.every)
    told = told_by_months_of_all(last, terms.base)
    shared = {key: row.cents for key, row in bases_of(last).items() if row.kind == terms.base.value}
    return told | shared


def _previewed(terms: Terms, one: Owing, period: Period, base_cents: int | None) -> Previewed:
    currency = one.cooperative.currency
    try:
        reckoned = reckon(
            terms,
            group=one.group,
            period=period,
            belonged=one.belonged,
            base_cents=base_cents,
            base_currency=currency,
            currency=currency,
        )
    except Invalid as refusal:
        return Previewed(one, base_cents, None, refusal)
    return Previewed(one, base_cents, reckoned)
