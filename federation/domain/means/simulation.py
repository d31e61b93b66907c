"""The fund tried out before the vote: the same draws with every rate of contribution. No I/O, deterministic.

A year of a co-op is four quarters drawn from its history, as a share of turnover, plus noise; years are independent
of each other and nobody joins or leaves. A loss counts whole: own reserves are not looked at. Of the grounds, the loss
and the years of loss are simulated, of the purposes solidarity. Contributions of a year come in before its claims.

An older toy run ("19.3 % of co-op-years uncovered without a pool, 17.7, 12.2, 9.9, 9.8 % at 3, 15, 25, 40 %: returns
vanish after about 25 %") gave no more of its parameters than 12 co-ops and ± 8 % of noise. Its ends can be worked out
by hand. With a mean margin of 2 %, a loss above 5 % of turnover has the probability Φ(−7/8) = 19.1 %; where 40 % of
every loss is borne, what is left is above 5 % when the loss is above 8.33 %: Φ(−10.33/8) = 9.8 %. So its floor comes
from the share of a loss that is borne, not from the rate: once the fund can pay every claim, more money in it helps
nobody. On average that is from E[loss] × 40 % ÷ E[surplus] = 0.92 ÷ 4.29 = 21 % of surplus on. With these parameters,
every loss a ground, no caps, no reserve, nothing paid back, ten years from an empty fund (seed 1), this gives 19.2 %
without and 17.8, 12.9, 10.6, 9.9 %: the same curve. Its "24 % of claims covered at 3 %" is not found again: such a
fund takes in 14 % of what is claimed, unless it begins with money. Ours is shown with its parameters instead.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _
from federation.domain.means.fund import PER, FundRules
from federation.domain.means.histories import Histories

RATES = (0, 300, 500, 1_000, 1_500, 2_000, 2_500, 3_000, 4_000)
"""Of the positive surplus, in parts of ten thousand."""
HEAVY = 500
"""A loss is heavy when more than 5 % of turnover is left of it."""
QUANTILES = (10, 50, 90)
BOUNDS: Mapping[str, tuple[int, int, str]] = {
    "seed": (0, 999_999, _("The seed")),
    "cooperatives": (3, 60, _("The number of co-ops")),
    "years": (1, 30, _("The years of a run")),
    "runs": (10, 400, _("The number of runs")),
    "noise_per": (0, 3_000, _("The noise")),
    "less_per": (0, 3_000, _("What wear, interest and taxes take")),
    "turnover_cents": (1_000_00, 10_000_000_00, _("The mean turnover")),
    "start_cents": (0, 1_000_000_000, _("What the fund begins with")),
}
Amounts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Parameters:
    """`runs` funds live `years` each. `noise_per` is a standard deviation, per ten thousand of turnover.

    `less_per` is taken off every year: quarters that members shared are results before wear, interest and taxes.
    """

    seed: int = 1
    cooperatives: int = 12
    years: int = 10
    runs: int = 200
    noise_per: int = 800
    less_per: int = 0
    turnover_cents: int = 300_000_00
    start_cents: int = 0

    def as_json(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """Raises Invalid, naming the field."""
        for name, (least, most, what) in BOUNDS.items():
            value = told.get(name)
            if type(value) is not int or not least <= value <= most:
                raise Invalid(
                    "bad_parameter",
                    _("%(what)s lies between %(least)s and %(most)s."),
                    field=name,
                    what=Sentence(what),
                    least=least,
                    most=most,
                )
        return cls(**{name: told[name] for name in BOUNDS})


@dataclass(frozen=True, slots=True)
class Draws:
    """`turnover` by co-op, `margins` by run, year and co-op, `sizes` the class of each co-op."""

    turnover: Amounts
    margins: Amounts
    sizes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """What a rate comes to. Shares per ten thousand; `balance` are quantiles at the end, of all turnover of a year.

    `by_size` has what each class paid (repayments too) and received, of its own turnover.
    """

    rate: int
    uncovered: int
    covered: int
    balance: tuple[int, ...]
    least_balance: int
    by_size: Mapping[str, tuple[int, int]]

    def as_json(self) -> dict[str, Any]:
        return {
            "rate": self.rate,
            "uncovered": self.uncovered,
            "covered": self.covered,
            "balance": list(self.balance),
            "least_balance": self.least_balance,
            "by_size": {name: list(amounts) for name, amounts in sorted(self.by_size.items())},
        }


@dataclass(frozen=True, slots=True)
class Curve:
    """`without` is the share of co-op-years with a heavy loss when there is no fund."""

    without: int
    points: tuple[Point, ...]

    def as_json(self) -> dict[str, Any]:
        return {"without": self.without, "points": [point.as_json() for point in self.points]}


def draw(histories: Histories, parameters: Parameters) -> Draws:
    """Co-ops take the histories in turn; the seed alone decides what happens to them."""
    chance = np.random.Generator(np.random.PCG64(parameters.seed))
    shape = (parameters.runs, parameters.years)
    taken = [
        histories.histories[number % len(histories.histories)] for number in range(parameters.cooperatives)
    ]
    columns = [
        chance.choice(np.array(one.margins, dtype=np.float64), size=(*shape, 4)).mean(axis=2) for one in taken
    ]
    margins = np.stack(columns, axis=2) / PER - parameters.less_per / PER
    margins += chance.normal(0.0, parameters.noise_per / PER, size=margins.shape)
    weights = np.array([one.weight for one in taken], dtype=np.float64)
    turnover = parameters.turnover_cents * weights / weights.mean()
    return Draws(turnover, margins, tuple(one.size for one in taken))


def simulate(
    rules: FundRules, histories: Histories, parameters: Parameters, rates: tuple[int, ...] = RATES
) -> Curve:
    """Every rate on the same draws; the rules' own rate is not looked at.

    More contribution never leaves more heavy losses on the same draws: a fuller fund pays each claim at least as much
    and keeps at least as much, because no claim takes more than its part of the balance.
    """
    draws = draw(histories, parameters)
    results = draws.margins * draws.turnover
    heavy = draws.turnover * HEAVY / PER
    lived = _Lives(rules, draws, rates, parameters)
    for year in range(parameters.years):
        lived.live(results[:, year, :], heavy)
    return Curve(_per(float((-results > heavy).mean())), lived.points(rates))


class _Lives:
    """The funds of all rates and runs side by side, year after year."""

    def __init__(
        self, rules: FundRules, draws: Draws, rates: tuple[int, ...], parameters: Parameters
    ) -> None:
        self.rules, self.draws, self.years = rules, draws, parameters.years
        self.rates: Amounts = (np.array(rates, dtype=np.float64) / PER)[:, None, None]
        shape = (len(rates), parameters.runs)
        self.balance: Amounts = np.full(shape, float(parameters.start_cents))
        self.least: Amounts = self.balance.copy()
        self.owed: Amounts = np.zeros((*shape, len(draws.turnover)))
        self.paid_in: Amounts = np.zeros_like(self.owed)
        self.received: Amounts = np.zeros_like(self.owed)
        self.wanted: Amounts = np.zeros(shape)
        self.uncovered: Amounts = np.zeros(len(rates))
        self.in_a_row: Amounts = np.zeros((parameters.runs, len(draws.turnover)))

    def live(self, result: Amounts, heavy: Amounts) -> None:
        rules = self.rules
        surplus, loss = np.maximum(result, 0.0), np.maximum(-result, 0.0)
        self.in_a_row = np.where(loss > 0, self.in_a_row + 1, 0)
        is_open = np.zeros(loss.shape, dtype=np.bool_)
        if rules.loss_per:
            is_open |= loss > self.draws.turnover * rules.loss_per / PER
        if rules.loss_years:
            is_open |= self.in_a_row >= rules.loss_years
        put_in = self.rates * surplus
        back = np.minimum(self.owed, np.minimum(surplus * rules.repay_percent / 100, surplus - put_in))
        self.balance += (put_in + back).sum(axis=2)
        borne = np.minimum(loss * rules.cover_percent / 100, float(rules.cap_cents)) * is_open
        claims = np.minimum(borne, self.balance[:, :, None] * rules.balance_percent / 100)
        asked = claims.sum(axis=2)
        can = np.maximum(self.balance - rules.reserve_cents, 0.0)
        part = np.where(asked > can, can / np.where(asked > 0, asked, 1.0), 1.0)
        paid = claims * part[:, :, None]
        self.balance -= paid.sum(axis=2)
        self.least = np.minimum(self.least, self.balance)
        self.owed += paid - back
        self.paid_in += put_in + back
        self.received += paid
        self.wanted += borne.sum(axis=1)[None, :]
        self.uncovered += (loss - paid > heavy).mean(axis=(1, 2))

    def points(self, rates: tuple[int, ...]) -> tuple[Point, ...]:
        whole = float(self.draws.turnover.sum())
        found = []
        for index, rate in enumerate(rates):
            wanted = float(self.wanted[index].sum())
            balance = np.quantile(self.balance[index], [one / 100 for one in QUANTILES])
            found.append(
                Point(
                    rate,
                    _per(float(self.uncovered[index]) / self.years),
                    _per(float(self.received[index].sum()) / wanted) if wanted else 0,
                    tuple(_per(float(one) / whole) for one in balance),
                    _per(float(self.least[index].min()) / whole),
                    self._by_size(index),
                )
            )
        return tuple(found)

    def _by_size(self, index: int) -> dict[str, tuple[int, int]]:
        found = {}
        for size in dict.fromkeys(self.draws.sizes):
            of = np.array([one == size for one in self.draws.sizes])
            turnover = float(self.draws.turnover[of].sum()) * self.balance.shape[1] * self.years
            paid, received = (float(amounts[index][:, of].sum()) for amounts in (self.paid_in, self.received))
            found[size] = (_per(paid / turnover), _per(received / turnover))
        return found


def _per(share: float) -> int:
    return round(share * PER)
