"""When an invoice is due, and what law wants said about paying late: dated, with its source."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import half_up
from coopplatform.kernel.text import _
from coopplatform.kernel.time import last_of_month

USUAL_DAYS = 30
DAYS_OF_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class LateRate:
    """Penalties for paying late from a day on and until another: hundredths of a percent a year."""

    since: date
    until: date
    basis_points: int


# C. com. art. L441-10 II: the ECB's rate for its main refinancing operations on 1 January holds for the first half of
# the year, that on 1 July for the second, and ten points are added. A half-year that is not here the co-op enters.
LATE_RATES: dict[str, tuple[LateRate, ...]] = {
    "FR": (
        LateRate(date(2024, 7, 1), date(2024, 12, 31), 1_425),
        LateRate(date(2025, 1, 1), date(2025, 6, 30), 1_315),
        LateRate(date(2025, 7, 1), date(2025, 12, 31), 1_215),
        LateRate(date(2026, 1, 1), date(2026, 6, 30), 1_215),
    ),
}


@dataclass(frozen=True, slots=True)
class LateRules:
    """A country's rules from a day on. `most_days` is the longest term allowed, counted from the invoice's day.

    The sentences are what an invoice must carry, empty where none is demanded; `indemnity` takes the amount.
    """

    since: date
    most_days: int
    indemnity_cents: int
    penalty: str
    indemnity: str
    discount: str
    source: str


# The sentences are those of the country's law, in its language; they are not translated.
LATE_RULES: dict[str, tuple[LateRules, ...]] = {
    "FR": (
        LateRules(
            date(2013, 1, 1),
            30,
            4_000,
            "En cas de retard de paiement, pénalités au taux d'intérêt de la Banque centrale européenne pour son "
            "opération de refinancement la plus récente, majoré de 10 points (C. com. art. L441-10 II).",
            "Indemnité forfaitaire pour frais de recouvrement due de plein droit en cas de retard : %(amount)s "
            "(C. com. art. D441-5).",
            "Pas d'escompte pour paiement anticipé.",
            "Code de commerce, art. L441-9, L441-10, L441-11 II 5° (transport : 30 jours), D441-5",
        ),
    ),
    "BE": (
        LateRules(
            date(2022, 2, 1),
            60,
            4_000,
            "En cas de retard de paiement, intérêts au taux de la loi du 2 août 2002 (art. 5).",
            "Indemnité forfaitaire pour frais de recouvrement en cas de retard : %(amount)s (même loi, art. 6).",
            "",
            "Loi du 2 août 2002 concernant la lutte contre le retard de paiement, art. 4 à 6 (loi du 14 août 2021)",
        ),
    ),
}
ELSEWHERE = LateRules(date(2013, 3, 16), 60, 0, "", "", "", "Directive 2011/7/EU, art. 3(5), as a guide")


def late_rules(country: str, on: date) -> LateRules:
    """Those in force in the seller's country that day; elsewhere nothing is demanded beyond the term."""
    country = {"MC": "FR"}.get(country, country)
    known = [rules for rules in LATE_RULES.get(country, ()) if rules.since <= on]
    return known[-1] if known else ELSEWHERE


def late_rate(country: str, on: date) -> int | None:
    """The yearly penalty rate of that day in hundredths of a percent, if it is known here."""
    country = {"MC": "FR"}.get(country, country)
    return next(
        (rate.basis_points for rate in LATE_RATES.get(country, ()) if rate.since <= on <= rate.until), None
    )


def penalty_cents(open_cents: int, basis_points: int, days: int) -> int:
    """Simple interest for so many days of a year of 365, halves up."""
    return half_up(open_cents * Fraction(basis_points, 10_000) * Fraction(days, DAYS_OF_A_YEAR))


@dataclass(frozen=True, slots=True)
class Terms:
    """So many days from the invoice's day, then on to the end of that month if agreed so."""

    days: int = USUAL_DAYS
    is_end_of_month: bool = False

    def due_on(self, issued_on: date) -> date:
        day = issued_on + timedelta(days=self.days)
        return last_of_month(day) if self.is_end_of_month else day


def check_terms(terms: Terms, rules: LateRules) -> None:
    """Raises Invalid for a term that may run longer than law allows."""
    longest = terms.days + (30 if terms.is_end_of_month else 0)
    if terms.days < 0 or longest > rules.most_days:
        raise Invalid(
            "term_too_long",
            _("At most %(days)s days from the invoice's day (%(source)s)."),
            field="terms_days",
            days=rules.most_days,
            source=rules.source,
        )
