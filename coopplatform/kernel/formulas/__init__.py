"""Formulas that people write: a small part of CEL on whole numbers, let in by a gate, for several vocabularies.

`Vocabulary` says which names and functions a formula may use; `vocabulary.formula(text, kind)` lets one in or refuses
it; a `Scope` works it out. CEL has no cost limit of its own, and a loop over loops holds a worker for seconds. So
nothing is let in but whole numbers, short words in quotes, declared names, arithmetic, comparison, `&&`, `||`, `!` and
`? :`; a formula's work is then bounded by its length. Whatever goes wrong, when it is written or when it is worked out,
is one refusal.
"""

from coopplatform.kernel.formulas.gate import Formula, Kind, Vocabulary, refusal
from coopplatform.kernel.formulas.scope import ARITHMETIC, ARITHMETIC_WORDS, Function, Scope

__all__ = [
    "ARITHMETIC",
    "ARITHMETIC_WORDS",
    "Formula",
    "Function",
    "Kind",
    "Scope",
    "Vocabulary",
    "refusal",
]
