"""Numbers and months out of JSON: in range, or refused by the name of their field."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from coopplatform.kernel.errors import Invalid


def wrong(name: str, why: str) -> Invalid:
    """The refusal of one field, for whoever wrote the file."""
    return Invalid("bad_input", f"{name}: {why}.", field=name)


def month_in(value: Any) -> date:
    """The first day of `value`, written YYYY-MM. Raises Invalid."""
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError as problem:
        raise wrong("month", "give it as YYYY-MM") from problem


def number_in(
    inputs: Mapping[str, Any], name: str, lowest: str, highest: str, default: str | None
) -> Decimal:
    """`inputs[name]` from `lowest` to `highest`; `default` None: it must be given. Raises Invalid."""
    value = inputs.get(name, default)
    if value is None:
        value = default
    if value is None:
        raise wrong(name, "is missing")
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        raise wrong(name, "must be a number")
    try:
        number = Decimal(str(value))
    except InvalidOperation as problem:
        raise wrong(name, "must be a number") from problem
    if not number.is_finite() or not Decimal(lowest) <= number <= Decimal(highest):
        raise wrong(name, f"must be between {lowest} and {highest}")
    return number
