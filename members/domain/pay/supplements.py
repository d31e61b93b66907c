"""Supplements the members voted as formulas: asked of each day a person worked, in whole cents, each sum explained.

The charter's pay terms hold them as `supplements`: `[{"name": "Split day", "when": "stretches > 1", "cents": "400"}]`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Self
from zoneinfo import ZoneInfo

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.formulas import ARITHMETIC_WORDS, Formula, Scope, Vocabulary
from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import TimeWindow
from members.domain.pay.hours import local_pieces
from members.domain.pay.parameters import PayGrid

MOST_SUPPLEMENTS = 20
MOST_CENTS = 50_000

NUMBERS: Mapping[str, str] = {
    "minutes": _("minutes of paid work on the day"),
    "night_minutes": _("of them, at night as the pay grid says"),
    "stretches": _("pieces of work on the day, parted by more than an unpaid hour"),
    "first_minute": _("minutes since midnight when work begins"),
    "last_minute": _("minutes since midnight when work ends"),
    "weekday": _("1 Monday to 7 Sunday"),
    "holiday": _("1 on a public holiday, else 0"),
    "hourly": _("cents an hour of the contract"),
}
WORK = Vocabulary(Sentence(_("the pay language")), NUMBERS, {}, ARITHMETIC_WORDS, MOST_CENTS)
APART_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day of one person's work as a formula sees it; fields are those of `NUMBERS`."""

    minutes: int
    night_minutes: int = 0
    stretches: int = 1
    first_minute: int = 0
    last_minute: int = 0
    weekday: int = 1
    holiday: int = 0
    hourly: int = 0


@dataclass(frozen=True, slots=True)
class Supplement:
    """`when` is a condition, `cents` an amount of 0 or more, both in the pay language."""

    name: str
    when: str
    cents: str

    @classmethod
    def from_json(cls, stored: Any) -> Self:
        """Raises Invalid for what no supplement is."""
        if not isinstance(stored, Mapping) or set(stored) != {"name", "when", "cents"}:
            raise Invalid("bad_supplement", _("A supplement has a name, a condition and an amount."))
        name, when, cents = (str(stored[part]).strip() for part in ("name", "when", "cents"))
        if not name or len(name) > 80:
            raise Invalid("bad_supplement", _("A supplement needs a name of at most 80 characters."))
        return cls(name, when, cents)

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    def compiled(self) -> tuple[Formula, Formula]:
        """Raises Invalid (`rule_refused`) for a formula that the gate does not let in."""
        return WORK.formula(self.when, "condition"), WORK.formula(self.cents, "amount")


@dataclass(frozen=True, slots=True)
class Earned:
    """What one supplement comes to over the days it holds."""

    name: str
    days: int
    cents: int


def supplements_from(terms: Mapping[str, Any]) -> tuple[Supplement, ...]:
    """Those of the charter's pay terms, compiled. Raises Invalid."""
    listed = terms.get("supplements", [])
    if not isinstance(listed, list) or len(listed) > MOST_SUPPLEMENTS:
        raise Invalid(
            "bad_supplements", _("There are at most %(most)s supplements, in a list."), most=MOST_SUPPLEMENTS
        )
    found = tuple(Supplement.from_json(one) for one in listed)
    for one in found:
        one.compiled()
    return found


def day_lines(
    spans: Iterable[TimeWindow],
    timezone: str,
    grid: PayGrid,
    holidays: frozenset[date],
    hourly: int,
) -> dict[date, DayLine]:
    """Paid work by local day; a shift over midnight is a piece of each day."""
    zone = ZoneInfo(timezone)
    pieces: dict[date, list[tuple[int, int, bool]]] = {}
    for begins, ends in local_pieces(spans, zone, grid):
        local = begins.astimezone(zone)
        since = local.hour * 3600 + local.minute * 60 + local.second
        is_night = local.hour >= grid.night_from_hour or local.hour < grid.night_until_hour
        until = since + int((ends - begins).total_seconds())
        pieces.setdefault(local.date(), []).append((since, until, is_night))
    return {day: _line(sorted(found), day, holidays, hourly) for day, found in sorted(pieces.items())}


def earned(lines: Iterable[DayLine], supplements: Iterable[Supplement]) -> Iterator[Earned]:
    """Each supplement over the days. Raises Invalid (`rule_refused`) for one that cannot be worked out, by its name."""
    days = list(lines)
    for one in supplements:
        paid = [cents for line in days if (cents := cents_of(line, one)) is not None]
        if paid:
            yield Earned(one.name, len(paid), sum(paid))


def cents_of(line: DayLine, supplement: Supplement) -> int | None:
    """What a day earns by a supplement; None where it does not hold."""
    scope = scope_of(line)
    when, cents = supplement.compiled()
    try:
        if not scope.holds(when):
            return None
        found = scope.amount(cents)
        if found < 0:
            raise Invalid("rule_refused", _("A supplement never takes anything away."))
    except Invalid as refused:
        raise Invalid(
            "rule_refused",
            _("The supplement “%(name)s” cannot be worked out. %(reason)s"),
            name=supplement.name,
            reason=Sentence(refused.message, refused.params),
        ) from None
    return found


def scope_of(line: DayLine) -> Scope:
    return Scope(WORK, {name: getattr(line, name) for name in NUMBERS})


def _line(pieces: list[tuple[int, int, bool]], day: date, holidays: frozenset[date], hourly: int) -> DayLine:
    seconds = sum(until - since for since, until, _night in pieces)
    night = sum(until - since for since, until, is_night in pieces if is_night)
    apart = sum(later[0] - earlier[1] > APART_SECONDS for earlier, later in pairwise(pieces))
    return DayLine(
        minutes=seconds // 60,
        night_minutes=night // 60,
        stretches=1 + apart,
        first_minute=pieces[0][0] // 60,
        last_minute=pieces[-1][1] // 60,
        weekday=day.isoweekday(),
        holiday=int(day in holidays),
        hourly=hourly,
    )
