"""Money is an integer number of minor units with its currency; sharing it out loses no cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`cents` minor units of `currency` (ISO 4217). Never a float."""

    cents: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.cents) is not int:
            raise TypeError(f"Money takes whole minor units, got {self.cents!r}")
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError(f"Not an ISO 4217 code: {self.currency!r}")

    def __add__(self, other: Self) -> "Money":
        return Money(self.cents + self._same(other), self.currency)

    def __sub__(self, other: Self) -> "Money":
        return Money(self.cents - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.cents, self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.cents < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.cents <= self._same(other)

    def _same(self, other: Self) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.cents

    def allocate(self, weights: Sequence[int | Fraction]) -> list["Money"]:
        """Shares in proportion to `weights`, adding up to the whole (see `allocate`)."""
        return [Money(cents, self.currency) for cents in allocate(self.cents, weights)]


def allocate(cents: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Split `cents` by non-negative `weights`, by largest remainder; ties go to the earlier share.

    The parts add up to `cents` exactly. Raises ValueError without a positive weight.
    """
    total = sum(weights, Fraction(0))
    if total <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("allocate() needs non-negative weights, at least one of them positive")
    sign, amount = (-1, -cents) if cents < 0 else (1, cents)
    exact = [Fraction(amount) * weight / total for weight in weights]
    shares = [int(part) for part in exact]
    by_remainder = sorted(range(len(shares)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[: amount - sum(shares)]:
        shares[i] += 1
    return [sign * share for share in shares]


def half_up(value: Fraction) -> int:
    """The nearest integer, halves away from zero: how a line of pay or VAT is rounded."""
    sign = -1 if value < 0 else 1
    return sign * int(abs(value) + Fraction(1, 2))
