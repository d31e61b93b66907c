"""Consultations as people read them: phases, conditions and votes in words."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from coopplatform.web import formats
from coopplatform.web.wording import write
from federation.domain.voice.phases import Phase
from federation.domain.voice.voting import SCALE, Choice, Line, Method, Outcome, Rule
from federation.models import Consultation, Position, Signature
from federation.queries.voice.consultations import Seen
from federation.queries.voice.positions import Cited, Stand
from federation.web.figure_words import figure_words, written

PHASES = {
    Phase.AMENDING: (gettext_noop("amendments are open"), "part"),
    Phase.BETWEEN: (gettext_noop("the vote comes"), "waiting"),
    Phase.VOTING: (gettext_noop("vote is open"), "sent"),
    Phase.OVER: (gettext_noop("being counted"), "waiting"),
}
CHOICES = {
    Choice.YES: (gettext_noop("yes"), "done"),
    Choice.NO: (gettext_noop("no"), "cancelled"),
    Choice.BLANK: (gettext_noop("blank"), "waiting"),
}


RULES = {
    Method.EQUAL: gettext_noop("One co-op one vote; more than %(share)s of those for and against."),
    Method.DOUBLE: gettext_noop(
        "Two majorities: of co-ops, and of the workers they stand for; more than %(share)s of each."
    ),
    Method.ROOT: gettext_noop(
        "Each co-op weighs the square root of its workers; %(share)s of all weight must say yes."
    ),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list: what it is about, how far it is, until when."""

    consultation: Consultation
    words: str
    shape: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of an outcome in words, with its bar: `percent` of all, `mark` where it is enough."""

    what: str
    counted: str
    needed: str
    is_met: bool
    percent: int
    mark: int


@dataclass(frozen=True, slots=True)
class CitedShown:
    """A cited figure in words; `now` is what a newer release says, empty where it withholds it."""

    label: str
    value: str
    period: str
    version: str
    is_revised: bool
    now: str


@dataclass(frozen=True, slots=True)
class StandShown:
    """A position with its signatories and citations in words."""

    position: Position
    signatories: list[Signature]
    citations: list[CitedShown]
    is_revised: bool


def stand_shown(one: Stand) -> StandShown:
    citations = [_cited(cited) for cited in one.citations]
    return StandShown(one.position, one.signatories, citations, one.is_revised)


def _cited(one: Cited) -> CitedShown:
    told = one.told
    return CitedShown(
        label=figure_words([told["label"], *told.get("of", ())]),
        value=written(told["value"], told["unit"]),
        period=told["period"],
        version=told["version"],
        is_revised=one.revised is not None,
        now=written(one.revised.value or None, told["unit"]) if one.revised else "",
    )


def listed(one: Consultation, at: datetime) -> Listed:
    phase = one.calendar.phase(at)
    decided = getattr(one, "decided", None)
    words, shape = PHASES[phase]
    if decided is not None:
        words, shape = (
            (gettext_noop("adopted"), "done")
            if decided.is_adopted
            else (gettext_noop("not adopted"), "cancelled")
        )
    until = one.amend_until if phase is Phase.AMENDING else one.vote_until
    return Listed(one, _(words), shape, one.vote_from if phase is Phase.BETWEEN else until)


def page_of(found: Seen) -> dict[str, Any]:
    """What every page of a consultation shows: the federation's, a co-op's, the public's."""
    result = found.result()
    return {
        "seen": found,
        "consultation": found.consultation,
        "rule": rule_words(found.consultation.voting_rule),
        "conditions": conditions(result),
        "is_carried": result.is_adopted,
        "counts": [
            (_(CHOICES[choice][0]), CHOICES[choice][1], count) for choice, count in result.counts.items()
        ],
        "amendments": [
            (one, conditions(found.result(one.pk)), found.result(one.pk).is_adopted)
            for one in found.amendments
        ],
        "rolled": [(entry, found.votes.get(slug)) for slug, entry in found.roll.items()],
        "is_voting": found.phase is Phase.VOTING,
        "is_over": found.phase is Phase.OVER,
        **_stage(found),
    }


def conditions(result: Outcome) -> list[Condition]:
    return [_condition(line) for line in result.lines]


def rule_words(rule: Rule) -> str:
    told = {"share": _share(rule.majority)}
    quorum = _("%(quorum)s of the co-ops must take part.") % {"quorum": _share(rule.quorum)}
    return f"{_(RULES[rule.method]) % told} {quorum}"


def _condition(line: Line) -> Condition:
    counted, of = (_amount(n, is_weight=line.is_weight) for n in (line.counted, line.of))
    percent = round(100 * line.counted / line.of) if line.of else 0
    return Condition(
        what=write(line.what),
        counted=_("%(counted)s of %(of)s") % {"counted": counted, "of": of},
        needed=(_("at least %(share)s") if line.is_enough_at else _("more than %(share)s"))
        % {"share": _share(line.needed)},
        is_met=line.is_met,
        percent=percent,
        mark=round(100 * line.needed),
    )


def _share(share: Fraction) -> str:
    return formats.percent(float(share))


def _amount(n: int, *, is_weight: bool) -> str:
    return formats.number(n / SCALE, 2) if is_weight else formats.number(n)


def _stage(found: Seen) -> dict[str, Any]:
    shown = listed(found.consultation, _moment_of(found))
    return {"stage": shown.words, "stage_shape": shown.shape, "stage_until": shown.until}


def _moment_of(found: Seen) -> datetime:
    """A moment of the phase it was seen in."""
    one = found.consultation
    return {
        Phase.AMENDING: one.opened_at,
        Phase.BETWEEN: one.amend_until,
        Phase.VOTING: one.vote_from,
        Phase.OVER: one.vote_until,
    }[found.phase]
