"""Assemblies of the co-op in scope, and the rules one would be called by."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Sum

from cooperatives.queries.charters import charter_on
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.time import TimeWindow
from members.domain.assemblies import HOUSE, Bound, Result, Rules, Votes, floor_of, result, within_law
from members.models import Assembly, MemberWorker, Motion
from members.queries.shares import shares_held
from members.queries.workers import own_workers, own_workers_between

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Tried:
    """A motion of a held assembly: what it came to, and what it would have by other rules."""

    motion: Motion
    was: Result
    now: Result


def electorate(day: date) -> list[MemberWorker]:
    """Who holds shares that day, by name; where nobody's are on the register, who works here."""
    holding = [member for member, (units, _worth) in shares_held(last=day).items() if units > 0]
    rows = own_workers().filter(pk__in=holding) if holding else own_workers_between(day, day)
    return list(rows.order_by("name", "pk"))


def members_on(day: date) -> int:
    return len(electorate(day))


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


def turnout(window: TimeWindow) -> tuple[int, int]:
    """Members called, and of them present or represented, at the assemblies held in a window.

    One that was called again is counted by the last call.
    """
    held = Assembly.objects.filter(
        state=Assembly.State.HELD, held_at__gte=window.after, held_at__lt=window.before
    ).exclude(again__state__in=(Assembly.State.CALLED, Assembly.State.HELD))
    sums = held.aggregate(
        seats=Sum("members", default=0), votes=Sum(F("present") + F("represented"), default=0)
    )
    return sums["seats"], sums["votes"]


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
