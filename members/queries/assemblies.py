"""Assemblies of the co-op in scope, and the rules one would be called by."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cooperatives.queries.charters import charter_on
from cooperatives.queries.here import cooperative_here
from members.domain.assemblies import HOUSE, Bound, Result, Rules, Votes, floor_of, result, within_law
from members.models import Assembly, Motion
from members.queries.shares import shares_held
from members.queries.workers import own_workers_between

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Tried:
    """A motion of a held assembly: what it came to, and what it would have by other rules."""

    motion: Motion
    was: Result
    now: Result


def members_on(day: date) -> int:
    """Who holds shares that day; where nobody's are on the register, who works here."""
    holding = sum(units > 0 for units, _worth in shares_held(last=day).values())
    if holding:
        return holding
    return own_workers_between(day, day).count()


def rules_on(day: date) -> Rules:
    """As the charter of that day says, else the house's own. Raises NotAllowedNow before the first charter."""
    terms = charter_on(day).terms.get("assembly")
    return Rules.from_terms(terms) if terms else HOUSE


def bound_on(day: date, rules: Rules | None = None) -> Bound:
    """The rules of a day, or these, within the law of the co-op's legal form."""
    floor = floor_of(cooperative_here().legal_form)
    return within_law(rules or rules_on(day), floor, members_on(day))


def assemblies() -> list[Assembly]:
    """The newest first."""
    return list(Assembly.objects.order_by("-held_at")[:SHOWN])


def assembly_here(assembly_id: UUID) -> Assembly | None:
    return Assembly.objects.select_related("first").filter(pk=assembly_id).first()


def motions_of(assembly_id: UUID) -> list[Motion]:
    return list(Motion.objects.filter(assembly=assembly_id).order_by("number"))


def next_assembly(day: date) -> Assembly | None:
    """The first one called for that day or later."""
    coming = Assembly.objects.filter(state=Assembly.State.CALLED, held_at__date__gte=day)
    return coming.order_by("held_at").first()


def tried_on_past(rules: Rules) -> list[Tried]:
    """Every motion voted on here, by other rules within the law; the newest first. Two queries."""
    floor = floor_of(cooperative_here().legal_form)
    rows = (
        Motion.objects.exclude(result="").select_related("assembly").order_by("-assembly__held_at", "number")
    )
    found = []
    for motion in rows[:SHOWN]:
        held = motion.assembly
        votes = votes_of(held, motion)
        bound = within_law(rules, floor, held.members).rules
        now = result(bound, votes, call=held.call, notice_days=held.notice_days)
        found.append(Tried(motion, Result(motion.result), now))
    return found


def votes_of(held: Assembly, motion: Motion) -> Votes:
    return Votes(
        held.members,
        held.present,
        held.represented,
        motion.in_favour,
        motion.against,
        motion.blank,
        held.most_proxies,
    )
