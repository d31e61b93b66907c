"""Value added from the accounts of a period: what was sold less what was bought, by each chart's own numbering.

Grants, wear, interest and taxes are neither. The longest prefix wins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prefixes:
    sold: tuple[str, ...]
    bought: tuple[str, ...]


FRENCH = Prefixes(("70", "71", "72"), ("60", "61", "62"))
BELGIAN = Prefixes(("70", "71", "72"), ("60", "61"))
PLAIN = Prefixes(
    ("3000",), ("6000", "6100", "6200", "6205", "6206", "6210", "6220", "6230", "6240", "6250", "6260")
)
BY_COUNTRY: Mapping[str, Prefixes] = {"FR": FRENCH, "MC": FRENCH, "BE": BELGIAN}


def sales_cents(accounts: Iterable[tuple[str, int]], country: str) -> int:
    """What was sold, positive. `accounts` are codes with their movement, debit positive."""
    return -_moved(accounts, _prefixes(country).sold)


def value_added_cents(accounts: Iterable[tuple[str, int]], country: str) -> int:
    rows = list(accounts)
    return -_moved(rows, _prefixes(country).sold) - _moved(rows, _prefixes(country).bought)


def bought_accounts(country: str) -> tuple[str, ...]:
    """The beginnings of the accounts of goods and services bought."""
    return _prefixes(country).bought


def _prefixes(country: str) -> Prefixes:
    return BY_COUNTRY.get(country, PLAIN)


def _moved(accounts: Iterable[tuple[str, int]], prefixes: tuple[str, ...]) -> int:
    return sum(cents for code, cents in accounts if code.startswith(prefixes))
