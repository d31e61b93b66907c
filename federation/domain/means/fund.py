"""The rules of the fund, as data: what co-ops put in, when it helps, how much of what, and on which conditions.

It has two purposes with balances of their own: *solidarity* bears a part of a co-op's loss, *guarantee* pays couriers'
net wages when a client fails or cash runs short. A version that was voted is never changed, only followed. What others
lived through is in it: Smart paid 400 couriers from such a fund when Take Eat Easy failed; Mondragon's took up some
300 M€ of one member's losses and could not save it, hence warnings, caps, conditions and a written exit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Sentence, _

PER = 10_000
"""Shares are in parts of ten thousand."""


class Purpose(StrEnum):
    SOLIDARITY = "solidarity"
    GUARANTEE = "guarantee"


class Ground(StrEnum):
    """What may open the fund to a co-op."""

    LOSS = "loss"
    LOSS_YEARS = "loss_years"
    HALF_CAPITAL = "half_capital"
    CLIENT = "client"
    RUNWAY = "runway"


PURPOSE_OF: Mapping[Ground, Purpose] = {
    Ground.LOSS: Purpose.SOLIDARITY,
    Ground.LOSS_YEARS: Purpose.SOLIDARITY,
    Ground.HALF_CAPITAL: Purpose.SOLIDARITY,
    Ground.CLIENT: Purpose.GUARANTEE,
    Ground.RUNWAY: Purpose.GUARANTEE,
}
PURPOSES: Mapping[Purpose, str] = {
    Purpose.SOLIDARITY: _("solidarity with a loss"),
    Purpose.GUARANTEE: _("guarantee of wages"),
}
BOUNDS: Mapping[str, tuple[int, int, str]] = {
    "surplus_per": (0, 4_000, _("The share of a surplus")),
    "payroll_per": (0, 500, _("The share of payroll")),
    "loss_per": (0, 5_000, _("The loss that opens the fund")),
    "loss_years": (0, 10, _("The years of loss that open the fund")),
    "capital_percent": (0, 100, _("The part of the capital lost")),
    "client_per": (0, 10_000, _("What a failed client left unpaid")),
    "runway_tenths": (0, 120, _("The months cash must last")),
    "cover_percent": (0, 100, _("The part of a loss that is borne")),
    "cap_cents": (0, 1_000_000_00, _("The most one co-op gets in a year")),
    "balance_percent": (1, 100, _("The most of the balance for one claim")),
    "reserve_cents": (0, 1_000_000_00, _("The reserve that stays")),
    "waiting_months": (0, 60, _("The months of waiting")),
    "wage_weeks": (0, 26, _("The weeks of net wages")),
    "repay_percent": (0, 100, _("The part of later surpluses paid back")),
    "exit_years": (0, 20, _("The years looked back on at an exit")),
    "plan_days": (1, 365, _("The days for a recovery plan")),
    "figures_months": (0, 36, _("The months of figures shared")),
    "review_days": (0, 365, _("The days for a review to be opened")),
}
"""Least, most and what it is, of each number. A ground with the limit 0 does not count."""


@dataclass(frozen=True, slots=True)
class FundRules:
    """One version. `_per` are parts of ten thousand, `_percent` of a hundred, `_tenths` tenths of a month.

    `names_shown`: whether the ledger that members read names who received.
    """

    surplus_per: int = 1_500
    payroll_per: int = 30
    loss_per: int = 500
    loss_years: int = 3
    capital_percent: int = 50
    client_per: int = 500
    runway_tenths: int = 10
    cover_percent: int = 40
    cap_cents: int = 20_000_00
    balance_percent: int = 40
    reserve_cents: int = 2_000_00
    waiting_months: int = 12
    wage_weeks: int = 4
    repay_percent: int = 20
    exit_years: int = 5
    plan_days: int = 45
    figures_months: int = 12
    review_days: int = 60
    names_shown: bool = True

    def as_json(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """Raises Invalid, naming the field, for what is missing, no whole number or out of its bounds."""
        for name, (least, most, what) in BOUNDS.items():
            value = told.get(name)
            if type(value) is not int or not least <= value <= most:
                raise Invalid(
                    "bad_rule",
                    _("%(what)s lies between %(least)s and %(most)s."),
                    field=name,
                    what=Sentence(what),
                    least=least,
                    most=most,
                )
        if type(told.get("names_shown")) is not bool:
            raise Invalid("bad_rule", _("Say whether the ledger names co-ops."), field="names_shown")
        if unknown := sorted(set(told) - {one.name for one in fields(cls)}):
            raise Invalid("unknown_rule", _("The fund has no rule %(name)s."), name=unknown[0])
        return cls(**{one.name: told[one.name] for one in fields(cls)})


def in_words(rules: FundRules, currency: str) -> list[Sentence]:
    """The whole of a version, as it is put to the vote and read afterwards."""
    pays = Sentence(
        _(
            "A co-op with a surplus pays %(surplus)s %% of it for solidarity, and every co-op %(payroll)s %%"
            " of its gross payroll for the guarantee of wages."
        ),
        {"surplus": percent_of(rules.surplus_per), "payroll": percent_of(rules.payroll_per)},
    )
    return [pays, *_grounds(rules), *_amounts(rules, currency), *_conditions(rules)]


def percent_of(per: int) -> str:
    """Parts of ten thousand as a percentage, without needless zeros: 1250 is 12.5."""
    whole, rest = divmod(per, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def _grounds(rules: FundRules) -> list[Sentence]:
    found: list[tuple[int, str, dict[str, Any]]] = [
        (
            rules.loss_per,
            _("Solidarity opens with a loss of more than %(limit)s %% of the year’s turnover."),
            {"limit": percent_of(rules.loss_per)},
        ),
        (
            rules.loss_years,
            _("It opens after %(limit)s years of loss in a row."),
            {"limit": rules.loss_years},
        ),
        (
            rules.capital_percent,
            _("It opens when losses reach %(limit)s %% of the highest capital ever held."),
            {"limit": rules.capital_percent},
        ),
        (
            rules.client_per,
            _("The guarantee opens when a failed client leaves more than %(limit)s %% of turnover unpaid."),
            {"limit": percent_of(rules.client_per)},
        ),
        (
            rules.runway_tenths,
            _("It opens when cash lasts less than %(limit)s months."),
            {"limit": _tenths(rules.runway_tenths)},
        ),
    ]
    return [Sentence(message, params) for limit, message, params in found if limit]


def _tenths(tenths: int) -> str:
    return f"{tenths / 10:g}"


def _amounts(rules: FundRules, currency: str) -> list[Sentence]:
    return [
        Sentence(
            _(
                "Of a loss, %(cover)s %% is borne, at most %(cap)s for a co-op in a year and %(part)s %% of"
                " the balance for one claim."
            ),
            {
                "cover": rules.cover_percent,
                "cap": Money(rules.cap_cents, currency),
                "part": rules.balance_percent,
            },
        ),
        Sentence(
            _("Of wages, up to %(weeks)s weeks of what is owed net."),
            {"weeks": rules.wage_weeks},
        ),
        Sentence(
            _(
                "%(reserve)s always stay for each purpose. When the rest does not suffice, claims of the"
                " same time are shared pro rata, to the cent."
            ),
            {"reserve": Money(rules.reserve_cents, currency)},
        ),
    ]


def _conditions(rules: FundRules) -> list[Sentence]:
    said = [
        Sentence(
            _("Only a co-op that has belonged for %(months)s months may ask, once a year for each purpose."),
            {"months": rules.waiting_months},
        ),
        Sentence(
            _(
                "Help with a loss comes with a recovery plan within %(plan)s days, monthly figures for"
                " %(figures)s months, and a review opened within %(review)s days. A condition missed stops"
                " the next instalment; wages that are guaranteed are never stopped."
            ),
            {"plan": rules.plan_days, "figures": rules.figures_months, "review": rules.review_days},
        ),
    ]
    if rules.repay_percent:
        said.append(
            Sentence(
                _("What was received for a loss is paid back by %(part)s %% of each later surplus."),
                {"part": rules.repay_percent},
            )
        )
    else:
        said.append(Sentence(_("What was received is not paid back.")))
    said.append(
        Sentence(
            _(
                "Who leaves has no claim on the balance, and owes what it received for a loss in its last"
                " %(years)s years, less what it paid back."
            ),
            {"years": rules.exit_years},
        )
    )
    if rules.names_shown:
        said.append(Sentence(_("Members read who received how much, and on which conditions.")))
    else:
        said.append(Sentence(_("Members read what was paid, not to whom.")))
    return said
