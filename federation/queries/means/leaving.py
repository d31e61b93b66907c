"""How far the account of a member that left is: drawn up, signed, agreed and paid.

In the federation's scope of any member, in a co-op's of itself: both read the same rows.
"""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from cooperatives.models import Cooperative
from federation.domain.means.dues_belonging import left_after
from federation.domain.means.leaving import Kind, Settlement, State, state_of
from federation.domain.means.leaving_again import carried_ids
from federation.models import ExitAgreed, ExitAnswer, ExitPayment, ExitSettlement, FundCall, Transition
from federation.queries.membership import histories, history_of


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the settlement of an exit is; `row` is None before one was drawn up."""

    member: Cooperative
    last_day: date
    transition: Transition
    row: ExitSettlement | None
    answer: ExitAnswer | None
    agreed: ExitAgreed | None
    payments: tuple[ExitPayment, ...]
    replaced_by: ExitSettlement | None = None
    has_returned: bool = False

    @property
    def settlement(self) -> Settlement | None:
        return self.row.read if self.row else None

    @property
    def paid(self) -> list[int]:
        return [one.instalment for one in self.payments]

    @property
    def state(self) -> State | None:
        if self.settlement is None:
            return None
        if self.replaced_by is not None:
            return State.REPLACED
        answer = self.answer.is_agreed if self.answer else None
        return state_of(self.settlement, answer=answer, is_confirmed=self.agreed is not None, paid=self.paid)

    @property
    def left_cents(self) -> int:
        """What is still to be paid of what was agreed; nothing once a later exit took it up."""
        is_running = self.agreed is not None and self.replaced_by is None
        return self.settlement.left_cents(self.paid) if self.settlement and is_running else 0

    @property
    def books_left_cents(self) -> int:
        """The same in the federation's books."""
        if self.agreed is None or not self.left_cents:
            return 0
        return self.agreed.books_cents - sum(one.books_cents for one in self.payments)

    def has_left(self, today: date) -> bool:
        return self.last_day < today


def standing_of(member: Cooperative) -> Standing | None:
    """None for one whose exit is not decided; one that came back still has what it agreed to and did not pay yet."""
    rows = history_of(member.pk)
    last_day = left_after([row.step for row in rows])
    if last_day is None:
        return next((replace(one, has_returned=True) for one in running_with(member)), None)
    exits = [row for row in rows if row.in_force_from > last_day]
    return _standing(member, last_day, exits[0])


def who_left() -> list[Standing]:
    """Every member whose exit is decided, or that came back with instalments left, by name. In its scope."""
    found = []
    for rows in histories().values():
        last_day = left_after([row.step for row in rows])
        if last_day is None:
            found += [replace(one, has_returned=True) for one in running_with(rows[0].member)[:1]]
        elif last_day is not None:
            exits = [row for row in rows if row.in_force_from > last_day]
            found.append(_standing(rows[0].member, last_day, exits[0]))
    return sorted(found, key=lambda one: one.member.name)


def settlement_called(settlement_id: UUID) -> ExitSettlement | None:
    rows = ExitSettlement.objects.select_related("member", "transition", "answer", "agreed")
    return rows.filter(pk=settlement_id).first()


def agreed_of(member_id: int) -> list[ExitAgreed]:
    """All settlements of a member that both sides agreed to."""
    rows = ExitAgreed.objects.filter(member_id=member_id).select_related(
        "settlement__member", "settlement__transition"
    )
    return list(rows.order_by("confirmed_at"))


def is_call_in_settlement(call: FundCall) -> bool:
    """Whether a call of the fund was taken up by the settlement of its member's exit."""
    of = str(call.pk)
    return any(
        line.of == of
        for one in agreed_of(call.member_id)
        for line in one.settlement.read.account.lines
        if line.kind is Kind.FUND_CALL
    )


def part_of_books(books_cents: int, net_cents: int, before: int, after: int) -> int:
    """Of the net in the federation's books, what belongs to the payment from one sum of the net to another."""
    if not net_cents:
        return 0
    return _floor(Fraction(books_cents * after, net_cents)) - _floor(
        Fraction(books_cents * before, net_cents)
    )


def _floor(value: Fraction) -> int:
    return value.numerator // value.denominator


def running_with(member: Cooperative) -> list[Standing]:
    """The settlements that both agreed to and of which something is left, the newest first."""
    known = agreed_of(member.pk)
    taken_up = {of for one in known for of in carried_ids(one.settlement.read.account)}
    rows = [one.settlement for one in reversed(known) if str(one.settlement.pk) not in taken_up]
    found = [_standing(member, row.read.account.last_day, row.transition) for row in rows]
    return [one for one in found if one.left_cents]


def standing_with(row: ExitSettlement) -> Standing:
    """Of the exit a settlement is of, whatever the member is today."""
    found = _standing(row.member, row.read.account.last_day, row.transition)
    return replace(found, replaced_by=replaced_by(row))


def replaced_by(row: ExitSettlement) -> ExitSettlement | None:
    """The settlement of a later exit that took up what was left of this one."""
    of = str(row.pk)
    later = (one.settlement for one in agreed_of(row.member_id))
    return next((one for one in later if of in carried_ids(one.read.account)), None)


def with_all_it_carries(row: ExitSettlement) -> list[ExitSettlement]:
    """A settlement, and those it took up, and those they did: all of them make up its balance."""
    by_id = {str(one.settlement.pk): one.settlement for one in agreed_of(row.member_id)}
    found, waiting = [row], list(carried_ids(row.read.account))
    while waiting:
        one = by_id[waiting.pop()]
        found.append(one)
        waiting += carried_ids(one.read.account)
    return found


def _standing(member: Cooperative, last_day: date, transition: Transition) -> Standing:
    rows = ExitSettlement.objects.filter(transition__member_id=member.pk, transition=transition)
    row = (
        rows.select_related("answer__answered_by", "agreed__confirmed_by", "proposed_by", "member")
        .order_by("-turn")
        .first()
    )
    payments = tuple(row.payments.order_by("instalment")) if row else ()
    answer, agreed = getattr(row, "answer", None), getattr(row, "agreed", None)
    return Standing(member, last_day, transition, row, answer, agreed, payments)
