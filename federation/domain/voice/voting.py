"""What a vote came to: one co-op one vote, a double majority, or square-root weights with a quota.

The roll is closed before the vote: every co-op that may take part, with its workers. Blank votes are counted and
shown; they are neither for nor against. A tie is not adopted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import isqrt
from typing import Any

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _


class Choice(StrEnum):
    YES = "yes"
    NO = "no"
    BLANK = "blank"


class Method(StrEnum):
    """How votes weigh."""

    EQUAL = "equal"
    DOUBLE = "double"
    ROOT = "root"


SCALE = 10**6
"""Square roots are whole millionths, rounded down: the same everywhere."""


@dataclass(frozen=True, slots=True)
class Rule:
    """As the statutes say: a method, the share of the roll that must take part, the share that must say yes.

    `majority` is of the votes for and against; with square-root weights it is the quota, of the whole roll's weight.
    """

    method: Method
    quorum: Fraction
    majority: Fraction

    def as_json(self) -> dict[str, str]:
        return {"method": self.method, "quorum": str(self.quorum), "majority": str(self.majority)}

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Rule":
        """Raises Invalid for shares that are none, or a method unknown."""
        try:
            method = Method(told["method"])
            quorum, majority = Fraction(told["quorum"]), Fraction(told["majority"])
        except (KeyError, ValueError, ZeroDivisionError):
            raise _no_rule() from None
        if not 0 <= quorum <= 1 or not Fraction(1, 2) <= majority < 1:
            raise _no_rule()
        return cls(method, quorum, majority)


PRESETS: Mapping[str, Rule] = {
    "position": Rule(Method.EQUAL, Fraction(1, 2), Fraction(1, 2)),
    "statutes": Rule(Method.ROOT, Fraction(1, 2), Fraction(7, 10)),
    "dues": Rule(Method.ROOT, Fraction(1, 2), Fraction(7, 10)),
    "other": Rule(Method.DOUBLE, Fraction(1, 2), Fraction(1, 2)),
}
"""By what a consultation is about, where the federation's charter says nothing else (`voice.rules`)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One of the conditions: what was counted, of how much, what is needed, and whether it is so.

    `counted` and `of` are co-ops or workers, or millionths where `is_weight`; it takes more than `needed` of them, or
    at least that much where `is_enough_at`.
    """

    what: Sentence
    counted: int
    of: int
    needed: Fraction
    is_enough_at: bool
    is_weight: bool = False

    @property
    def is_met(self) -> bool:
        if not self.of:
            return False
        share = Fraction(self.counted, self.of)
        return share >= self.needed if self.is_enough_at else share > self.needed

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what.as_json(),
            "counted": self.counted,
            "of": self.of,
            "needed": str(self.needed),
            "at_least": self.is_enough_at,
            "weight": self.is_weight,
            "met": self.is_met,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """Adopted when every line is met."""

    lines: tuple[Line, ...]
    counts: Mapping[Choice, int]

    @property
    def is_adopted(self) -> bool:
        return all(line.is_met for line in self.lines)

    def as_json(self) -> dict[str, Any]:
        return {
            "adopted": self.is_adopted,
            "lines": [line.as_json() for line in self.lines],
            "counts": {str(choice): self.counts[choice] for choice in Choice},
        }


def outcome(rule: Rule, roll: Mapping[str, int], votes: Mapping[str, Choice]) -> Outcome:
    """What came out. `roll` are workers by co-op, `votes` the choice of each co-op that voted.

    Raises ValueError for the vote of a co-op that is not on the roll.
    """
    if strangers := votes.keys() - roll.keys():
        raise ValueError(f"Not on the roll: {sorted(strangers)}")
    counts = {choice: sum(each == choice for each in votes.values()) for choice in Choice}
    lines = [Line(Sentence(_("Co-ops that voted")), len(votes), len(roll), rule.quorum, is_enough_at=True)]
    match rule.method:
        case Method.EQUAL:
            lines.append(_majority(_("Co-ops in favour"), dict.fromkeys(roll, 1), votes, rule))
        case Method.DOUBLE:
            lines.append(_majority(_("Co-ops in favour"), dict.fromkeys(roll, 1), votes, rule))
            lines.append(_majority(_("Workers of the co-ops in favour"), roll, votes, rule))
        case Method.ROOT:
            lines.append(_quota(roll, votes, rule))
    return Outcome(tuple(lines), counts)


def root_weight(workers: int) -> int:
    """The square root of a number of workers, in millionths, rounded down."""
    return isqrt(workers * SCALE * SCALE)


def _majority(what: str, weights: Mapping[str, int], votes: Mapping[str, Choice], rule: Rule) -> Line:
    said = {choice: _sum(weights, votes, choice) for choice in Choice}
    spoken = said[Choice.YES] + said[Choice.NO]
    return Line(
        Sentence(what), said[Choice.YES], spoken, rule.majority, is_enough_at=rule.majority > Fraction(1, 2)
    )


def _quota(roll: Mapping[str, int], votes: Mapping[str, Choice], rule: Rule) -> Line:
    weights = {slug: root_weight(workers) for slug, workers in roll.items()}
    return Line(
        Sentence(_("Weight in favour: the square root of each co-op’s workers")),
        _sum(weights, votes, Choice.YES),
        sum(weights.values()),
        rule.majority,
        is_enough_at=True,
        is_weight=True,
    )


def _sum(weights: Mapping[str, int], votes: Mapping[str, Choice], choice: Choice) -> int:
    return sum(weights[slug] for slug in _who(votes, choice))


def _who(votes: Mapping[str, Choice], choice: Choice) -> Iterable[str]:
    return (slug for slug, each in votes.items() if each == choice)


def _no_rule() -> Invalid:
    return Invalid(
        "no_rule", _("A rule of voting has a method, a quorum from 0 to 1 and a majority from one half on.")
    )
