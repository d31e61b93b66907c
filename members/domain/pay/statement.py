"""A payslip whatever the country: what is earned, what is taken, what is paid besides, and the totals; in cents.

Every line can be opened: its formula in words and the texts behind it. `as_json` is what is stored and frozen.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from coopplatform.kernel.text import Sentence


@dataclass(frozen=True, slots=True)
class Item:
    """A line of pay, or of what is paid or kept back after tax; `cents` are signed.

    `hours` (a decimal as text), `rate_cents` an hour and `percent` are there where the line is one of hours.
    """

    code: str
    label: Sentence
    cents: int
    formula: Sentence
    sources: tuple[str, ...]
    hours: str = ""
    rate_cents: int | None = None
    percent: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "label": self.label.as_json(),
            "cents": self.cents,
            "formula": self.formula.as_json(),
            "sources": list(self.sources),
            "hours": self.hours,
            "rate_cents": self.rate_cents,
            "percent": self.percent,
        }


@dataclass(frozen=True, slots=True)
class Contribution:
    """A line of contributions: cents (reductions negative), rates in per cent as text; None where none is.

    `group` is the heading of the legal model it stands under.
    """

    code: str
    group: str
    label: Sentence
    base_cents: int | None
    employee_rate: str | None
    employer_rate: str | None
    employee_cents: int | None
    employer_cents: int | None
    formula: Sentence
    sources: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "group": self.group,
            "label": self.label.as_json(),
            "base_cents": self.base_cents,
            "employee_rate": self.employee_rate,
            "employer_rate": self.employer_rate,
            "employee_cents": self.employee_cents,
            "employer_cents": self.employer_cents,
            "formula": self.formula.as_json(),
            "sources": list(self.sources),
        }


@dataclass(frozen=True, slots=True)
class Withholding:
    """Income tax kept back: `rate` in per cent as text; neutral when the tax office sent none."""

    base_cents: int
    rate: str
    cents: int
    is_neutral: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """One person's pay of one month.

    `seconds` were worked in the weeks the month pays; `paid_seconds` are those the gross pays for (a monthly salary
    pays the contract's). What a country's engine does not compute is None, and `left_out` says so. `carry` is what
    later months of the year need to know of this one, in the country's own words.
    """

    currency: str
    seconds: int
    paid_seconds: int
    items: tuple[Item, ...]
    left_out: Sentence
    contributions: tuple[Contribution, ...] = ()
    net_items: tuple[Item, ...] = ()
    withholding: Withholding | None = None
    net_before_tax_cents: int | None = None
    taxable_cents: int | None = None
    net_social_cents: int | None = None
    tax_free_cents: int = 0
    carry: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Lines and carry; the totals are columns of their own."""
        return {
            "items": [item.as_json() for item in self.items],
            "contributions": [line.as_json() for line in self.contributions],
            "net_items": [item.as_json() for item in self.net_items],
            "withholding": asdict(self.withholding) if self.withholding else None,
            "tax_free_cents": self.tax_free_cents,
            "left_out": self.left_out.as_json(),
            "carry": dict(self.carry),
        }

    @property
    def gross_cents(self) -> int:
        return sum(item.cents for item in self.items)

    @property
    def employee_cents(self) -> int:
        return sum(line.employee_cents or 0 for line in self.contributions)

    @property
    def employer_cents(self) -> int:
        return sum(line.employer_cents or 0 for line in self.contributions)

    @property
    def cost_cents(self) -> int:
        return self.gross_cents + self.employer_cents

    @property
    def net_paid_cents(self) -> int | None:
        """What reaches the bank account: net, less tax, and what is paid or kept back besides."""
        if self.net_before_tax_cents is None:
            return None
        withheld = self.withholding.cents if self.withholding else 0
        return self.net_before_tax_cents - withheld + sum(item.cents for item in self.net_items)
