"""The federation calls the dues of a period: numbered without a gap, booked, all of them or none; and corrects one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import SALES
from cooperatives.models import Cooperative
from cooperatives.queries.here import cooperative_here
from cooperatives.services.accounts import complete_chart
from cooperatives.services.ledger import post_entry
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.dues import DuesCalled
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.money import half_up
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import as_part, require_unit_of_work, unit_of_work
from federation.domain.means.dues import Reckoned, reckon
from federation.domain.means.dues_booking import CALL, dues_called
from federation.domain.means.dues_periods import Period
from federation.domain.release.files import digest
from federation.models import DuesBase, DuesCall, DuesTerms
from federation.queries.means.dues.bases import bases_of
from federation.queries.means.dues.calls import account_with, accounts_of
from federation.queries.means.dues.members import Owing, owing
from federation.queries.means.dues.rates import books_rate, in_books
from federation.queries.means.dues.terms import terms_for
from federation.services.here import require_federation
from federation.services.means.dues.settling import settle


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A call before it has its number."""

    one: Owing
    row: DuesTerms
    base: DuesBase | None
    reckoned: Reckoned
    turn: int


@unit_of_work
def issue_calls(
    *, period: Period, floor_for_missing: bool = False, by: Actor, at: datetime
) -> list[DuesCall]:
    """The calls of everyone who belonged in a period and has none yet: all, or when one cannot be, none.

    In the federation's scope. Issuing twice issues once. Who shared no base is assessed at the floor, provisionally,
    where `floor_for_missing` says so. Raises NotAllowedNow before the period is over, without terms for it, while bases
    are missing, or without a rate for a member's currency; Invalid for a currency without a voted floor.
    """
    require_federation()
    one_at_a_time("dues")
    today = timezone.localdate(at, cooperative_here().zone)
    if not period.is_over(today):
        raise NotAllowedNow("period_not_over", _("This period is not over yet."))
    row = terms_for(period)
    if row is None:
        raise NotAllowedNow("no_terms", _("No terms of dues are in force for this period."))
    called, bases = accounts_of(period), bases_of(period)
    waiting = [one for one in owing(period) if one.cooperative.pk not in called]
    missing = [one for one in waiting if _usable(bases.get(one.cooperative.pk), row) is None]
    if missing and not floor_for_missing:
        raise NotAllowedNow(
            "bases_missing",
            _("No base from %(names)s yet: wait for it, or assess the floor for now."),
            names=", ".join(one.cooperative.name for one in missing),
        )
    as_part(complete_chart)(by=by, at=at)
    return [
        _write(_drafted(one, period, row, bases.get(one.cooperative.pk), 1), period, today, by=by, at=at)
        for one in waiting
    ]


@unit_of_work
def correct_call(*, call_id: UUID, by: Actor, at: datetime) -> list[DuesCall]:
    """Take a call back by a credit note and call anew what is owed by the base that counts now.

    In the federation's scope. Returns the credit note and the new call. Raises NotFound; NotAllowedNow when the call
    was taken back already or nothing would change.
    """
    require_federation()
    one_at_a_time("dues")
    account = account_with(call_id)
    if account is None:
        raise NotFound("no_call", _("There is no such call."))
    call = account.standing
    if call is None or call.pk != call_id:
        raise NotAllowedNow("call_corrected", _("This call was corrected already."))
    if account.is_in_settlement:
        raise NotAllowedNow(
            "in_settlement", _("It is part of the settlement of the co-op's exit: both sides agreed.")
        )
    period = Period.parse(call.period)
    one = next((one for one in owing(period) if one.cooperative.pk == call.member_id), None)
    if one is None:
        raise NotAllowedNow(
            "no_member",
            _("The register says that this co-op did not belong in %(period)s."),
            period=call.period,
        )
    base = bases_of(period).get(call.member_id)
    today = timezone.localdate(at, cooperative_here().zone)
    as_part(complete_chart)(by=by, at=at)
    drafted = _drafted(one, period, call.terms, base, call.turn + 2)
    is_same_base = _usable(base, call.terms) is None or (base is not None and base.pk == call.base_id)
    if is_same_base and drafted.reckoned.cents == call.amount_cents:
        raise NotAllowedNow("nothing_to_correct", _("Nothing has changed: this call stands as it is."))
    credit = _credit(call, today, by=by, at=at)
    settle(Role.CUSTOMERS, [f"{CALL}{call.pk}", f"{CALL}{credit.pk}"], by=by, at=at)
    return [credit, _write(drafted, period, today, by=by, at=at)]


