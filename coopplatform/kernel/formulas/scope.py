"""Working a formula out: on numbers, words and functions, in whole numbers, with one refusal for all that fails."""

from collections.abc import Callable, Mapping
from typing import Any

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.formulas.gate import MOST_NUMBER, Formula, Vocabulary, cel, refusal
from coopplatform.kernel.text import Sentence, _

Function = Callable[..., int | bool]


class Scope:
    """What formulas are worked out on: numbers, words, and functions that ask about one thing.

    One thread uses it at a time: the engine's context is not made for two.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        values: Mapping[str, int | str],
        asked: Mapping[str, Function] | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self.values = dict(values)
        self._failed: list[Sentence] = []
        self._context = cel.Context()
        for name, value in values.items():
            self._context.add_variable(name, value)
        for name, function in {**ARITHMETIC, **(asked or {})}.items():
            self._context.add_function(name, self._careful(name, function))

    def set(self, name: str, value: int | str) -> None:
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
        if abs(found) > self.vocabulary.most:
            raise refusal(_("A price has at most %(most)s cents; this is more."), most=self.vocabulary.most)
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
        types, _words = self.vocabulary.functions[name]

        def call(*given: Any) -> int | bool:
            if tuple(map(type, given)) != types:
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
ARITHMETIC_WORDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "ceil_div": ((int, int), _("division rounded up")),
    "max2": ((int, int), _("the larger of two")),
    "min2": ((int, int), _("the smaller of two")),
    "percent_of": (
        (int, int),
        _("what 10000ths change of an amount: percent_of(subtotal, 8500) is 15 percent off"),
    ),
}
