"""Whether a contract may be signed: the law's floors, the co-op's pay grid, dates that make sense."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Sentence, _
from members.domain.pay.parameters import MINIMUM_WAGES, MinimumWage

FIXED_TERM, APPRENTICE = "fixed_term", "apprentice"
LONGEST_WEEK = 48 * 60
"""Minutes; Code du travail L3121-20, and the European directive 2003/88 art. 6."""
SHORTEST_WEEK = {"FR": (24 * 60, "Code du travail L3123-27")}
"""Minutes below which a part-timer's week needs a reason, with the article."""
EARLIEST = date(1950, 1, 1)
FURTHEST = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class GridClass:
    """A class of the co-op's pay grid: at least so much an hour, from a day on."""

    name: str
    label: str
    hourly_cents: int
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The pay grid the members voted: the charter's `pay.grid`."""

    classes: tuple[GridClass, ...] = ()

    @classmethod
    def from_terms(cls, terms: Mapping[str, Any]) -> Self:
        """Raises Invalid for a grid that cannot be read."""
        try:
            return cls._read(terms)
        except (KeyError, TypeError, ValueError) as problem:
            raise Invalid(
                "bad_grid",
                _("The charter's pay grid cannot be read: each row needs class, hourly_cents and since."),
            ) from problem

    @classmethod
    def _read(cls, terms: Mapping[str, Any]) -> Self:
        return cls(
            tuple(
                GridClass(
                    str(row["class"]),
                    str(row.get("label", "")),
                    int(row["hourly_cents"]),
                    date.fromisoformat(row["since"]),
                    str(row.get("source", "")),
                )
                for row in terms.get("grid", ())
            )
        )

    def on(self, day: date) -> dict[str, GridClass]:
        """The rows in force that day by class; of a class with several the latest."""
        rows = sorted((row for row in self.classes if row.since <= day), key=lambda row: row.since)
        return {row.name: row for row in rows}

    def row(self, name: str, day: date) -> GridClass:
        """Raises Invalid for a class the grid does not have that day."""
        known = self.on(day)
        if name not in known:
            raise Invalid(
                "unknown_class",
                _("The pay grid has no class %(name)s on %(day)s. It has: %(known)s."),
                field="grid_class",
                name=name,
                day=day,
                known=", ".join(known) or "–",
            )
        return known[name]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says. Minutes a week, cents an hour; `ended_on` is its last day, None for no end."""

    kind: str
    weekly_minutes: int
    hourly_cents: int
    started_on: date
    ended_on: date | None = None
    job_title: str = ""
    grid_class: str = ""
    short_hours_reason: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What contracts of a co-op are held against: its country, currency and pay grid."""

    country: str
    currency: str
    grid: Grid


def check_terms(terms: Terms, rules: Rules) -> None:
    """Raises Invalid, at the field, for a contract that may not be signed."""
    if not 0 < terms.weekly_minutes <= LONGEST_WEEK:
        raise Invalid(
            "weekly_hours",
            _("A week has more than 0 and at most %(most)s hours (Code du travail L3121-20)."),
            field="weekly_hours",
            most=LONGEST_WEEK // 60,
        )
    if terms.kind == FIXED_TERM and terms.ended_on is None:
        raise Invalid("no_end", _("A fixed-term contract says its last day."), field="ended_on")
    if terms.ended_on is not None and terms.ended_on < terms.started_on:
        raise Invalid("ends_before", _("The contract ends before it begins."), field="ended_on")
    if is_short(terms, rules.country) and not terms.short_hours_reason:
        least, source = SHORTEST_WEEK[rules.country]
        raise Invalid(
            "short_hours",
            _(
                "Under %(least)s hours a week a contract needs a reason (%(source)s): "
                "the person's own written request, studies."
            ),
            field="short_hours_reason",
            least=least // 60,
            source=source,
        )
    for shortfall in shortfalls(terms, rules, terms.started_on):
        raise Invalid("below_floor", shortfall.message, field="hourly_rate", **dict(shortfall.params))


def is_short(terms: Terms, country: str) -> bool:
    """Less than the part-timer's minimum; work-study contracts have the school's hours."""
    return (
        country in SHORTEST_WEEK
        and terms.kind != APPRENTICE
        and terms.weekly_minutes < SHORTEST_WEEK[country][0]
    )


def shortfalls(terms: Terms, rules: Rules, on: date) -> list[Sentence]:
    """Which floors the hourly rate is below on a day. Raises Invalid for a class the grid does not have."""
    found = []
    if terms.grid_class:
        row = rules.grid.row(terms.grid_class, on)
        if terms.hourly_cents < row.hourly_cents:
            found.append(
                Sentence(
                    _("Class %(name)s earns at least %(least)s an hour (%(source)s)."),
                    {
                        "name": row.name,
                        "least": Money(row.hourly_cents, rules.currency),
                        "source": row.source or "charter",
                    },
                )
            )
    wage = minimum_wage(rules.country, on)
    if wage and terms.hourly_cents < wage.hourly_cents and terms.kind != APPRENTICE:
        found.append(
            Sentence(
                _("The minimum wage is %(least)s an hour (%(source)s)."),
                {"least": Money(wage.hourly_cents, rules.currency), "source": wage.source},
            )
        )
    return found


def warnings(terms: Terms, rules: Rules, on: date) -> list[Sentence]:
    """What to look at in a contract that stands: floors that have risen past it, an apprentice's rate."""
    try:
        found = shortfalls(terms, rules, on)
    except Invalid as gone:
        found = [Sentence(gone.message, {name: str(value) for name, value in gone.params.items()})]
    wage = minimum_wage(rules.country, on)
    if terms.kind == APPRENTICE and wage and terms.hourly_cents < wage.hourly_cents:
        found.append(
            Sentence(_("An apprentice's rate depends on age and year: compare it with D6222-26."), {})
        )
    return found


def minimum_wage(country: str, on: date) -> MinimumWage | None:
    """The legal minimum in force that day, where the platform knows one."""
    in_force = [wage for wage in MINIMUM_WAGES.get(country, ()) if wage.since <= on]
    return in_force[-1] if in_force else None


def sensible(day: date, *, today: date, field: str) -> date:
    """The day itself. Raises Invalid for one absurdly far from today."""
    if not EARLIEST <= day <= today + FURTHEST:
        raise Invalid(
            "absurd_date",
            _("%(day)s is too far away: give a day between %(first)s and %(last)s."),
            field=field,
            day=day,
            first=EARLIEST,
            last=today + FURTHEST,
        )
    return day


def overlapping(span: tuple[date, date | None], others: Sequence[tuple[date, date | None]]) -> bool:
    """Whether a contract's days meet those of another; None is no end."""
    first, last = span
    return any(
        (last is None or begins <= last) and (ends is None or ends >= first) for begins, ends in others
    )
