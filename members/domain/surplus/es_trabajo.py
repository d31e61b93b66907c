"""The rules of a Spanish cooperativa de trabajo asociado, Ley 27/1999 of 16 July, articles 48, 57 and 58.

Of the co-operative surplus at least 20 % goes to the compulsory reserve (FRO) and at least 5 % to the education and
promotion fund (FEP); of what came from outside, at least half to the FRO. The rest returns by activity, never by
capital; interest on shares is at most the legal interest + 6 points. Regional laws differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money, half_up
from coopplatform.kernel.text import Sentence, _
from members.domain.surplus.allocation import Allocation, AllocationLine, percent
from members.domain.surplus.keys import share_out
from members.domain.surplus.year import Key, Person, SurplusYear

LEAST_FRO_PERCENT = 20
LEAST_FEP_PERCENT = 5
LEAST_OTHER_FRO_PERCENT = 50
POINTS_ABOVE_LEGAL_INTEREST = 6
LAW = "Ley 27/1999"


@dataclass(frozen=True, slots=True)
class SpanishStatutes:
    """`retorno_percent` of what the funds leave returns to the members by `key`.

    Raises Invalid, naming the article, for a fund under its least part, interest beyond its ceiling, or a return by
    anything but activity, hours or wages.
    """

    legal_interest_percent: Fraction
    fro_percent: Fraction = Fraction(LEAST_FRO_PERCENT)
    fep_percent: Fraction = Fraction(LEAST_FEP_PERCENT)
    other_fro_percent: Fraction = Fraction(LEAST_OTHER_FRO_PERCENT)
    interest_percent: Fraction = Fraction(0)
    retorno_percent: Fraction = Fraction(100)
    key: Key = Key.ACTIVITY

    def __post_init__(self) -> None:
        for name, value, least, article in (
            ("fro_percent", self.fro_percent, LEAST_FRO_PERCENT, "58.1"),
            ("fep_percent", self.fep_percent, LEAST_FEP_PERCENT, "58.1"),
            ("other_fro_percent", self.other_fro_percent, LEAST_OTHER_FRO_PERCENT, "58.2"),
        ):
            if not least <= value <= 100:
                raise Invalid(
                    "fund_too_small",
                    _("%(fund)s takes at least %(least)s %% (Ley 27/1999 art. %(article)s)."),
                    field=name,
                    fund=name.removesuffix("_percent").upper(),
                    least=least,
                    article=article,
                )
        if self.interest_percent > self.legal_interest_percent + POINTS_ABOVE_LEGAL_INTEREST:
            raise Invalid(
                "interest_too_high",
                _("Interest on shares is at most the legal interest + 6 points (Ley 27/1999 art. 48)."),
                field="interest_percent",
            )
        if self.key not in (Key.ACTIVITY, Key.HOURS, Key.WAGES):
            raise Invalid(
                "return_by_activity", _("The retorno follows activity (Ley 27/1999 art. 58.4)."), field="key"
            )
        if not 0 <= self.retorno_percent <= 100 or self.fro_percent + self.fep_percent > 100:
            raise Invalid("share_out_of_range", _("Each part of the surplus is from 0 to 100 %%."))

    def allocate(self, year: SurplusYear, people: Sequence[Person]) -> Allocation:
        base = year.base_cents
        other = min(base, year.other_result_cents)
        own = base - other
        fro = half_up(own * self.fro_percent / 100)
        fro_other = half_up(other * self.other_fro_percent / 100)
        fep = half_up(own * self.fep_percent / 100)
        available = base - fro - fro_other - fep
        capital = sum(person.capital_cents for person in people)
        interest = min(half_up(capital * self.interest_percent / 100), available)
        retorno = half_up((available - interest) * self.retorno_percent / 100)
        lines = (
            self._fund("fro", _("Compulsory reserve fund (FRO)"), fro, self.fro_percent, own, year, "58.1"),
            self._fund(
                "fro_other",
                _("FRO, of the result from outside"),
                fro_other,
                self.other_fro_percent,
                other,
                year,
                "58.2",
            ),
            self._fund(
                "fep", _("Education and promotion fund (FEP)"), fep, self.fep_percent, own, year, "58.1"
            ),
            AllocationLine(
                "interest",
                Sentence(_("Interest on shares")),
                interest,
                Sentence(
                    _("%(percent)s %% of %(base)s"),
                    {"percent": percent(self.interest_percent), "base": Money(capital, year.currency)},
                ),
                f"{LAW} art. 48",
            ),
            self._fund(
                "work", _("Retorno"), retorno, self.retorno_percent, available - interest, year, "58.4"
            ),
            AllocationLine(
                "development",
                Sentence(_("Voluntary reserve")),
                available - interest - retorno,
                Sentence(_("what remains of %(base)s"), {"base": Money(base, year.currency)}),
                f"{LAW} art. 58.3",
            ),
        )
        return Allocation(year.currency, base, lines, share_out(people, self.key, retorno, interest))

    def _fund(
        self, code: str, label: str, cents: int, part: Fraction, of: int, year: SurplusYear, article: str
    ) -> AllocationLine:
        formula = Sentence(
            _("%(percent)s %% of %(base)s"), {"percent": percent(part), "base": Money(of, year.currency)}
        )
        return AllocationLine(code, Sentence(label), cents, formula, f"{LAW} art. {article}")
