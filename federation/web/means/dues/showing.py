"""Dues in words: periods, terms, how a call was reckoned, what stands of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopplatform.web import formats
from federation.domain.means.dues import By, Step
from federation.domain.means.dues_kinds import GROUPS, Group
from federation.domain.means.dues_periods import Every, Period
from federation.domain.means.dues_terms import BASES, STAGES, Base, Terms
from federation.domain.means.dues_uses import USES
from federation.models import DuesBase, DuesCall, DuesPayment, DuesTerms
from federation.queries.means.dues.calls import PeriodAccount
from federation.queries.means.dues.statement import Statement
from federation.queries.means.dues.terms import is_adopted, is_pending
from federation.web.figure_words import quarter_words


@dataclass(frozen=True, slots=True)
class StepShown:
    """A line of a call: which days in which stage, by what it was reckoned, and its amount."""

    head: str
    words: str
    cents: int


@dataclass(frozen=True, slots=True)
class CallShown:
    call: DuesCall
    steps: list[StepShown]
    base: str


@dataclass(frozen=True, slots=True)
class AccountShown:
    """A period of a member as its row tells it; `shape` and `word` are its mark."""

    account: PeriodAccount
    period: str
    shape: str
    word: str
    calls: list[CallShown]
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TermsShown:
    row: DuesTerms
    base: str
    every: str
    stages: list[tuple[str, str, list[str]]]
    caps: list[str]
    uses: list[tuple[str, str]]
    is_adopted: bool
    is_pending: bool


def period_words(period: str) -> str:
    """As "3rd quarter 2026", or the year alone."""
    return quarter_words(period) if Period.parse(period).every is Every.QUARTER else period


def account_shown(account: PeriodAccount, today: date, **more: Any) -> AccountShown:
    shape, word = _mark(account, today)
    calls = [call_shown(call) for call in account.calls]
    return AccountShown(account, period_words(account.period), shape, word, calls, more)


def _mark(account: PeriodAccount, today: date) -> tuple[str, str]:
    call, left = account.standing, account.left_cents
    if late := account.days_late(today):
        return "late", ngettext("%(n)s day late", "%(n)s days late", late) % {"n": late}
    if account.is_in_settlement:
        return "sent", _("in the settlement of the exit")
    if left < 0:
        return "part", _("paid too much")
    if call is None or not account.owed_cents:
        return "done", _("nothing to pay")
    if left == 0:
        return "done", _("paid")
    return "waiting", _("due on %(day)s") % {"day": day_words(call.due_on)}


def call_shown(call: DuesCall) -> CallShown:
    steps = [step_shown(Step.read(stored), call.currency) for stored in call.steps]
    return CallShown(call, steps, _base_words(call))


def step_shown(step: Step, currency: str) -> StepShown:
    first, last = date.fromisoformat(step.first), date.fromisoformat(step.last)
    facts = {
        "stage": _(STAGES[step.stage]),
        "first": day_words(first),
        "last": day_words(last),
        "days": step.days,
        "all": step.of_days,
        "rate": percent(step.rate),
        "amount": formats.money(step.by_rate_cents or 0, currency),
        "floor": formats.money(step.floor_cents, currency),
        "cap": formats.money(step.cap_cents or 0, currency),
        "whole": formats.money(step.whole_cents, currency),
    }
    head = _("%(stage)s, %(first)s to %(last)s") % facts
    by = {
        By.RATE: _("%(rate)s of the base: %(amount)s"),
        By.CAP: _("%(rate)s of the base is %(amount)s: the cap is %(cap)s"),
        By.FLOOR: _("%(rate)s of the base is %(amount)s: the floor is %(floor)s"),
    }[By(step.by)]
    if step.by_rate_cents is None:
        by = _("no base shared: the floor is %(floor)s")
    words = by % facts
    if step.days < step.of_days:
        words += _("; %(days)s of %(all)s days") % facts
    return StepShown(head, words, step.cents)


def base_shown(base: DuesBase) -> str:
    """What was shared, with where it comes from."""
    facts = {
        "what": _(BASES[Base(base.kind)]),
        "amount": formats.money(base.cents, base.currency),
        "origin": base.get_origin_display(),
    }
    return _("%(what)s %(amount)s, %(origin)s") % facts


def terms_shown(row: DuesTerms, *, group: Group | None = None, currency: str = "") -> TermsShown:
    """All of them, or what they say to one kind of member in its currency."""
    terms = row.terms
    groups = [group] if group else list(Group)
    return TermsShown(
        row,
        _(BASES[terms.base]),
        _("every quarter") if terms.every is Every.QUARTER else _("every year"),
        [_stage_words(terms, number, groups, currency) for number in range(len(terms.stages))],
        _amounts(terms.caps, currency),
        [(_(USES[use.code]), percent(use.share)) for use in terms.uses],
        is_adopted(row),
        is_pending(row),
    )


def uses_shown(statement: Statement) -> list[tuple[str, int]]:
    return [(_(USES[code]), cents) for code, cents in statement.uses.items()]


def payments_shown(account: PeriodAccount) -> list[tuple[DuesPayment, bool]]:
    """Each payment, and whether it may still be taken back."""
    taken = {payment.takes_back_id for payment in account.payments}
    return [(one, one.takes_back_id is None and one.pk not in taken) for one in account.payments]


def percent(ten_thousandths: int) -> str:
    """As 2.5 %, with as many decimals as it has."""
    share = Decimal(ten_thousandths) / 10_000
    digits = 0 if ten_thousandths % 100 == 0 else 1 if ten_thousandths % 10 == 0 else 2
    return formats.percent(share, digits)


def day_words(day: date) -> str:
    return date_format(day, "j F Y")


def group_words(group: str) -> str:
    return _(GROUPS[Group(group)])


def next_first_day(today: date, every: Every) -> date:
    """Of the period after the one a day is in."""
    return Period.of(today, every).last + timedelta(days=1)


def _amounts(by_currency: Mapping[str, int], only: str) -> list[str]:
    """Of one currency where `only` names it, else of each."""
    return [formats.money(cents, one) for one, cents in sorted(by_currency.items()) if only in ("", one)]


def _stage_words(
    terms: Terms, number: int, groups: Sequence[Group], currency: str
) -> tuple[str, str, list[str]]:
    """Its name with its months; the rates by kind of member; the floors."""
    stage = terms.stages[number]
    until = terms.stages[number + 1].from_month if number + 1 < len(terms.stages) else None
    facts = {"stage": _(STAGES[stage.code]), "first": stage.from_month, "last": until}
    head = (
        _("%(stage)s: from month %(first)s on")
        if until is None
        else _("%(stage)s: months %(first)s to %(last)s")
    )
    rates = [f"{group_words(group.value)} {percent(stage.rates[group])}" for group in groups]
    return head % facts, ", ".join(rates), _amounts(stage.floors, currency)


def _base_words(call: DuesCall) -> str:
    if call.is_credit:
        return _("takes back %(number)s") % {"number": call.corrects.number if call.corrects else ""}
    if call.base is None or call.base_cents is None:
        return _("no base shared: assessed at the floor, provisionally")
    return base_shown(call.base)
