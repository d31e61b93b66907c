"""Contracts: who works on which terms, and what to look at in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cooperatives.queries.charters import charter_on
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import Sentence
from members.domain.contracts import Grid, Rules, Terms, warnings
from members.domain.leave import Span
from members.models import Contract, MemberWorker
from members.queries.workers import own_workers

NO_END = date(9998, 12, 31)


@dataclass(frozen=True, slots=True)
class Employed:
    """A member-worker with the contract in force on a day, the next or else the last one.

    `next_on` is when another one follows the one in force.
    """

    member: MemberWorker
    contract: Contract | None
    is_in_force: bool
    next_on: date | None
    warnings: tuple[Sentence, ...]


def rules_on(day: date) -> Rules:
    """What a contract of the co-op in scope is held against on a day; without a charter there is no grid."""
    here = cooperative_here()
    try:
        terms = charter_on(day).terms.get("pay", {})
    except NotAllowedNow:
        terms = {}
    return Rules(here.country, here.currency, Grid.from_terms(terms))


def terms_of(contract: Contract) -> Terms:
    """A stored contract as the domain reads it."""
    return Terms(
        kind=contract.kind,
        weekly_minutes=contract.weekly_minutes,
        hourly_cents=contract.hourly_cents,
        started_on=contract.started_on,
        ended_on=contract.ended_on,
        job_title=contract.job_title,
        grid_class=contract.grid_class,
        short_hours_reason=contract.short_hours_reason,
    )


def everyone_employed(on: date) -> list[Employed]:
    """All member-workers but guests, those who have left at the end; four queries, whatever the size."""
    rules = rules_on(on)
    by_member: dict[UUID, list[Contract]] = {}
    for contract in Contract.objects.order_by("started_on"):
        by_member.setdefault(contract.member_id, []).append(contract)
    people = [
        _employed(member, by_member.get(member.id, []), rules, on)
        for member in own_workers().order_by("name")
    ]
    return sorted(people, key=lambda one: one.member.left_on is not None and one.member.left_on < on)


def contracts_of(member_id: UUID) -> list[Contract]:
    """A member's contracts, the newest first."""
    return list(Contract.objects.filter(member_id=member_id).order_by("-started_on"))


def member_here(member_id: UUID) -> MemberWorker | None:
    """A member-worker with the account they log in with."""
    return MemberWorker.objects.select_related("user").filter(pk=member_id).first()


def members_employed(first: date, last: date) -> list[MemberWorker]:
    """Who has a contract on some day of a span, by name."""
    there = Contract.objects.filter(started_on__lte=last).exclude(ended_on__lt=first)
    return list(MemberWorker.objects.filter(pk__in=there.values("member")).order_by("name"))


def employment_of(contracts: Iterable[Contract]) -> list[Span]:
    """The days under contract; a contract without an end lasts to `NO_END`."""
    return [(contract.started_on, contract.ended_on or NO_END) for contract in contracts]


def _employed(member: MemberWorker, contracts: Sequence[Contract], rules: Rules, on: date) -> Employed:
    in_force = [c for c in contracts if c.started_on <= on and (c.ended_on is None or c.ended_on >= on)]
    coming = [c for c in contracts if c.started_on > on]
    shown = in_force[-1] if in_force else coming[0] if coming else contracts[-1] if contracts else None
    told = tuple(warnings(terms_of(shown), rules, on)) if shown and in_force else ()
    next_on = coming[0].started_on if in_force and coming else None
    return Employed(member, shown, bool(in_force), next_on, told)
