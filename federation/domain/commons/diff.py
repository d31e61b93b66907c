"""What changes between two versions of a policy, in words."""

from dataclasses import dataclass
from typing import Any

from coopplatform.kernel.text import Param, Sentence, _
from federation.domain.commons.document import Document, Parameter
from federation.domain.commons.kinds import kind_of

CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class Change:
    """`before` or `after` is None where something is new or gone."""

    what: Sentence
    before: Sentence | None
    after: Sentence | None


def changes(old: Document, new: Document, *, currency: str = CURRENCY) -> list[Change]:
    """Of body, parameters and golden tests, in the order of the new one; what is gone last."""
    return [*_body(old, new, currency), *_parameters(old, new, currency), *_tests(old, new)]


def _body(old: Document, new: Document, currency: str) -> list[Change]:
    before = _parts(old, currency)
    after = _parts(new, currency)
    found = [
        Change(Sentence(_("Rule")), before.get(key), words)
        for key, words in after.items()
        if before.get(key) != words
    ]
    gone = [Change(Sentence(_("Rule")), words, None) for key, words in before.items() if key not in after]
    order = [key for key in before if key in after], [key for key in after if key in before]
    if order[0] != order[1]:
        found.append(
            Change(Sentence(_("Order of the rules")), _listed(order[0]), _listed(order[1])),
        )
    return found + gone


def _parts(document: Document, currency: str) -> dict[str, Sentence]:
    parts = kind_of(document.kind).parts(document.body, document.parameters, currency)
    return {part.key: part.words for part in parts}


def _parameters(old: Document, new: Document, currency: str) -> list[Change]:
    what = Sentence(_("Parameter"))
    before = {name: _bounds(one, currency) for name, one in old.parameters.items()}
    after = {name: _bounds(one, currency) for name, one in new.parameters.items()}
    found = [
        Change(what, before.get(name), words) for name, words in after.items() if before.get(name) != words
    ]
    return found + [Change(what, words, None) for name, words in before.items() if name not in after]


def _bounds(one: Parameter, currency: str) -> Sentence:
    params: dict[str, Param] = {
        "name": one.says,
        "least": one.shown(one.least, currency),
        "most": one.shown(one.most, currency),
    }
    if one.default is None:
        return Sentence(_("%(name)s: from %(least)s to %(most)s"), params)
    params["default"] = one.shown(one.default, currency)
    return Sentence(_("%(name)s: from %(least)s to %(most)s, else %(default)s"), params)


def _tests(old: Document, new: Document) -> list[Change]:
    what = Sentence(_("Golden test"))
    before = {test.name: test for test in old.golden}
    after = {test.name: test for test in new.golden}
    found = []
    for name, test in after.items():
        if before.get(name) != test:
            had = before.get(name)
            found.append(Change(what, _test(name, had.expect) if had else None, _test(name, test.expect)))
    gone = [Change(what, _test(n, test.expect), None) for n, test in before.items() if n not in after]
    return found + gone


def _test(name: str, expect: Any) -> Sentence:
    told = ", ".join(f"{key} = {value}" for key, value in expect.items())
    return Sentence("%(name)s: %(told)s", {"name": name, "told": told})


def _listed(keys: list[str]) -> Sentence:
    return Sentence("%(keys)s", {"keys": ", ".join(keys)})
