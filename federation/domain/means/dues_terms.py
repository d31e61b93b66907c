"""The terms that were voted: base, rates by kind of member and stage, floors and caps by currency, uses.

No figure of them stands in the code. The "2.5 % of value added" that circulates for CoopCycle was found in no source
(design, section 1.1): whatever the rate is, a vote has set it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from federation.domain.means.dues_kinds import Group
from federation.domain.means.dues_periods import Every
from federation.domain.means.dues_uses import WHOLE, Use, check_uses

MOST_CENTS = 10**9
MOST_DUE_DAYS = 180
A_UNIT = 100
"""A base may differ from what was shared elsewhere by as much a month, in cents: rounding, not contradiction."""
STAGES: Mapping[str, str] = {"start": _("Start-up"), "growing": _("Growing"), "full": _("Established")}
"""In the order a member goes through them."""


class Base(StrEnum):
    """What a rate is applied to."""

    VALUE_ADDED = "value_added"
    TURNOVER = "turnover"
    PAYROLL = "payroll"


BASES: Mapping[Base, str] = {
    Base.VALUE_ADDED: _("value added"),
    Base.TURNOVER: _("turnover"),
    Base.PAYROLL: _("payroll"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """From `from_month` months after admission on: rates in ten-thousandths by kind of member, floors in cents a
    period by currency."""

    code: str
    from_month: int
    rates: Mapping[Group, int]
    floors: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Terms:
    """`caps` in cents a period by currency: a currency without one has none."""

    base: Base
    every: Every
    stages: tuple[Stage, ...]
    due_days: int
    uses: tuple[Use, ...]
    caps: Mapping[str, int] = field(default_factory=dict)

    @property
    def currencies(self) -> list[str]:
        """Those with voted floors: dues are owed in no other."""
        return sorted(set.intersection(*(set(stage.floors) for stage in self.stages)))

    def as_json(self) -> dict[str, Any]:
        return {
            "base": self.base.value,
            "every": self.every.value,
            "stages": [
                {
                    "code": stage.code,
                    "from_month": stage.from_month,
                    "rates": {group.value: rate for group, rate in stage.rates.items()},
                    "floors": dict(stage.floors),
                }
                for stage in self.stages
            ],
            "due_days": self.due_days,
            "uses": [{"code": use.code, "share": use.share} for use in self.uses],
            "caps": dict(self.caps),
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        stages = tuple(
            Stage(
                one["code"],
                one["from_month"],
                {Group(group): rate for group, rate in one["rates"].items()},
                one["floors"],
            )
            for one in stored["stages"]
        )
        uses = tuple(Use(one["code"], one["share"]) for one in stored["uses"])
        every, base = Every(stored["every"]), Base(stored["base"])
        return cls(base, every, stages, stored["due_days"], uses, stored["caps"])


def check_terms(terms: Terms) -> Terms:
    """The terms as they may be voted. Raises Invalid at the field that makes no sense."""
    if not 1 <= terms.due_days <= MOST_DUE_DAYS:
        raise Invalid(
            "due_days",
            _("Leave between 1 and %(most)s days to pay."),
            field="due_days",
            most=MOST_DUE_DAYS,
        )
    _check_order(terms.stages)
    for stage in terms.stages:
        _check_stage(stage, terms.caps)
    return Terms(
        terms.base, terms.every, terms.stages, terms.due_days, check_uses(terms.uses), dict(terms.caps)
    )


def _check_order(stages: tuple[Stage, ...]) -> None:
    if [stage.code for stage in stages] != list(STAGES):
        raise Invalid("stages", _("Say what each of the three stages pays."))
    if stages[0].from_month != 0:
        raise Invalid("first_stage", _("The first stage begins with the admission."))
    for before, stage in pairwise(stages):
        if stage.from_month <= before.from_month:
            raise Invalid(
                "stages_out_of_order",
                _("This stage begins after the one before it."),
                field=f"from_{stage.code}",
            )


def _check_stage(stage: Stage, caps: Mapping[str, int]) -> None:
    for group in Group:
        if not 0 <= stage.rates.get(group, -1) <= WHOLE:
            raise Invalid(
                "rate_out_of_range",
                _("A rate lies between 0 and 100 %."),
                field=f"rate_{stage.code}_{group.value}",
            )
    if not stage.floors:
        raise Invalid("no_floor", _("Vote a floor for each currency of your members; it may be 0."))
    for currency, floor in stage.floors.items():
        if not 0 <= floor <= MOST_CENTS:
            raise Invalid(
                "floor_out_of_range",
                _("A floor is 0 or more, and no fortune."),
                field=f"floor_{stage.code}_{currency}",
            )
        if currency in caps and caps[currency] < floor:
            raise Invalid(
                "cap_below_floor",
                _("The cap lies below a floor: nobody could pay both."),
                field=f"cap_{currency}",
            )
