"""A policy as a page shows it: the words of a kind, the sentences of its body, its tests, who uses it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from coopplatform.kernel.text import Sentence
from federation.domain.commons.document import LICENCES, UNITS, Document, Parameter
from federation.domain.commons.gate import Check
from federation.domain.commons.kinds import KINDS, kind_of
from federation.domain.commons.lifecycle import State
from federation.queries.commons.registry import Entry, Known, forks_of

STATES = {
    State.DRAFT: ("waiting", _("draft")),
    State.IN_REVIEW: ("waiting", _("under review")),
    State.REVIEWED: ("part", _("agreed, not yet published")),
    State.PUBLISHED: ("done", _("published")),
    State.DEPRECATED: ("cancelled", _("retired")),
    State.WITHDRAWN: ("cancelled", _("withdrawn")),
}


@dataclass(frozen=True, slots=True)
class ShownParameter:
    """A parameter with its bounds in words."""

    says: str
    least: Any
    most: Any
    default: Any
    unit: Sentence


def kinds() -> list[tuple[str, Sentence]]:
    """Code and name of every kind."""
    return [(kind.code, Sentence(kind.label)) for kind in KINDS.values()]


def state_words(state: State) -> dict[str, Any]:
    mark, words = STATES[state]
    return {"mark": mark, "words": words}


def parameters_of(document: Document, currency: str) -> list[ShownParameter]:
    return [_parameter(one, currency) for one in document.parameters.values()]


def _parameter(one: Parameter, currency: str) -> ShownParameter:
    def shown(value: int | None) -> Sentence | None:
        return None if value is None else Sentence("%(value)s", {"value": one.shown(value, currency)})

    return ShownParameter(
        one.says, shown(one.least), shown(one.most), shown(one.default), Sentence(UNITS[one.unit])
    )


def policy_context(entry: Entry, known: Known, currency: str) -> dict[str, Any]:
    """All that is said of one version, for the public and for a co-op alike."""
    document = known.document
    kind = kind_of(document.kind)
    return {
        "entry": entry,
        "known": known,
        "document": document,
        "kind_label": Sentence(kind.label),
        "kind_what": Sentence(kind.what),
        "parts": kind.parts(document.body, document.parameters, currency),
        "parameters": parameters_of(document, currency),
        "golden": document.golden,
        "licence": LICENCES[document.licence],
        "state": state_words(known.state),
        "versions": [(one, state_words(one.state)) for one in entry.versions],
        "adopters": entry.adopters,
        "reviews": known.newest_reviews,
        "forks": forks_of(entry),
        "checks": [
            Check(row["step"], row["passed"], Sentence.from_json(row["words"]), row["is_for_people"])
            for row in known.version.gate["checks"]
        ],
        "cost": known.version.gate.get("cost"),
    }
