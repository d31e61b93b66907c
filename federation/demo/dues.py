"""Dues of the demo: terms voted before the last three quarters, each of them called; one co-op late, one corrected.

The rates are invented, as every figure here. La Roue Libre shares what its own books say, the others declare. Brussels
was late with its first figure: the floor was assessed, then corrected. Grenoble has not paid for two quarters.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from cooperatives.queries.access import cooperative
from coopplatform.tenancy.scope import scope
from federation.demo.cast import FEDERATION, MEMBERS
from federation.demo.figures import treasurer_of, usual_month
from federation.demo.neighbours import NEIGHBOURS
from federation.demo.people import person
from federation.domain.means.dues_kinds import Group
from federation.domain.means.dues_periods import Every, Period
from federation.domain.means.dues_terms import Base, Stage, Terms
from federation.domain.means.dues_uses import Use
from federation.models import DuesCall, DuesTerms
from federation.queries.means.dues.bases import booked_base
from federation.queries.means.dues.members import belonged_here
from federation.services.means.dues.calling import correct_call, issue_calls
from federation.services.means.dues.own import book_calls, send_payment
from federation.services.means.dues.paying import receive_payment
from federation.services.means.dues.sharing import declare_base, share_base
from federation.services.means.dues.terms import decide_terms, propose_terms

DAY = timedelta(days=1)
QUARTERS = 3
VOTED_BEFORE, SHARED_AFTER, CALLED_AFTER, CORRECTED_AFTER, PAID_AFTER = (DAY * n for n in (40, 8, 12, 20, 35))
RATES = {Group.COOPERATIVE: 120, Group.ASSOCIATION: 60, Group.INSTITUTION: 0}
FULL_RATES = {Group.COOPERATIVE: 180, Group.ASSOCIATION: 90, Group.INSTITUTION: 0}
TERMS = Terms(
    Base.VALUE_ADDED,
    Every.QUARTER,
    (
        Stage("start", 0, dict.fromkeys(Group, 0), {"EUR": 0, "CHF": 0}),
        Stage("growing", 6, RATES, {"EUR": 60_00, "CHF": 65_00}),
        Stage("full", 18, FULL_RATES, {"EUR": 150_00, "CHF": 160_00}),
    ),
    30,
    (
        Use("guarantee", 3_000),
        Use("software", 3_500),
        Use("purchases", 1_000),
        Use("legal", 1_500),
        Use("voice", 1_000),
    ),
    {"EUR": 4_500_00, "CHF": 4_800_00},
)
NEXT_USES = (Use("guarantee", 3_500), Use("software", 3_500), Use("legal", 1_500), Use("hiring", 1_500))
MINUTE = "AG de la fédération du {day:%d/%m/%Y}, résolution 3 : taux inventés pour la démonstration"
NEXT_MINUTE = "AG de la fédération, résolution 5 : une embauche de juriste à mi-temps"
OTHER_SOFTWARE = "Une partie du trimestre a été roulée avec un autre logiciel."
AT_THE_BANK_TODAY = "monaco"
"""Its statements of the past are imported: what it pays stands on the next one."""
NOT_SHARED_AT_FIRST, NOT_PAYING, PAYS_HALF = "bruxelles", "grenoble", "liege"


def pay_into_the_house(*, at: datetime) -> None:
    """Quarter by quarter, as it came; then terms that wait for a second person."""
    first = Period.of(at.date(), Every.QUARTER)
    for _quarter in range(QUARTERS):
        first = Period.of(first.first - DAY, Every.QUARTER)
    _vote(first)
    slugs = [plan.slug for plan in (*MEMBERS, *NEIGHBOURS)]
    period = first
    while period.last + CALLED_AFTER <= at.date():
        _share(slugs, period, but=NOT_SHARED_AT_FIRST if period == first else "")
        calls = _called(period)
        if period == first:
            calls = _corrected(period, calls)
        for slug, call_id in calls.items():
            with scope(_id(slug)):
                book_calls(by=treasurer_of(slug), at=_moment(period.last + CALLED_AFTER))
            if not (slug == NOT_PAYING and period != first):
                _pay(slug, call_id, period, at)
        period = period.after
    with scope(_id(FEDERATION)):
        propose_terms(
            terms=Terms(TERMS.base, TERMS.every, TERMS.stages, TERMS.due_days, NEXT_USES, TERMS.caps),
            valid_from=Period.of(at.date(), Every.QUARTER).after.first,
            minute=NEXT_MINUTE,
            by=person("rui"),
            at=at,
        )


def _vote(first: Period) -> None:
    """Rui proposes, Simone confirms."""
    day = first.first - VOTED_BEFORE
    with scope(_id(FEDERATION)):
        row: DuesTerms = propose_terms(
            terms=TERMS,
            valid_from=first.first,
            minute=MINUTE.format(day=day),
            by=person("rui"),
            at=_moment(day),
        )
        decide_terms(terms_id=row.pk, is_confirmed=True, by=person("simone"), at=_moment(day + DAY))


def _share(slugs: Collection[str], period: Period, *, but: str = "", after: timedelta = SHARED_AFTER) -> None:
    for slug in slugs:
        with scope(_id(slug)):
            if slug != but and belonged_here(period):
                _base(slug, period, _moment(period.last + after))


def _base(slug: str, period: Period, at: datetime) -> None:
    """From the books, where all of the quarter is in them."""
    by, booked = treasurer_of(slug), booked_base(period, TERMS.base)
    if booked is not None and slug == AT_THE_BANK_TODAY:
        share_base(period=period, seen_cents=booked, by=by, at=at)
        return
    cents = sum(usual_month(slug, month)[0]["value_added_cents"] or 0 for month in period.months)
    reason = "" if booked is None else OTHER_SOFTWARE
    declare_base(period=period, cents=cents, reason=reason, by=by, at=at)


def _called(period: Period) -> dict[str, UUID]:
    with scope(_id(FEDERATION)):
        calls = issue_calls(
            period=period,
            floor_for_missing=True,
            by=person("rui"),
            at=_moment(period.last + CALLED_AFTER),
        )
        return {call.member.slug: call.pk for call in calls}


def _corrected(period: Period, calls: dict[str, UUID]) -> dict[str, UUID]:
    """Brussels shares its figure after all."""
    _share([NOT_SHARED_AT_FIRST], period, after=CORRECTED_AFTER)
    with scope(_id(FEDERATION)):
        _credit, anew = correct_call(
            call_id=calls[NOT_SHARED_AT_FIRST],
            by=person("rui"),
            at=_moment(period.last + CORRECTED_AFTER + DAY),
        )
    return calls | {NOT_SHARED_AT_FIRST: anew.pk}


def _pay(slug: str, call_id: UUID, period: Period, at: datetime) -> None:
    """What is paid leaves one's books and reaches the other's; of the last call, only what was paid by now."""
    day = min(period.last + PAID_AFTER, at.date())
    if slug == AT_THE_BANK_TODAY:
        day = at.date()
    with scope(_id(slug)):
        left = DuesCall.objects.get(pk=call_id).amount_cents
        cents = left // 2 if slug == PAYS_HALF and period.after.last >= at.date() else left
        if cents:
            send_payment(call_id=call_id, cents=cents, paid_on=day, by=treasurer_of(slug), at=at)
    if cents:
        with scope(_id(FEDERATION)):
            receive_payment(call_id=call_id, cents=cents, paid_on=day, by=person("rui"), at=at)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def _id(slug: str) -> int:
    found = cooperative(slug)
    assert found is not None
    return found.pk
