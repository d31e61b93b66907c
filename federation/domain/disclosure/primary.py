"""Cells that give somebody away by themselves."""

from collections.abc import Collection, Mapping
from fractions import Fraction
from heapq import nlargest

from federation.domain.disclosure.rule import Rule, Why
from federation.domain.statistics.measuring import Measured, Parts
from federation.domain.statistics.tables import Key

NOBODY: Parts = {}


def unknown(parts: Parts, public: Collection[str]) -> dict[str, Fraction]:
    """What an attacker does not know of a cell: co-ops that publish their own figures left out, and zeros."""
    return {slug: part for slug, part in parts.items() if part and slug not in public}


def reason(parts: Parts, rule: Rule, public: Collection[str] = ()) -> Why | None:
    """Why a cell of these parts must be withheld, or None. A cell of which nothing is unknown may be published."""
    secret = [abs(part) for part in unknown(parts, public).values()]
    if not secret:
        return None
    if len(secret) < rule.least_cooperatives:
        return Why.TOO_FEW
    total = sum(secret, Fraction(0))
    sizes = nlargest(max(2, *(many for many, _most in rule.dominance)), secret)
    for many, most in rule.dominance:
        if 100 * sum(sizes[:many], Fraction(0)) > most * total:
            return Why.DOMINATED if many == 1 else Why.TWO_DOMINATE
    if 100 * (total - sizes[0] - sizes[1]) < rule.p_percent * sizes[0]:
        return Why.GUESSABLE
    return None


def people_reason(persons: Parts, rule: Rule, months: int, least: int) -> Why | None:
    """Too few people behind a cell: person-months ÷ months of the period. Nobody at all is no secret."""
    behind = sum(persons.values(), Fraction(0))
    return Why.FEW_PEOPLE if 0 < behind < least * months else None


def primary(
    measured: Measured,
    rule: Rule,
    *,
    months: int,
    public: Collection[str] = (),
    least_persons: int | None = None,
) -> dict[Key, Why]:
    """Every cell to withhold by itself: one of its magnitudes gives a co-op away, or too few people stand behind it."""
    least = rule.least_persons if least_persons is None else least_persons
    found: dict[Key, Why] = {}
    for key in measured.keys:
        whys = [reason(cells[key], rule, public) for cells in measured.magnitudes.values()]
        if measured.persons is not None:
            whys.append(people_reason(measured.persons.get(key, NOBODY), rule, months, least))
        if (why := next((one for one in whys if one is not None), None)) is not None:
            found[key] = why
    return found


def together(cells: Mapping[Key, Parts], keys: Collection[Key]) -> dict[str, Fraction]:
    """Several cells as one."""
    whole: dict[str, Fraction] = {}
    for key in keys:
        for slug, part in cells[key].items():
            whole[slug] = whole.get(slug, Fraction(0)) + part
    return whole
