"""The language of conditions and prices: a small part of CEL on whole numbers, let in by a gate.

CEL has no cost limit of its own, and a loop over loops holds a worker for seconds. So nothing is let in but whole
numbers, short words in quotes, declared names, arithmetic, comparison, `&&`, `||`, `!` and `? :`; a rule's work is then
bounded by its length. Whatever goes wrong, when a rule is written or when it is worked out, is one refusal.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _
from deliveries.domain.pricing import engine

cel = engine.load()
LONGEST = 600
MOST_PARENTHESES = 40
MOST_DEEP = 60
MOST_CENTS = 1_000_000
MOST_NUMBER = 1_000_000_000_000

Function = Callable[..., int | bool]
Kind = Literal["condition", "amount"]

NUMBERS: Mapping[str, str] = {
    "distance": _("metres to ride"),
    "weight": _("grams"),
    "volume": _("volume units of all packages"),
    "bags": _("bags"),
    "goods": _("what the goods are worth, in cents"),
    "stop": _("which pickup or drop-off this is, from 1; 0 for the whole delivery"),
    "pickups": _("how many pickups"),
    "dropoffs": _("how many drop-offs"),
    "pickup_minute": _("minutes since midnight when it can be picked up"),
    "dropoff_minute": _("minutes since midnight from when it may be handed over"),
    "pickup_weekday": _("1 Monday to 7 Sunday"),
    "dropoff_weekday": _("1 Monday to 7 Sunday"),
    "pickup_notice": _("minutes from the order to the pickup"),
    "dropoff_notice": _("minutes from the order to the end of the drop-off’s window"),
    "pickup_days": _("days from the order to the pickup, 0 for today"),
    "dropoff_days": _("days from the order to the drop-off, 0 for today"),
    "window": _("minutes of the drop-off’s window"),
    "quantity": _("how many times a supplement is taken, else 1"),
    "subtotal": _("cents of the lines above"),
}
WORDS: Mapping[str, str] = {
    "kind": _("“pickup”, “dropoff”, or “delivery” for the whole"),
    "slot": _("name of the time slot, “” without one"),
}
FUNCTIONS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "ceil_div": ((int, int), _("division rounded up")),
    "max2": ((int, int), _("the larger of two")),
    "min2": ((int, int), _("the smaller of two")),
    "percent_of": (
        (int, int),
        _("what 10000ths change of an amount: percent_of(subtotal, 8500) is 15 percent off"),
    ),
    "packages": ((str,), _("packages of a type")),
    "in_zone": ((str,), _("this stop, or every stop, is in the zone")),
    "out_zone": ((str,), _("it is not")),
    "pickup_in": ((str,), _("every pickup is in the zone")),
    "dropoff_in": ((str,), _("every drop-off is in the zone")),
    "needs": ((str,), _("the bike must have this equipment")),
}
"""Each function with the types it takes; exactly these are provided, so what is let in can be worked out."""

CONSTANTS = ("true", "false")
OPERATORS = frozenset(
    {"_+_", "_-_", "_*_", "_/_", "_%_", "-_", "!_", "_&&_", "_||_", "_?_:_",
     "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_"}
)  # fmt: skip
TOKEN = re.compile(
    r"[ \t\r\n]*(?:(?P<number>[0-9]+)|(?P<word>\"[^\"\\\r\n]*\"|'[^'\\\r\n]*')|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>&&|\|\||[=!<>]=|/(?!/)|[-+*%!<>?:(),]))"
)
LONGEST_WORD = 80


@dataclass(frozen=True, slots=True)
class Formula:
    """A text let in by the gate, compiled."""

    text: str
    kind: Kind
    program: Any


def refusal(reason: str, **params: Any) -> Invalid:
    """The one way in which a rule fails."""
    return Invalid("rule_refused", reason, **params)


@lru_cache(maxsize=4096)
def formula(text: str, kind: Kind) -> Formula:
    """Compiled once for all who price. Raises Invalid (`rule_refused`) for anything but the language."""
    _admit(text)
    try:
        program = cel.compile(text)
        names, functions = program.variables(), program.functions()
    except (ValueError, RuntimeError, RecursionError):
        raise refusal(_("This cannot be read as a formula: check its signs and parentheses.")) from None
    if not {*names} <= {*NUMBERS, *WORDS} or not {*functions} <= OPERATORS | {*FUNCTIONS}:
        raise refusal(_("This is not part of the price language: %(what)s."), what=", ".join(functions))
    return Formula(text, kind, program)


def _admit(text: str) -> None:
    if len(text) > LONGEST:
        raise refusal(_("A formula has at most %(most)s characters."), most=LONGEST)
    if text.count("(") > MOST_PARENTHESES:
        raise refusal(_("A formula has at most %(most)s parentheses."), most=MOST_PARENTHESES)
    tokens = [*_tokens(text), ("end", "")]
    if len(tokens) == 1:
        raise refusal(_("Write a formula."))
    nested = sum(sign in ("!", "-", "?") for _kind, sign in tokens)
    if nested > MOST_DEEP:
        raise refusal(_("This formula is too deep: part it in several rules."))
    for (kind, token), (_next_kind, following) in pairwise(tokens):
        if kind == "name":
            _known(token, is_called=following == "(")
        elif kind == "number" and (len(token) > 13 or int(token) > MOST_NUMBER):
            raise refusal(_("This number is too large: %(number)s."), number=token[:20])
        elif kind == "word" and len(token) > LONGEST_WORD:
            raise refusal(_("A name in quotes has at most %(most)s characters."), most=LONGEST_WORD)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at, end = 0, len(text.rstrip(" \t\r\n"))
    while at < end:
        found = TOKEN.match(text, at)
        if found is None:
            raise refusal(
                _(
                    "“%(sign)s” is not part of the price language: whole numbers, names in quotes, + - * / %%,"
                    " comparison, &&, ||, ! and ? : are. Amounts are in cents; there are no lists and no loops."
                ),
                sign=text[at : at + 12].strip(),
            )
        at = found.end()
        yield str(found.lastgroup), str(found.group(str(found.lastgroup)))


def _known(name: str, *, is_called: bool) -> None:
    if is_called and name not in FUNCTIONS:
        raise refusal(_("There is no function “%(name)s” in the price language."), name=name)
    if not is_called and not (name in NUMBERS or name in WORDS or name in CONSTANTS):
        raise refusal(_("Nothing is called “%(name)s” in the price language."), name=name)


class Scope:
    """What formulas are worked out on: numbers, words, and functions that ask about one delivery or stop."""

    def __init__(
        self,
        values: Mapping[str, int | str],
        asked: Mapping[str, Function],
        packages: Mapping[str, int],
    ) -> None:
        self.values = dict(values)
        self.packages = packages
        self._failed: list[Sentence] = []
        self._context = cel.Context()
        for name, value in values.items():
            self._context.add_variable(name, value)
        for name, function in {**ARITHMETIC, **asked}.items():
            self._context.add_function(name, self._careful(name, function))

    def set(self, name: str, value: int) -> None:
        self.values[name] = value
        self._context.add_variable(name, value)

    def holds(self, condition: Formula) -> bool:
        """Raises Invalid (`rule_refused`) where it is neither true nor false."""
        found = self._run(condition)
        if not isinstance(found, bool):
            raise refusal(_("A condition must be true or false; this is neither."))
        return found

    def amount(self, price: Formula) -> int:
        """Whole cents. Raises Invalid (`rule_refused`) for anything else, or too many of them."""
        found = self._run(price)
        if isinstance(found, bool) or not isinstance(found, int):
            raise refusal(_("A price must be a whole number of cents; this is not."))
        if abs(found) > MOST_CENTS:
            raise refusal(_("A price has at most %(most)s cents; this is more."), most=MOST_CENTS)
        return found

    def _run(self, formula_: Formula) -> Any:
        self._failed.clear()
        try:
            found = formula_.program.execute(self._context)
        except ZeroDivisionError:
            raise refusal(_("It divides by zero.")) from None
        except OverflowError:
            raise refusal(_("It counts beyond every number we know.")) from None
        except (TypeError, ValueError, RuntimeError, LookupError, AttributeError):
            raise refusal(_("It compares or adds what does not go together.")) from None
        if self._failed:
            raise refusal(self._failed[0].message, **self._failed[0].params)
        return found

    def _careful(self, name: str, function: Function) -> Function:
        """Never raises into the engine; what is wrong is kept until it has ended."""
        types, _words = FUNCTIONS[name]

        def call(*given: Any) -> int | bool:
            if tuple(type(value) for value in given) != types:
                self._failed.append(
                    Sentence(_("%(name)s takes %(count)s other values."), {"name": name, "count": len(types)})
                )
                return 0
            try:
                return function(*given)
            except Invalid as refused:
                self._failed.append(Sentence(refused.message, refused.params))
                return 0

        return call


def _ceil_div(value: int, by: int) -> int:
    if by == 0:
        raise refusal(_("It divides by zero."))
    return _bounded(-(-value // by))


def _percent_of(value: int, ten_thousandths: int) -> int:
    """Half away from zero, as VAT is rounded."""
    change = value * (ten_thousandths - 10_000)
    sign = -1 if change < 0 else 1
    return _bounded(sign * ((abs(change) + 5_000) // 10_000))


def _bounded(value: int) -> int:
    if abs(value) > MOST_NUMBER:
        raise refusal(_("It counts beyond every number we know."))
    return value


ARITHMETIC: Mapping[str, Function] = {
    "ceil_div": _ceil_div,
    "max2": max,
    "min2": min,
    "percent_of": _percent_of,
}
