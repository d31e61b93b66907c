"""Earlier editions of the platform's own criteria, word for word: who began under one is judged by it to the end."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from coopplatform.kernel.text import _
from federation.domain.review.catalogue import BY_CODE, CRITERIA, EDITION
from federation.domain.review.criteria import Criterion, Kind

FIRST: dict[str, tuple[Kind, str, str]] = {
    "M3": (
        Kind.DOCUMENT,
        _("most votes that one person holds, in percent of all, or 0 where everybody has one"),
        _("statutes"),
    ),
    "D1": (Kind.DECLARED, _("months since the last ordinary assembly"), _("signed minutes")),
    "D2": (
        Kind.DECLARED,
        _("present and represented ÷ members, mean of the last three assemblies"),
        _("attendance sheets"),
    ),
    "D3": (
        Kind.DOCUMENT,
        _("days before the assembly on which every member had accounts and review report"),
        _("notice of the assembly with its attachments"),
    ),
    "W5": (
        Kind.DECLARED,
        _("(median of men − median of women) ÷ median of men, where five of each work; in percent"),
        _("payroll of the cooperative"),
    ),
    "B1": (
        Kind.DECLARED,
        _("kilometres by bike and cargo bike ÷ all kilometres"),
        _("fleet and accounts of the cooperative"),
    ),
    "C1": (
        Kind.DECLARED,
        _("votes taken part in, policies shared, hours of mutual aid"),
        _("the federation's record, in words"),
    ),
}
"""What the first edition asked of the lines that the second one changed: of whom, the formula and the source."""


def platform_criteria(edition: int = EDITION) -> tuple[Criterion, ...]:
    """The 21 as an edition had them. Raises KeyError for one there never was."""
    if edition == EDITION:
        return CRITERIA
    first = {1: FIRST}[edition]
    return tuple(_as_it_was(one, first.get(one.code)) for one in CRITERIA)


def taken_up(present: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """A federation's criteria with what the platform's newest edition counts; thresholds and titles stay."""
    return tuple(_renewed(one) for one in present)


def changed_by(present: Iterable[Criterion]) -> list[str]:
    """The codes that `taken_up` would change."""
    return [one.code for one in present if _renewed(one) != one]


def _renewed(one: Criterion) -> Criterion:
    now = BY_CODE.get(one.code)
    if now is None or (now.scale, now.unit) != (one.scale, one.unit):
        return one
    return replace(one, kind=now.kind, formula=now.formula, source=now.source, otherwise=now.otherwise)


def _as_it_was(one: Criterion, was: tuple[Kind, str, str] | None) -> Criterion:
    if was is None:
        return one
    kind, formula, source = was
    return replace(one, kind=kind, formula=formula, source=source, otherwise=Kind.DECLARED)
