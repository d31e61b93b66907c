"""What releases before already told: no difference between two of them may be one co-op's figure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from federation.domain.disclosure.rule import Rule, Why
from federation.domain.statistics.measuring import Measured, Parts
from federation.domain.statistics.tables import Key


@dataclass(frozen=True, slots=True)
class Told:
    """A sheet of an earlier release: what it was made of, and what it withheld and why."""

    measured: Measured
    hidden: Mapping[Key, Why]


def newcomers(counted: Collection[str], recent: Collection[str], rule: Rule) -> set[str]:
    """Co-ops to leave out for now: fewer than three that no recent release of this sheet counted.

    Their first quarter beside one without them would be theirs by the difference: the panel stays constant until
    three have come. A first release has nobody to compare with.
    """
    fresh = set(counted) - set(recent)
    return fresh if recent and len(fresh) < rule.least_cooperatives else set()


def moved_since(now: Measured, before: Told, rule: Rule) -> dict[Key, Why]:
    """Against the period before: cells of which fewer than three co-ops left or came back, told by the difference."""
    found = {}
    for name, cells in now.magnitudes.items():
        old = before.measured.magnitudes.get(name, {})
        for key, parts in cells.items():
            if key not in old or key in before.hidden:
                continue
            changed = _present(parts) ^ _present(old[key])
            if 0 < len(changed) < rule.least_cooperatives and _difference_tells(
                parts, old[key], changed, rule
            ):
                found[key] = Why.PANEL_MOVED
    return found


def revised(now: Measured, before: Told, rule: Rule) -> dict[Key, Why]:
    """Against an earlier version of the same period: what stays withheld, and what a correction would give away."""
    found = {}
    for name, cells in now.magnitudes.items():
        old = before.measured.magnitudes.get(name, {})
        for key, parts in cells.items():
            if key not in old:
                continue
            came = _present(parts) ^ _present(old[key])
            if key in before.hidden:
                if len(came) < rule.least_cooperatives:
                    still = before.hidden[key] is Why.SECONDARY
                    found[key] = Why.SECONDARY if still else Why.HIDDEN_BEFORE
                continue
            changed = {slug for slug in {*parts, *old[key]} if parts.get(slug, 0) != old[key].get(slug, 0)}
            if not 0 < len(changed) < rule.least_cooperatives:
                continue
            if came or _correction_tells(parts, old[key], changed, rule):
                found[key] = Why.PANEL_MOVED
    return found


def unchanged(now: Measured, before: Told) -> set[Key]:
    """Cells that an earlier version published as they still are: known, whatever is withheld now."""
    return {
        key
        for key in now.keys
        if key not in before.hidden
        and all(
            key in before.measured.magnitudes.get(name, {})
            and _total(cells[key]) == _total(before.measured.magnitudes[name][key])
            for name, cells in now.magnitudes.items()
        )
    }


def _difference_tells(now: Parts, old: Parts, changed: Collection[str], rule: Rule) -> bool:
    """Whether the two sums differ by about what those who changed bring."""
    truth = sum((now.get(slug, Fraction(0)) - old.get(slug, Fraction(0)) for slug in changed), Fraction(0))
    return _is_close(_total(now) - _total(old), truth, rule)


def _correction_tells(now: Parts, old: Parts, changed: Collection[str], rule: Rule) -> bool:
    """Whether a correction is about as large as the corrected figure itself, before or after."""
    moved = abs(_total(now) - _total(old))
    return any(
        _is_close(moved, abs(sum((parts.get(slug, Fraction(0)) for slug in changed), Fraction(0))), rule)
        for parts in (now, old)
    )


def _is_close(guess: Fraction, truth: Fraction, rule: Rule) -> bool:
    return bool(truth) and 100 * abs(guess - truth) <= rule.protect_percent * abs(truth)


def _present(parts: Parts) -> set[str]:
    return {slug for slug, part in parts.items() if part}


def _total(parts: Mapping[str, Fraction]) -> Fraction:
    return sum(parts.values(), Fraction(0))
