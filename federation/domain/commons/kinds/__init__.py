"""The kinds of policy, one module each: what its body looks like, what lets it in, what it says, what it does."""

from collections.abc import Mapping
from typing import Any

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from federation.domain.commons.kinds import (
    assembly_rules,
    availability_rule,
    criteria_set,
    dispatch_weights,
    document_template,
    pricing,
    translation_overlay,
    wage_scheme,
)
from federation.domain.commons.kinds.kind import Kind, Part

__all__ = ["KINDS", "Kind", "Part", "kind_of", "slot_of"]

KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        pricing.KIND,
        dispatch_weights.KIND,
        wage_scheme.KIND,
        availability_rule.KIND,
        document_template.KIND,
        translation_overlay.KIND,
        criteria_set.KIND,
        assembly_rules.KIND,
    )
}


def kind_of(code: str) -> Kind:
    """Raises Invalid for a kind nobody knows."""
    if code not in KINDS:
        raise Invalid(
            "unknown_kind",
            _("There is no kind of policy called “%(kind)s”; there are %(known)s."),
            field="kind",
            kind=code[:40],
            known=", ".join(KINDS),
        )
    return KINDS[code]


def slot_of(code: str, body: Mapping[str, Any]) -> str:
    """What a policy takes the place of among those of its kind: a letter, a language; empty where there is one place.

    Of prices, which stores get by name, it is empty too.
    """
    slot = getattr(kind_of(code), "slot", None)
    return str(slot(body)) if slot else ""
