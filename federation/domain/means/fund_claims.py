"""What a claim comes to, step by step, with each cap that bound; who may ask; and what two people may decide."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.money import allocate
from coopplatform.kernel.text import Sentence, _
from federation.domain.means.fund import FundRules, Purpose
from federation.domain.means.fund_figures import Figures, Light, lights
from federation.domain.review.deadlines import add_months
from federation.domain.review.membership import State, belongs

LEAST_REASON = 40
"""Characters of a written reason."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the reckoning: what it allows, and whether it is what made the amount smaller."""

    what: Sentence
    cents: int
    is_binding: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"what": self.what.as_json(), "cents": self.cents, "binds": self.is_binding}


@dataclass(frozen=True, slots=True)
class Covered:
    """`cents` is what the rules give at most; `grounds` all that count for its purpose, met or not."""

    purpose: Purpose
    grounds: tuple[Light, ...]
    steps: tuple[Step, ...]
    cents: int

    @property
    def is_open(self) -> bool:
        return any(light.is_met for light in self.grounds)

    def as_json(self) -> dict[str, Any]:
        return {
            "purpose": self.purpose,
            "grounds": [light.as_json() for light in self.grounds],
            "steps": [step.as_json() for step in self.steps],
            "cents": self.cents,
        }


def claim_of(
    rules: FundRules, purpose: Purpose, figures: Figures, *, balance_cents: int, granted_cents: int = 0
) -> Covered:
    """What the rules give for a claim standing alone, in cents.

    `balance_cents` is that of the purpose, `granted_cents` what the co-op was granted for it this year already. The
    reserve is kept by `together`, where all claims of a time are seen.
    """
    grounds = tuple(light for light in lights(rules, figures) if light.purpose is purpose)
    if not any(light.is_met for light in grounds):
        return Covered(purpose, grounds, (Step(Sentence(_("No ground of the rules is met.")), 0, True),), 0)
    first, limits = _limits(rules, purpose, figures, balance_cents, granted_cents)
    steps, cents = [first], first.cents
    for what, limit in limits:
        steps.append(Step(what, limit, is_binding=limit < cents))
        cents = min(cents, limit)
    return Covered(purpose, grounds, tuple(steps), cents)


def _limits(
    rules: FundRules, purpose: Purpose, figures: Figures, balance_cents: int, granted_cents: int
) -> tuple[Step, list[tuple[Sentence, int]]]:
    of_balance = (
        Sentence(_("%(part)s %% of the balance"), {"part": rules.balance_percent}),
        max(0, balance_cents) * rules.balance_percent // 100,
    )
    if purpose is Purpose.GUARANTEE:
        weeks = Sentence(_("%(weeks)s weeks of net wages"), {"weeks": rules.wage_weeks})
        first = Step(Sentence(_("Net wages owed")), figures.wages_owed_cents)
        return first, [(weeks, figures.weekly_wages_cents * rules.wage_weeks), of_balance]
    covered = Sentence(_("%(part)s %% of the loss"), {"part": rules.cover_percent})
    cap = Sentence(_("The most a co-op gets in a year, less what it was granted"))
    return Step(Sentence(_("Loss of the year")), figures.loss_cents), [
        (covered, figures.loss_cents * rules.cover_percent // 100),
        (cap, max(0, rules.cap_cents - granted_cents)),
        of_balance,
    ]


def available(rules: FundRules, *, balance_cents: int, promised_cents: int) -> int:
    """What may be granted of a purpose's balance: not its reserve, nor what is granted and not paid yet."""
    return max(0, balance_cents - rules.reserve_cents - promised_cents)


def together(claims: Sequence[Covered], available_cents: int) -> list[Covered]:
    """The claims of a time beside each other: whole where all can be paid, else pro rata to the cent.

    By largest remainder; between equal remainders the earlier claim. The parts add up to what is available.
    """
    wanted = [claim.cents for claim in claims]
    shares = wanted if sum(wanted) <= available_cents else allocate(available_cents, wanted)
    what = Sentence(_("What the fund can pay above its reserve, shared among open claims"))
    return [
        replace(claim, steps=(*claim.steps, Step(what, share, share < claim.cents)), cents=share)
        for claim, share in zip(claims, shares, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks: its state in the federation, since when it belongs, and whether it asked for this year before."""

    state: State | None
    since: date | None
    has_asked: bool = False


def check_asking(rules: FundRules, purpose: Purpose, asking: Asking, *, on: date) -> None:
    """Raises NotAllowedNow for one that has left, is suspended (wages stay guaranteed), waits, or asked already."""
    if not belongs(asking.state) or asking.since is None:
        raise NotAllowedNow("not_a_member", _("Only a co-op that belongs to the federation asks the fund."))
    if asking.state is State.SUSPENDED and purpose is Purpose.SOLIDARITY:
        raise NotAllowedNow(
            "suspended",
            _("Your co-op is suspended: only wages are guaranteed until it is back, losses wait."),
        )
    may_from = add_months(asking.since, rules.waiting_months)
    if on < may_from:
        raise NotAllowedNow(
            "waiting_time", _("Your co-op may ask the fund from %(day)s on, not before."), day=may_from
        )
    if asking.has_asked:
        raise NotAllowedNow(
            "asked_already", _("Your co-op has asked for this year already: once a year for each purpose.")
        )


def check_decision(*, cents: int, allowed_cents: int, reason: str) -> str:
    """The reason, its spaces tidied. Raises Invalid for an amount above the rules, or too short a reason."""
    told = " ".join(reason.split())
    if len(told) < LEAST_REASON:
        raise Invalid(
            "reason_short",
            _("Write the reason, in at least %(least)s characters."),
            field="reason",
            least=LEAST_REASON,
        )
    if cents < 0 or cents > allowed_cents:
        raise Invalid(
            "above_the_rules",
            _("This is more than the rules give at most: less is possible, more is not."),
            field="amount",
        )
    return told


def check_two(*, proposer: int, second: int, claimants: frozenset[int]) -> None:
    """Raises NotAllowedNow for one person alone, or one who is of the co-op that asks. All are users' ids."""
    if proposer == second:
        raise NotAllowedNow("same_person", _("A second person confirms this: you proposed it yourself."))
    if {proposer, second} & claimants:
        raise NotAllowedNow("own_claim", _("Nobody decides on a claim of their own co-op."))
