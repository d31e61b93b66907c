"""A co-op lets the federation know what its dues are reckoned from, once a person of it has seen the figure."""

from datetime import datetime

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.dues import DuesBaseShared
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import unit_of_work
from federation.domain.means.dues_periods import Period
from federation.domain.means.dues_terms import A_UNIT, BASES, Base
from federation.models import DuesBase
from federation.queries.means.dues.bases import booked_base, own_base, told_by_months
from federation.queries.means.dues.members import belonged_here
from federation.queries.means.dues.terms import terms_for
from federation.services.here import require_cooperative
from federation.services.review.register import person_of

LEAST_REASON, MOST_REASON = 20, 400
MOST_CENTS = 10**12


@unit_of_work
def share_base(*, period: Period, seen_cents: int, by: Actor, at: datetime) -> DuesBase:
    """Share the figure of the co-op's own ledger, which a person has just seen. In the co-op's scope.

    Sharing the same twice changes nothing. Raises NotAllowedNow before the period is over, without terms for it, for a
    co-op that did not belong, with empty books, or when the ledger has moved since it was seen; Invalid for a figure
    that contradicts what was shared month by month.
    """
    base = _base_asked(period, at)
    cents = booked_base(period, base)
    if cents is None:
        raise NotAllowedNow(
            "no_books", _("Nothing is in the books of this period: declare the figure by hand.")
        )
    if cents != seen_cents:
        raise NotAllowedNow(
            "moved_since",
            _("The books have moved since you looked: they say %(cents)s now. Look again."),
            cents=_money(cents),
        )
    _check_months(period, base, cents)
    return _share(period, base, cents, DuesBase.Origin.PLATFORM, "", by=by, at=at)


@unit_of_work
def declare_base(*, period: Period, cents: int, reason: str, by: Actor, at: datetime) -> DuesBase:
    """Share a figure entered by hand, marked as declared. In the co-op's scope.

    Raises NotAllowedNow as `share_base`; Invalid for a figure that differs from the books or from the months shared,
    unless the reason says why.
    """
    base = _base_asked(period, at)
    if abs(cents) > MOST_CENTS or (base is not Base.VALUE_ADDED and cents < 0):
        raise Invalid("figure_out_of_range", _("This figure cannot be."), field="cents")
    said = " ".join(reason.split())[:MOST_REASON]
    if said and len(said) < LEAST_REASON:
        raise Invalid(
            "reason_too_short",
            _("A reason has at least %(least)s characters."),
            field="reason",
            least=LEAST_REASON,
        )
    if not said:
        _check_months(period, base, cents)
        _check_books(period, base, cents)
    return _share(period, base, cents, DuesBase.Origin.DECLARED, said, by=by, at=at)


def _base_asked(period: Period, at: datetime) -> Base:
    """What the terms of the period ask for."""
    require_cooperative()
    one_at_a_time("dues")
    if not period.is_over(timezone.localdate(at, cooperative_here().zone)):
        raise NotAllowedNow("period_not_over", _("This period is not over yet."))
    row = terms_for(period)
    if row is None:
        raise NotAllowedNow("no_terms", _("No terms of dues are in force for this period."))
    if not belonged_here(period):
        raise NotAllowedNow("no_member", _("Your co-op did not belong in this period: it owes no dues."))
    return row.terms.base


def _check_months(period: Period, base: Base, cents: int) -> None:
    told = told_by_months(period, base)
    if told is not None and abs(told - cents) > A_UNIT * len(period.months):
        raise Invalid(
            "contradicts_months",
            _(
                "%(what)s: your months shared with the federation add up to %(told)s, this says %(said)s."
                " Correct one of them, or declare the figure by hand and say why."
            ),
            field="cents",
            what=Sentence(BASES[base]),
            told=_money(told),
            said=_money(cents),
        )


def _check_books(period: Period, base: Base, cents: int) -> None:
    booked = booked_base(period, base)
    if booked is not None and abs(booked - cents) > A_UNIT * len(period.months):
        raise Invalid(
            "contradicts_books",
            _(
                "%(what)s: your books say %(booked)s, this says %(said)s. Share what the books say, or say why."
            ),
            field="cents",
            what=Sentence(BASES[base]),
            booked=_money(booked),
            said=_money(cents),
        )


def _share(
    period: Period, base: Base, cents: int, origin: DuesBase.Origin, reason: str, *, by: Actor, at: datetime
) -> DuesBase:
    person_of(by)
    known = own_base(period)
    if known is not None and (known.kind, known.cents, known.origin) == (base.value, cents, origin):
        return known
    made = DuesBase.objects.create(
        period=str(period),
        version=known.version + 1 if known else 1,
        kind=base.value,
        cents=cents,
        currency=cooperative_here().currency,
        origin=origin,
        reason=reason,
        shared_by=str(by),
        shared_at=at,
    )
    record(DuesBaseShared(base_id=made.pk, period=str(period), occurred_at=at), by=by)
    return made


def _money(cents: int) -> Money:
    return Money(cents, cooperative_here().currency)
