"""The rules of members' shares: how many, how they are released, and when they go back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.money import Money, allocate
from coopplatform.kernel.text import _

MOST_UNITS = 100_000
MOST_INSTALMENTS = 60
MOST_REFUND_YEARS = 5
MOST_CAPITAL_PERCENT = 50
FRENCH_FORMS = {"scop", "scic"}
LEAST_CAPITAL_PART = 4


@dataclass(frozen=True, slots=True)
class ShareTerms:
    """What the statutes say of shares. `most_capital_percent` is what one member may hold of the capital.

    Raises Invalid, naming the article, where the law of the form is broken.
    """

    nominal_cents: int | None = None
    minimum_units: int = 1
    most_capital_percent: int | None = None
    refund_years: int = MOST_REFUND_YEARS
    reserves_absorb_losses: bool = False
    floor_cents: int = 0

    def __post_init__(self) -> None:
        if self.nominal_cents is not None and self.nominal_cents <= 0:
            raise Invalid("no_nominal", _("A share has a value above zero."), field="nominal_cents")
        if not 1 <= self.minimum_units <= MOST_UNITS:
            raise Invalid("bad_minimum", _("A member holds at least one share."), field="minimum_units")
        if (
            self.most_capital_percent is not None
            and not 1 <= self.most_capital_percent <= MOST_CAPITAL_PERCENT
        ):
            raise Invalid(
                "too_much_for_one",
                _("One member holds at most %(most)s %% of the capital (loi 78-763 art. 24)."),
                field="most_capital_percent",
                most=MOST_CAPITAL_PERCENT,
            )
        if not 0 <= self.refund_years <= MOST_REFUND_YEARS:
            raise Invalid(
                "refund_too_late",
                _("Shares are refunded within %(most)s years (loi 47-1775 art. 18)."),
                field="refund_years",
                most=MOST_REFUND_YEARS,
            )
        if self.floor_cents < 0:
            raise Invalid("negative_floor", _("The least capital is not negative."), field="floor_cents")


def share_terms(terms: Mapping[str, Any]) -> ShareTerms:
    """The shares' part of a charter's surplus terms."""
    names = ShareTerms.__dataclass_fields__
    return ShareTerms(**{name: terms[name] for name in names if terms.get(name) is not None})


def check_subscription(
    terms: ShareTerms, *, units: int, held_units: int, nominal_cents: int, capital_cents: int
) -> None:
    """Raises Invalid at `units` for none, too few, or more than one member may hold; `capital_cents` without them."""
    if not 0 < units <= MOST_UNITS:
        raise Invalid(
            "no_shares",
            _("Give a number of shares from 1 to %(most)s."),
            field="units",
            most=MOST_UNITS,
        )
    if nominal_cents <= 0:
        raise Invalid("no_nominal", _("A share has a value above zero."), field="nominal_cents")
    if terms.nominal_cents is not None and nominal_cents != terms.nominal_cents:
        raise Invalid(
            "other_nominal", _("This is not the value of a share in the statutes."), field="nominal_cents"
        )
    if held_units + units < terms.minimum_units:
        raise Invalid(
            "too_few_shares",
            _("At least %(least)s shares (statutes)."),
            field="units",
            least=terms.minimum_units,
        )
    if terms.most_capital_percent is not None:
        own = (held_units + units) * nominal_cents
        whole = capital_cents + units * nominal_cents
        if own * 100 > whole * terms.most_capital_percent:
            raise Invalid(
                "too_much_for_one",
                _("One member holds at most %(most)s %% of the capital (statutes; loi 78-763 art. 24)."),
                field="units",
                most=terms.most_capital_percent,
            )


def instalment_plan(cents: int, count: int) -> list[int]:
    """Equal monthly deductions that add up to the whole (loi 78-763 art. 40)."""
    if not 1 <= count <= MOST_INSTALMENTS or count > cents:
        raise Invalid(
            "bad_instalments",
            _("Give from 1 to %(most)s monthly deductions."),
            field="instalments",
            most=MOST_INSTALMENTS,
        )
    return allocate(cents, [1] * count)


def check_employee_ceiling(cents_in_year: int, yearly_ceiling_cents: int, currency: str) -> None:
    """Raises Invalid where what an employee subscribes in a year by deductions passes half the PASS (art. 35)."""
    most = yearly_ceiling_cents // 2
    if cents_in_year > most:
        raise Invalid(
            "beyond_half_ceiling",
            _("By deductions on pay an employee subscribes at most %(most)s a year (loi 78-763 art. 35)."),
            field="units",
            most=Money(most, currency),
        )


def capital_floor(terms: ShareTerms, legal_form: str, highest_cents: int) -> int:
    """Under what refunds may not bring the capital: the statutes', in France at least a quarter of the highest
    capital ever reached (loi 47-1775 art. 13)."""
    law = -(-highest_cents // LEAST_CAPITAL_PART) if legal_form in FRENCH_FORMS else 0
    return max(terms.floor_cents, law)


def check_refund(
    terms: ShareTerms,
    *,
    units: int,
    held_units: int,
    cents: int,
    outstanding_cents: int,
    capital_cents: int,
    floor_cents: int,
    currency: str,
) -> None:
    """Raises Invalid or NotAllowedNow for what cannot go back, with the reason."""
    if units <= 0:
        raise Invalid("no_shares", _("Give the number of shares to refund."), field="units")
    if units > held_units:
        raise Invalid(
            "shares_not_held", _("This member holds %(held)s shares."), field="units", held=held_units
        )
    left = held_units - units
    if outstanding_cents and left:
        raise NotAllowedNow(
            "instalments_open",
            _("Some shares are not paid in yet: refund all of them, or wait until they are paid."),
            field="units",
        )
    if left and left < terms.minimum_units:
        raise Invalid(
            "too_few_shares",
            _("At least %(least)s shares stay (statutes); refund all where the member leaves."),
            field="units",
            least=terms.minimum_units,
        )
    if capital_cents - cents < floor_cents:
        raise NotAllowedNow(
            "capital_floor",
            _(
                "The capital would fall to %(left)s, under its floor of %(floor)s "
                "(statutes; loi 47-1775 art. 13)."
            ),
            field="units",
            left=Money(capital_cents - cents, currency),
            floor=Money(floor_cents, currency),
        )


def payable_until(refunded_on: date, years: int) -> date:
    """The last day the refund may be paid; 29 February becomes the 28th."""
    try:
        return refunded_on.replace(year=refunded_on.year + years)
    except ValueError:
        return refunded_on.replace(year=refunded_on.year + years, day=28)
