"""The automatic gate: everything a machine can say of a policy before people of other co-ops read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coopplatform.kernel.errors import Invalid, sentence_of
from coopplatform.kernel.text import Param, Sentence, _
from federation.domain.commons.document import Document, GoldenTest, filled, used, values_within
from federation.domain.commons.kinds import Kind, kind_of
from federation.domain.commons.timing import Cost

MOST_MILLISECONDS = 50


@dataclass(frozen=True, slots=True)
class Check:
    """One step of the gate: `passed`, or refused with its sentence; `is_for_people` is left to the reviewers."""

    step: str
    passed: bool
    words: Sentence
    is_for_people: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "step": self.step,
            "passed": self.passed,
            "words": self.words.as_json(),
            "is_for_people": self.is_for_people,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All that was looked at, in order. `cost` is None where nothing is worked out or it was not measured."""

    sha256: str
    checks: tuple[Check, ...]
    cost: Cost | None = None

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def refusals(self) -> list[Check]:
        return [check for check in self.checks if not check.passed]

    def as_json(self) -> dict[str, Any]:
        return {
            "sha256": self.sha256,
            "passed": self.passed,
            "checks": [check.as_json() for check in self.checks],
            "cost": self.cost.as_json() if self.cost else None,
        }


def gate(document: Document) -> Report:
    """Shape, parameters, body at its bounds, amounts, claims, golden tests. What runs is timed apart, see `timed`."""
    try:
        kind = kind_of(document.kind)
    except Invalid as refused:
        return Report(document.sha256, (Check("kind", False, sentence_of(refused)),))
    checks: list[Check] = []
    for found in _checks(document, kind):
        checks.append(found)
        if not found.passed and found.step in ("parameters", "body"):
            break
    return Report(document.sha256, tuple(checks))


def timed(report: Report, cost: Cost) -> Report:
    """The report with what running the policy cost in a bounded process."""
    words = Sentence(
        _("The slowest of %(count)s trials took %(slowest)s ms (at most %(most)s)."),
        {"count": cost.trials, "slowest": cost.slowest_milliseconds, "most": MOST_MILLISECONDS},
    )
    if cost.trouble:
        words = Sentence(_("Run in a bounded process, it was stopped: %(why)s."), {"why": cost.trouble})
    passed = not cost.trouble and cost.slowest_milliseconds <= MOST_MILLISECONDS
    return Report(report.sha256, (*report.checks, Check("time", passed, words)), cost)


def _checks(document: Document, kind: Kind) -> Iterator[Check]:
    yield _tried(
        "parameters", _("Every parameter is declared, bounded and used."), lambda: _parameters(document)
    )
    bodies = [filled(document.body, values) for values in corners(document)]
    yield _tried(
        "body",
        _("The body is of its kind, at the least and at the most of its parameters."),
        lambda: _bodies(kind, bodies),
    )
    if kind.code == "pricing":
        yield _amounts(document, kind)
    yield from _claims(document, kind, bodies)
    yield from _golden(document, kind)


def _tried(step: str, passed: str, attempt: Any) -> Check:
    try:
        attempt()
    except Invalid as refused:
        return Check(step, False, sentence_of(refused))
    return Check(step, True, Sentence(passed))


def _bodies(kind: Kind, bodies: list[Mapping[str, Any]]) -> None:
    for body in bodies:
        kind.check(body)


def _parameters(document: Document) -> None:
    spoken = used(document.body)
    filled(document.body, dict.fromkeys(document.parameters, 0))
    if idle := sorted(document.parameters.keys() - spoken):
        raise Invalid(
            "idle_parameter",
            _("The body never speaks of “@%(name)s”: take the parameter out."),
            name=", ".join(idle),
        )


def corners(document: Document) -> list[dict[str, int]]:
    """All parameters at their least, at their most, and at their defaults or halfway."""
    parameters = document.parameters.values()
    corners = [
        {one.name: one.least for one in parameters},
        {one.name: one.most for one in parameters},
        {one.name: middle(one.least, one.most, one.default) for one in parameters},
    ]
    known = dict.fromkeys(used(document.body), 0)
    return [known | corner for corner in corners]


def middle(least: int, most: int, default: int | None) -> int:
    """A value to try a parameter with where nobody gave one."""
    return (least + most) // 2 if default is None else default


def _amounts(document: Document, kind: Kind) -> Check:
    """Prices of independent firms are not shared by accident (art. 101 TFEU): amounts are each co-op's own."""
    try:
        found = kind.amounts(document.body)
    except Invalid as refused:
        return Check("amounts", False, sentence_of(refused))
    defaults = [
        one.says for one in document.parameters.values() if one.unit == "cents" and one.default is not None
    ]
    where = ", ".join([*found, *defaults])
    if not where:
        return Check("amounts", True, Sentence(_("No amount is given away: each co-op fills in its own.")))
    if document.amounts_note:
        words = Sentence(
            _("Amounts are shared (%(where)s), with this note: %(note)s"),
            {"where": where, "note": document.amounts_note},
        )
        return Check("amounts", True, words, is_for_people=True)
    words = Sentence(
        _(
            "Amounts stand in it (%(where)s). Make them parameters without a default, or say in “amounts_note” why"
            " they may be shared: prices agreed between firms are a matter of competition law (art. 101 TFEU)."
        ),
        {"where": where},
    )
    return Check("amounts", False, words)


def _claims(document: Document, kind: Kind, bodies: list[Mapping[str, Any]]) -> Iterator[Check]:
    for claim in document.claims:
        breaks = getattr(kind, "breaks_claim", None)
        try:
            if breaks is None:
                raise Invalid("no_claims", _("This kind of policy claims nothing."))
            against = next((found for body in bodies if (found := breaks(body, claim))), None)
        except Invalid as refused:
            against = sentence_of(refused)
        kept = Sentence(_("It keeps what it claims: %(claim)s."), {"claim": claim})
        yield Check("claims", against is None, against or kept)


def _golden(document: Document, kind: Kind) -> Iterator[Check]:
    if not document.golden and kind.needs_golden:
        words = Sentence(
            _("A policy comes with at least one golden test: what is given, what must come out.")
        )
        yield Check("golden", False, words)
    for test in document.golden:
        yield golden_check(document, kind, test)


def golden_check(document: Document, kind: Kind, test: GoldenTest) -> Check:
    """Whether a golden test comes out as it says."""
    name: dict[str, Param] = {"name": test.name}
    try:
        values = values_within(document.parameters, test.parameters)
        found = kind.run(filled(document.body, values), test.given)
    except Invalid as refused:
        why = {**name, "why": sentence_of(refused)}
        return Check("golden", False, Sentence(_("Golden test “%(name)s” cannot be run: %(why)s"), why))
    for key, expected in test.expect.items():
        if found.get(key) != expected:
            came = {**name, "key": key, "expected": str(expected), "found": str(found.get(key))}
            words = _("Golden test “%(name)s”: %(key)s should be %(expected)s and is %(found)s.")
            return Check("golden", False, Sentence(words, came))
    return Check("golden", True, Sentence(_("Golden test “%(name)s” comes out."), name))
