"""A co-op leaves: in the register, then its account is drawn up, signed, confirmed and paid."""

from datetime import date, datetime, timedelta
from typing import Any

from cooperatives.domain.charts import Role
from cooperatives.models import Line
from coopplatform.tenancy.work import unit_of_work
from federation.domain.means.leaving import Account, Settlement
from federation.domain.review.membership import Action
from federation.models import ExitSettlement, Transition
from federation.services.means.leaving.own import answer_settlement, book_settlements, send_instalment
from federation.services.means.leaving.paying import note_instalment
from federation.services.means.leaving.proposing import confirm_settlement, propose_settlement
from federation.services.review.register import Said, enter
from tests.conftest import Cast

WORDS = "They ride on by themselves from here on, as their assembly decided."


@unit_of_work
def _leaves(member: Cast, by: Any, second: Any, from_on: date, at: datetime) -> Transition:
    said = Said(Action.LEAVE, reason=WORDS, in_force_from=from_on)
    return enter(member.cooperative, said, by=by, second=second, at=at)


def left(house: Cast, member: Cast, last_day: date, *, by: str = "rui", second: str = "simone") -> Any:
    """Its exit is decided a week before its last day."""
    at = datetime.combine(last_day - timedelta(days=7), datetime.min.time(), tzinfo=member.cooperative.zone)
    with house.inside():
        return _leaves(member, house.by(by), house.by(second), last_day + timedelta(days=1), at)


@unit_of_work
def returned(house: Cast, member: Cast, at: datetime) -> None:
    """It applies, is looked at, and admitted again."""
    today = at.date()
    for action in (Action.APPLY, Action.OPEN_REVIEW, Action.ADMIT):
        enter(member.cooperative, Said(action, reason=WORDS, in_force_from=today), by=house.by("rui"), at=at)


def drawn_up(house: Cast, member: Cast, at: datetime, *, parts: int = 1, by: str = "rui", **more: Any) -> Any:
    with house.inside():
        return propose_settlement(
            slug=member.slug,
            instalments=parts,
            first_on=at.date() + timedelta(days=30),
            **more,
            by=house.by(by),
            at=at,
        )


def signed(member: Cast, row: Any, at: datetime, *, is_agreed: bool = True, reason: str = "") -> Any:
    with member.inside():
        facts = {"settlement_id": row.pk, "sha256": row.sha256, "is_agreed": is_agreed, "reason": reason}
        return answer_settlement(**facts, by=member.by("nour"), at=at)


def confirmed(house: Cast, row: Any, at: datetime, *, by: str = "simone") -> Any:
    with house.inside():
        return confirm_settlement(settlement_id=row.pk, by=house.by(by), at=at)


def booked(member: Cast, at: datetime) -> int:
    with member.inside():
        return book_settlements(by=member.by("nour"), at=at)


def paid(house: Cast, member: Cast, row: Any, number: int, at: datetime) -> None:
    """Noted on both sides."""
    facts = {"settlement_id": row.pk, "number": number, "paid_on": at.date()}
    with member.inside():
        send_instalment(**facts, by=member.by("nour"), at=at)
    with house.inside():
        note_instalment(**facts, by=house.by("rui"), at=at)


def open_at_the_house(house: Cast, member: Cast) -> int:
    """What the member owes by the federation's books."""
    return _open(house, Role.CUSTOMERS, member.slug.upper())


def open_at_home(house: Cast, member: Cast) -> int:
    """What it owes the federation by its own."""
    return -_open(member, Role.SUPPLIERS, house.slug.upper())


def unlettered(cast: Cast, role: Role) -> int:
    with cast.inside():
        return Line.objects.filter(account__role=role, matched__isnull=True).count()


def _open(cast: Cast, role: Role, auxiliary: str) -> int:
    with cast.inside():
        rows = Line.objects.filter(account__role=role, auxiliary=auxiliary)
        return sum(rows.values_list("amount_cents", flat=True))


def newest(house: Cast, member: Cast) -> Any:
    with house.inside():
        return ExitSettlement.objects.filter(member=member.cooperative).latest("proposed_at")


def exit_drawn_up(house: Any, member: Cast, at: datetime) -> Any:
    """A row of the account of a member, for whoever needs its id only."""
    account = Account(member.slug, at.date(), member.cooperative.currency, ())
    with house.inside():
        transition = Transition.objects.filter(member=member.cooperative).latest("sequence")
        return ExitSettlement.objects.create(
            member=member.cooperative,
            transition=transition,
            turn=1,
            body=Settlement(account, ()).as_json(),
            sha256="0" * 64,
            proposed_by=transition.decided_by,
            proposed_at=at,
        )