def reckoned_for(one: Owing, period: Period, row: DuesTerms, base: DuesBase | None) -> Reckoned:
    """What a member owes by these terms; at the floor where it shared no base of their kind."""
    usable = _usable(base, row)
    currency = one.cooperative.currency
    return reckon(
        row.terms,
        group=one.group,
        period=period,
        belonged=one.belonged,
        base_cents=usable.cents if usable else None,
        base_currency=usable.currency if usable else currency,
        currency=currency,
    )


def _usable(base: DuesBase | None, row: DuesTerms) -> DuesBase | None:
    """A base of another kind than the terms ask for is none."""
    return base if base is not None and base.kind == row.terms.base.value else None


def call_part(
    member: Cooperative,
    period: Period,
    row: DuesTerms,
    base: DuesBase | None,
    reckoned: Reckoned,
    today: date,
    *,
    by: Actor,
    at: datetime,
) -> DuesCall:
    """A building block: the call of a member that left, for a period up to its last day, as it was reckoned."""
    require_unit_of_work()
    drafted = _Drafted(Owing(member, ()), row, base, reckoned, 1)
    return _write(drafted, period, today, by=by, at=at)


def _drafted(one: Owing, period: Period, row: DuesTerms, base: DuesBase | None, turn: int) -> _Drafted:
    return _Drafted(one, row, _usable(base, row), reckoned_for(one, period, row, base), turn)


def _write(made: _Drafted, period: Period, today: date, *, by: Actor, at: datetime) -> DuesCall:
    reckoned = made.reckoned
    rate = books_rate(reckoned.currency, today)
    return _issue(
        DuesCall(
            member=made.one.cooperative,
            period=str(period),
            turn=made.turn,
            terms=made.row,
            base=made.base,
            base_cents=reckoned.base_cents,
            group=made.one.group.value,
            currency=reckoned.currency,
            amount_cents=reckoned.cents,
            books_cents=half_up(in_books(reckoned.cents, rate)),
            rate=rate,
            steps=[step.as_json() for step in reckoned.steps],
            due_on=today + timedelta(days=made.row.terms.due_days),
        ),
        today,
        by=by,
        at=at,
    )


def _credit(call: DuesCall, today: date, *, by: Actor, at: datetime) -> DuesCall:
    """The mirror of a call, to the cent, at the rate it was booked at."""
    return _issue(
        DuesCall(
            member=call.member,
            period=call.period,
            turn=call.turn + 1,
            corrects=call,
            terms=call.terms,
            base=call.base,
            base_cents=call.base_cents,
            group=call.group,
            currency=call.currency,
            amount_cents=-call.amount_cents,
            books_cents=-call.books_cents,
            rate=call.rate,
            steps=[],
            due_on=today,
        ),
        today,
        by=by,
        at=at,
    )


def _issue(call: DuesCall, today: date, *, by: Actor, at: datetime) -> DuesCall:
    call.year, call.issued_on = today.year, today
    call.sequence = _next_number(today.year)
    call.number = f"D{call.year}-{call.sequence:04d}"
    call.issued_by, call.issued_at = str(by), at
    call.sha256 = digest(call.content)
    call.save(force_insert=True)
    record(DuesCalled(call_id=call.pk, period=call.period, occurred_at=at), by=by)
    if call.books_cents:  # a call of nothing is a paper, and no entry
        draft = dues_called(
            call_id=str(call.pk),
            number=call.number,
            on=call.issued_on,
            member=call.member.slug,
            cents=call.books_cents,
        )
        post_entry(draft, journal=SALES, posted_on=call.issued_on, by=by, at=at)
    return call


def _next_number(year: int) -> int:
    """Gapless under concurrency: the counter's row stays locked until the call is committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into federation_duescounter (id, cooperative_id, year, last) values (%s, %s, %s, 1)"
            " on conflict (cooperative_id, year)"
            " do update set last = federation_duescounter.last + 1 returning last",
            [uuid7(), required(), year],
        )
        return int(cursor.fetchone()[0])
