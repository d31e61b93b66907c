"""Assemblies of the members: the rules one is called by, the law under them, and what a vote came to.

The rules are those of the charter on the day an assembly is called, `assembly`, or the house's own; they stay with the
assembly. Where the law of the legal form asks for more, the law counts, and it is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Param, Sentence, _
from members.domain.surplus.capital import FRENCH_FORMS

MOST_CALLS = 3
HALF = Fraction(1, 2)


class Of(StrEnum):
    """Whose votes a majority is counted over."""

    MEMBERS = "members"
    PRESENT = "present"


class Result(StrEnum):
    ADOPTED = "adopted"
    REJECTED = "rejected"
    NO_QUORUM = "no_quorum"
    CALLED_LATE = "called_late"
    TOO_MANY_PROXIES = "too_many_proxies"


RESULTS = {
    Result.ADOPTED: _("adopted"),
    Result.REJECTED: _("not adopted"),
    Result.NO_QUORUM: _("too few were there"),
    Result.CALLED_LATE: _("called too late"),
    Result.TOO_MANY_PROXIES: _("too many proxies"),
}
COUNTED = {Of.MEMBERS: _("of all members"), Of.PRESENT: _("of those present or represented")}


@dataclass(frozen=True, slots=True)
class Call:
    """Which share of the members must be there, and more than which share must say yes, counted `of` whom."""

    quorum: Fraction
    majority: Fraction
    of: Of


@dataclass(frozen=True, slots=True)
class Rules:
    """Full days of notice, proxies a member may carry, and the calls one after the other.

    `origin` is where they are from: `{name, sha256, version_id}` of a policy of the commons, empty for the house's own.
    """

    notice_days: int
    proxies_each: int
    calls: tuple[Call, ...]
    origin: Mapping[str, str] | None = None

    def call(self, number: int) -> Call:
        """The call of a number from 1; after the last one its rules go on."""
        return self.calls[min(max(number, 1), len(self.calls)) - 1]

    def as_json(self) -> dict[str, Any]:
        stored: dict[str, Any] = {
            "notice_days": self.notice_days,
            "proxies_each": self.proxies_each,
            "calls": [
                {"quorum": str(one.quorum), "majority": str(one.majority), "of": one.of.value}
                for one in self.calls
            ],
        }
        return stored | {"origin": dict(self.origin)} if self.origin else stored

    @classmethod
    def from_terms(cls, terms: Mapping[str, Any]) -> Self:
        """Raises Invalid for rules that cannot be read."""
        try:
            calls = tuple(
                Call(Fraction(str(one["quorum"])), Fraction(str(one["majority"])), Of(one["of"]))
                for one in terms["calls"]
            )
            rules = cls(
                int(terms["notice_days"]), int(terms["proxies_each"]), calls, terms.get("origin") or None
            )
        except (KeyError, TypeError, ValueError, ZeroDivisionError) as problem:
            raise _unreadable() from problem
        if not 0 < len(calls) <= MOST_CALLS or rules.notice_days < 0 or rules.proxies_each < 0:
            raise _unreadable()
        if any(not 0 <= one.quorum <= 1 or not HALF <= one.majority <= 1 for one in calls):
            raise _unreadable()
        return rules


HOUSE = Rules(15, 1, (Call(Fraction(0), HALF, Of.MEMBERS), Call(Fraction(0), HALF, Of.PRESENT)))
"""As in the published statutes of a Scop SARL: at the first call more than half of all members, then of those there."""


@dataclass(frozen=True, slots=True)
class Floor:
    """The least the law of a legal form asks, with its article. `proxies_of` is one proxy for so many members."""

    notice_days: int
    proxies_under_twenty: int
    proxies_of: int
    article: str


FRENCH = Floor(
    15,
    1,
    20,
    _(
        "loi 78-763, and fifteen days of notice as for a company with limited liability (code de commerce R223-20)"
    ),
)


def floor_of(legal_form: str) -> Floor | None:
    """None where the law of a legal form is not known here: its statutes alone count, and the page says so."""
    return FRENCH if legal_form in FRENCH_FORMS else None


@dataclass(frozen=True, slots=True)
class Bound:
    """Rules as they count for a co-op, and what the law changed in them."""

    rules: Rules
    raised: tuple[Sentence, ...]


def within_law(rules: Rules, floor: Floor | None, members: int) -> Bound:
    """Longer notice and fewer proxies where the law asks for them."""
    if floor is None:
        return Bound(rules, ())
    raised = []
    if rules.notice_days < floor.notice_days:
        words = _("The law asks for %(law)s full days of notice, the rules say %(own)s: %(article)s.")
        raised.append(
            Sentence(
                words,
                {"law": floor.notice_days, "own": rules.notice_days, "article": Sentence(floor.article)},
            )
        )
    most = floor.proxies_under_twenty if members < floor.proxies_of else members // floor.proxies_of
    if rules.proxies_each > most:
        words = _("The law allows %(law)s proxies a member, the rules say %(own)s: %(article)s.")
        raised.append(
            Sentence(words, {"law": most, "own": rules.proxies_each, "article": Sentence(floor.article)})
        )
    bound = replace(
        rules,
        notice_days=max(rules.notice_days, floor.notice_days),
        proxies_each=min(rules.proxies_each, most),
    )
    return Bound(bound, tuple(raised))


def full_days(called_on: date, held_on: date) -> int:
    """Days between, without the day of the notice and the day of the meeting."""
    return (held_on - called_on).days - 1


def earliest(called_on: date, rules: Rules) -> date:
    """The first day an assembly called today may be held on."""
    return called_on + timedelta(days=rules.notice_days + 1)


@dataclass(frozen=True, slots=True)
class Votes:
    """Heads: members, those present and those they stand for; of them for, against and blank.

    `most_proxies` is how many the person with the most of them carried, None where nobody wrote it down.
    """

    members: int
    present: int
    represented: int
    in_favour: int
    against: int
    blank: int = 0
    most_proxies: int | None = None

    def check(self) -> None:
        """Raises Invalid for more votes than people, or proxies that do not come out."""
        there = self.present + self.represented
        if there > self.members or self.in_favour + self.against + self.blank > there:
            raise Invalid("too_many_votes", _("More votes than people."))
        if self.most_proxies is None:
            return
        if not self.most_proxies <= self.represented <= self.most_proxies * self.present:
            raise Invalid(
                "proxies_do_not_add_up",
                _(
                    "%(represented)s are represented by %(present)s people: one cannot carry %(most)s at most."
                ),
                field="most_proxies",
                represented=self.represented,
                present=self.present,
                most=self.most_proxies,
            )


def result(rules: Rules, votes: Votes, *, call: int, notice_days: int | None = None) -> Result:
    """What a vote came to. Blank votes are neither for nor against; a tie is not adopted. Raises Invalid."""
    if notice_days is not None and notice_days < rules.notice_days:
        return Result.CALLED_LATE
    votes.check()
    if (
        votes.represented > rules.proxies_each * votes.present
        or (votes.most_proxies or 0) > rules.proxies_each
    ):
        return Result.TOO_MANY_PROXIES
    asked, there = rules.call(call), votes.present + votes.represented
    if there < asked.quorum * votes.members:
        return Result.NO_QUORUM
    over = votes.members if asked.of is Of.MEMBERS else there
    return Result.ADOPTED if votes.in_favour > asked.majority * over else Result.REJECTED


def said(rules: Rules) -> list[Sentence]:
    """The rules in words."""
    found = [
        Sentence(_("Called %(days)s full days before"), {"days": rules.notice_days}),
        Sentence(_("Proxies that a member may carry: %(n)s at most"), {"n": rules.proxies_each}),
    ]
    for number, one in enumerate(rules.calls, 1):
        of = Sentence(COUNTED[one.of])
        found.append(call_said(number, str(one.quorum), str(one.majority), of))
    return found


def call_said(number: int, quorum: str, majority: str, of: Sentence) -> Sentence:
    """One of the calls in words; shares as they are written, "1/5"."""
    params: dict[str, Param] = {"call": number, "quorum": quorum, "majority": majority, "of": of}
    if quorum == "0":
        return Sentence(
            _("Call %(call)s: however many are there, more than %(majority)s %(of)s decide"), params
        )
    words = _("Call %(call)s: %(quorum)s of the members must be there; more than %(majority)s %(of)s decide")
    return Sentence(words, params)


def _unreadable() -> Invalid:
    return Invalid(
        "bad_assembly_rules",
        _("The charter's rules of the assembly cannot be read: notice, proxies, and one to three calls."),
    )
