"""What the rules of working time say of the work planned and done here."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.time import TimeWindow
from members.domain.labour import Code, Finding, Mode, Person, Rule, Stretch, check, concerning
from members.models import Contract, MemberWorker, Shift, WorkBreak, WorkRecord
from members.queries.days import day_window
from members.queries.terms import labour_rules

NEW = "new"
AROUND = timedelta(days=2)


def findings(
    first: date, last: date, *, at: datetime | None = None, rules: dict[Code, Rule] | None = None
) -> list[Finding]:
    """Every broken rule of the days from `first` to `last`, by member and day; `rules` are those in force or tried.

    Of work that was done; with `at` also of the shifts planned from that moment on, drafts included. A rule that is
    off finds nothing. A fixed number of queries.
    """
    rules = labour_rules(last) if rules is None else rules
    members = MemberWorker.objects.filter(joined_on__lte=last).exclude(left_on__lt=first).order_by("name")
    people = {member.pk: member for member in members}
    zone = cooperative_here().zone
    stretches = _stretches(people, first, last, rules, at, zone)
    contracts = _contracts(people, last)
    return [
        finding
        for member_id, member in people.items()
        for finding in check(
            _person(member, contracts.get(member_id)), stretches[member_id], rules, zone, first, last
        )
    ]


def of_a_plan(member: MemberWorker, window: TimeWindow, *, besides: UUID | None = None) -> list[Finding]:
    """The rules a member's week would break by one more shift; `besides` is the shift it replaces."""
    zone = cooperative_here().zone
    first, last = (moment.astimezone(zone).date() for moment in (window.after, window.before))
    rules = {code: rule for code, rule in labour_rules(first).items() if rule.mode is not Mode.OFF}
    if not rules:
        return []
    week = day_window(_monday(first), last, zone)
    known = _stretches({member.pk}, first, last, rules, week.after, zone)[member.pk]
    stretches = [stretch for stretch in known if stretch.key != str(besides)]
    contract = _contracts({member.pk}, last).get(member.pk)
    found = check(
        _person(member, contract), [*stretches, Stretch(NEW, window)], rules, zone, _monday(first), last
    )
    return concerning(found, NEW)


def _person(member: MemberWorker, contract: Contract | None) -> Person:
    return Person(
        str(member.pk),
        member.name,
        contract.weekly_minutes if contract else None,
        bool(contract and contract.short_hours_reason),
    )


def _contracts(member_ids: Iterable[UUID], on: date) -> dict[UUID, Contract]:
    begun = Contract.objects.filter(member__in=list(member_ids), started_on__lte=on).order_by("started_on")
    return {contract.member_id: contract for contract in begun}


def _stretches(
    member_ids: Collection[UUID],
    first: date,
    last: date,
    rules: dict[Code, Rule],
    at: datetime | None,
    zone: ZoneInfo,
) -> dict[UUID, list[Stretch]]:
    """Work done and, from `at` on, planned, as far back as the rules look and to the end of the last week."""
    weeks = max([1, *(rule.over for rule in rules.values() if rule.code is Code.MEAN_MAX)])
    begins, ends = _monday(first) - weeks * timedelta(days=7), _monday(last) + timedelta(days=6)
    wide = day_window(begins - AROUND, ends + AROUND, zone)
    found: dict[UUID, list[Stretch]] = defaultdict(list)
    touching = Q(member__in=list(member_ids), started_at__lt=wide.before, ended_at__gt=wide.after)
    breaks: dict[UUID, list[TimeWindow]] = defaultdict(list)
    taken = WorkBreak.objects.filter(record__in=WorkRecord.objects.filter(touching), ended_at__isnull=False)
    for record_id, began, ended in taken.values_list("record_id", "started_at", "ended_at"):
        breaks[record_id].append(TimeWindow(began, ended or began))
    for pk, member_id, shift_id, began, ended in WorkRecord.objects.filter(touching).values_list(
        "pk", "member_id", "shift_id", "started_at", "ended_at"
    ):
        window = TimeWindow(began, ended or began)
        found[member_id].append(Stretch(str(shift_id), window, tuple(breaks[pk]), is_worked=True))
    if at is not None:
        planned = Shift.objects.filter(
            member__in=list(member_ids),
            starts_at__lt=wide.before,
            ends_at__gt=max(at, wide.after),
            clocked_out_at__isnull=True,
        )
        for shift_id, who, starts_at, ends_at in planned.values_list(
            "pk", "member_id", "starts_at", "ends_at"
        ):
            if who is not None:
                found[who].append(Stretch(str(shift_id), TimeWindow(starts_at, ends_at)))
    return found


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
