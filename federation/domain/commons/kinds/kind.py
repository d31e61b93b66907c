"""What a kind of policy answers, and what several kinds share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Param, Sentence, _
from coopplatform.kernel.time import TimeWindow
from federation.domain.commons.document import REFERENCE, Parameter

CURRENCY = "EUR"
"""What amounts are said in where a policy belongs to no co-op yet."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a policy says, in words; `key` finds it again in another version."""

    key: str
    words: Sentence


class Kind(Protocol):
    """`is_charter`: adopting it is a version of the charter. `moves` what a replay shows: euros or minutes of people.

    `body`s given to `check`, `run` and `worst` have their parameters filled in; those given to `parts` and `amounts`
    need not.
    """

    code: str
    label: str
    what: str
    needs_golden: bool
    has_formulas: bool
    is_charter: bool

    def check(self, body: Mapping[str, Any]) -> None:
        """Raises Invalid for what is no such policy, and a formula the gate does not let in."""

    def parts(
        self, body: Mapping[str, Any], parameters: Mapping[str, Parameter], currency: str
    ) -> list[Part]:
        """The body as sentences."""

    def run(self, body: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """What comes out of a golden test's `given`. Raises Invalid."""

    def amounts(self, body: Mapping[str, Any]) -> list[str]:
        """Where amounts of money stand that are no parameters and should be, for law's sake."""

    def worst(self, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Things given to `run` that would cost it most; empty where nothing is worked out."""


def said(value: Any, parameters: Mapping[str, Parameter], currency: str, *, is_cents: bool = False) -> Param:
    """A value of the body in words: a parameter by what it says, cents as money."""
    if isinstance(value, str) and (found := REFERENCE.fullmatch(value)):
        one = parameters.get(found[1])
        return Sentence("[%(name)s]", {"name": one.says if one else found[1]})
    if is_cents and type(value) is int:
        return Money(value, currency)
    if isinstance(value, str):
        return in_words(value, parameters)
    return value if isinstance(value, int | float) else str(value)


def in_words(text: str, parameters: Mapping[str, Parameter]) -> str:
    """A formula with its parameters named."""

    def named(found: Any) -> str:
        one = parameters.get(found[1])
        return f"[{one.says if one else found[1]}]"

    return REFERENCE.sub(named, text)


def only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    """Raises Invalid for a field nobody knows."""
    if unknown := sorted(str(name) for name in table.keys() - known):
        raise wrong(_("%(where)s has no field called %(name)s."), where=where, name=", ".join(unknown))


def listed(body: Mapping[str, Any], name: str, most: int) -> list[Mapping[str, Any]]:
    """A list of tables. Raises Invalid."""
    found = body.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found) or len(found) > most:
        raise wrong(_("“%(name)s” is a list of at most %(most)s tables."), name=name, most=most)
    return list(found)


def whole(table: Mapping[str, Any], name: str, least: int, most: int) -> int:
    """A whole number of a table. Raises Invalid."""
    value = table.get(name)
    if type(value) is not int or not least <= value <= most:
        raise wrong(
            _("“%(name)s” is a whole number from %(least)s to %(most)s."), name=name, least=least, most=most
        )
    return value


def wrong(reason: str, **params: Any) -> Invalid:
    """The refusal of a body, for whoever wrote it."""
    return Invalid("policy_refused", reason, field="document", **params)


def spans_in(given: Any, zone: ZoneInfo) -> tuple[TimeWindow, ...]:
    """Pairs of local moments, as in `["2026-11-01T18:00", "2026-11-01T22:30"]`. Raises Invalid."""
    try:
        return tuple(TimeWindow(_moment(after, zone), _moment(before, zone)) for after, before in given)
    except (TypeError, ValueError):
        raise wrong(_("Work is given as pairs of moments, as in 2026-11-01T18:00.")) from None


def _moment(text: Any, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(str(text)).replace(tzinfo=zone).astimezone(UTC)
