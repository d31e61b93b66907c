"""What is let in: the text of a formula, token by token, against the names and functions of its vocabulary."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, Literal

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.formulas import engine
from coopplatform.kernel.text import Sentence, _

cel = engine.load()
LONGEST = 600
MOST_PARENTHESES = 40
MOST_DEEP = 60
MOST_NUMBER = 1_000_000_000_000
LONGEST_WORD = 80

Kind = Literal["condition", "amount"]
CONSTANTS = ("true", "false")
OPERATORS = frozenset(
    {"_+_", "_-_", "_*_", "_/_", "_%_", "-_", "!_", "_&&_", "_||_", "_?_:_",
     "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_"}
)  # fmt: skip
TOKEN = re.compile(
    r"[ \t\r\n]*(?:(?P<number>[0-9]+)|(?P<word>\"[^\"\\\r\n]*\"|'[^'\\\r\n]*')|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>&&|\|\||[=!<>]=|/(?!/)|[-+*%!<>?:(),]))"
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A text let in by the gate, compiled. `names` are those it reads."""

    text: str
    kind: Kind
    program: Any
    names: tuple[str, ...] = ()


def refusal(reason: str, **params: Any) -> Invalid:
    """The one way in which a formula fails."""
    return Invalid("rule_refused", reason, **params)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """What formulas of one kind may speak of: `numbers`, `words` and `functions` with the types each takes, all with
    their meaning; what the language is `called`; an amount is from minus `most` to `most`.

    Exactly the functions named here are provided to a scope, so what is let in can be worked out.
    """

    called: Sentence
    numbers: Mapping[str, str]
    words: Mapping[str, str]
    functions: Mapping[str, tuple[tuple[type, ...], str]]
    most: int = 1_000_000

    def formula(self, text: str, kind: Kind) -> Formula:
        """Compiled once for all. Raises Invalid (`rule_refused`) for anything but the language."""
        return _compiled(self, text, kind)

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset({*self.numbers, *self.words})


@lru_cache(maxsize=4096)
def _compiled(vocabulary: Vocabulary, text: str, kind: Kind) -> Formula:
    _admit(vocabulary, text)
    try:
        program = cel.compile(text)
        names, functions = program.variables(), program.functions()
    except (ValueError, RuntimeError, RecursionError):
        raise refusal(_("This cannot be read as a formula: check its signs and parentheses.")) from None
    if not {*names} <= vocabulary.names or not {*functions} <= OPERATORS | {*vocabulary.functions}:
        raise refusal(
            _("This is not part of %(language)s: %(what)s."),
            language=vocabulary.called,
            what=", ".join(functions),
        )
    return Formula(text, kind, program, tuple(sorted(names)))


def _admit(vocabulary: Vocabulary, text: str) -> None:
    if len(text) > LONGEST:
        raise refusal(_("A formula has at most %(most)s characters."), most=LONGEST)
    if text.count("(") > MOST_PARENTHESES:
        raise refusal(_("A formula has at most %(most)s parentheses."), most=MOST_PARENTHESES)
    tokens = [*_tokens(vocabulary, text), ("end", "")]
    if len(tokens) == 1:
        raise refusal(_("Write a formula."))
    nested = sum(sign in ("!", "-", "?") for _kind, sign in tokens)
    if nested > MOST_DEEP:
        raise refusal(_("This formula is too deep: part it in several rules."))
    for (kind, token), (_next_kind, following) in pairwise(tokens):
        if kind == "name":
            _known(vocabulary, token, is_called=following == "(")
        elif kind == "number" and (len(token) > 13 or int(token) > MOST_NUMBER):
            raise refusal(_("This number is too large: %(number)s."), number=token[:20])
        elif kind == "word" and len(token) > LONGEST_WORD:
            raise refusal(_("A name in quotes has at most %(most)s characters."), most=LONGEST_WORD)


def _tokens(vocabulary: Vocabulary, text: str) -> Iterator[tuple[str, str]]:
    at, end = 0, len(text.rstrip(" \t\r\n"))
    while at < end:
        found = TOKEN.match(text, at)
        if found is None:
            raise refusal(
                _(
                    "“%(sign)s” is not part of %(language)s: whole numbers, names in quotes, + - * / %%,"
                    " comparison, &&, ||, ! and ? : are. Amounts are in cents; there are no lists and no loops."
                ),
                sign=text[at : at + 12].strip(),
                language=vocabulary.called,
            )
        at = found.end()
        yield str(found.lastgroup), str(found.group(str(found.lastgroup)))


def _known(vocabulary: Vocabulary, name: str, *, is_called: bool) -> None:
    if is_called and name not in vocabulary.functions:
        raise refusal(
            _("There is no function “%(name)s” in %(language)s."), name=name, language=vocabulary.called
        )
    if not is_called and not (name in vocabulary.names or name in CONSTANTS):
        raise refusal(
            _("Nothing is called “%(name)s” in %(language)s."), name=name, language=vocabulary.called
        )
