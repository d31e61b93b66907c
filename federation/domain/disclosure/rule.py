"""The rule of disclosure, as data: thresholds with their sources, and the reasons a reader is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from coopplatform.kernel.text import Sentence, _


@dataclass(frozen=True, slots=True)
class Rule:
    """`dominance`: (n, k), the n largest may not make up more than k % together. `p_percent`: the second largest may
    not be able to estimate the largest closer than that. `protect_percent`: how far from its true value, at the
    least, a withheld cell stays for whoever solves the published sums.
    """

    version: str
    least_cooperatives: int
    dominance: tuple[tuple[int, int], ...]
    p_percent: int
    least_persons: int
    least_persons_of_percentiles: int
    protect_percent: int
    sources: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "least_cooperatives": self.least_cooperatives,
            "dominance": [list(one) for one in self.dominance],
            "p_percent": self.p_percent,
            "least_persons": self.least_persons,
            "least_persons_of_percentiles": self.least_persons_of_percentiles,
            "protect_percent": self.protect_percent,
            "sources": list(self.sources),
        }


RULE = Rule(
    version="2026-1",
    least_cooperatives=3,
    dominance=((1, 85), (2, 85)),
    p_percent=10,
    least_persons=11,
    least_persons_of_percentiles=20,
    protect_percent=10,
    sources=(
        "INSEE, statistical confidentiality of enterprises: 3 units, none over 85 % (read 2026-11)",
        "ESSnet SDC handbook: (n, k) with n = 2, k = 85, an example (read 2026-11)",
        "Eurostat: p % rule; p = 10 is the federation's own choice",
        "INSEE, practice for households: 11 persons (not verified)",
    ),
)
"""Zeros are published: that nobody carries parcels in a place is no secret of anybody."""


class Why(StrEnum):
    """Why a cell is withheld."""

    TOO_FEW = "too_few"
    DOMINATED = "dominated"
    TWO_DOMINATE = "two_dominate"
    GUESSABLE = "guessable"
    FEW_PEOPLE = "few_people"
    SECONDARY = "secondary"
    PANEL_MOVED = "panel_moved"
    HIDDEN_BEFORE = "hidden_before"
    UNDEFINED = "undefined"


WORDS: Mapping[Why, str] = {
    Why.TOO_FEW: _("Withheld: fewer than %(least)s co-ops."),
    Why.DOMINATED: _("Withheld: one co-op makes up more than %(most)s %% of it."),
    Why.TWO_DOMINATE: _("Withheld: two co-ops make up more than %(two)s %% of it together."),
    Why.GUESSABLE: _("Withheld: one co-op could work out another's figure closely."),
    Why.FEW_PEOPLE: _("Withheld: fewer than %(people)s people."),
    Why.SECONDARY: _("Withheld so that a withheld neighbour cannot be worked out."),
    Why.PANEL_MOVED: _("Withheld: the difference to a release before would tell one co-op's figure."),
    Why.HIDDEN_BEFORE: _("Withheld: it was in an earlier version, and could be worked out from this one."),
    Why.UNDEFINED: _("Nothing to divide by."),
}


def words(why: Why, rule: Rule = RULE, *, of_percentile: bool = False) -> Sentence:
    """The reason with its thresholds; it gives nothing else away."""
    by_n = dict(rule.dominance)
    params: dict[str, Any] = {
        Why.TOO_FEW: {"least": rule.least_cooperatives},
        Why.DOMINATED: {"most": by_n.get(1, 100)},
        Why.TWO_DOMINATE: {"two": by_n.get(2, 100)},
        Why.FEW_PEOPLE: {
            "people": rule.least_persons_of_percentiles if of_percentile else rule.least_persons
        },
    }.get(why, {})
    return Sentence(WORDS[why], params)
