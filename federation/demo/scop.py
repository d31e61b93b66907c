"""What the French co-op of the demo agreed on with whom: contracts, rates, days away, customers and suppliers.

All of it is invented, and shows it: the SIREN is the textbook's 123 456 782, the bank has the code 99999.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from schwifty import IBAN

from cooperatives.domain.sections import GROCERIES, MEALS, PARCELS
from members.domain.absence import AbsenceKind

BANK_CODE = "99999"
PERMANENT = "permanent"
Day = tuple[int, int]
"""Month and day of the running year."""


def iban(number: int) -> str:
    """An account at the bank that does not exist; its check digits hold."""
    return str(IBAN.generate("FR", bank_code=BANK_CODE, branch_code="00001", account_code=f"{number:011}"))


@dataclass(frozen=True, slots=True)
class Hired:
    """A contract: hours a week, cents an hour; `free_from` is the weekday (0 Monday) the days off begin on.

    `rate_points` is the tax office's rate in hundredths of a percent; None: it sent none.
    """

    login: str
    job_title: str
    grid_class: str
    weekly_hours: int
    days_a_week: int
    hourly_cents: int
    free_from: int
    street: str
    rate_points: int | None = None
    short_hours_reason: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """Days away in the running year, asked for (a sick note: handed in) on `told`."""

    login: str
    kind: AbsenceKind
    first: Day
    last: Day
    told: Day
    note: str = ""


@dataclass(frozen=True, slots=True)
class Besides:
    """Something a month's pay holds beside hours: cents, or kilometres; `is_asked` by the member themselves."""

    month: int
    login: str
    kind: str
    amount: int
    note: str
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class Customer:
    """Rounds sold by the month: `cents` net of a usual one, for one activity of the books."""

    code: str
    name: str
    activity: str
    cents: int


@dataclass(frozen=True, slots=True)
class Supplier:
    """An invoice a month: `cents` net, more or less by `swing` per cent, dated `day`; `is_taxed` with VAT."""

    postcode: str
    code: str
    name: str
    account: str
    what: str
    cents: int
    day: int
    swing: int = 0
    is_taxed: bool = True
    section: str = ""


@dataclass(frozen=True, slots=True)
class Employer:
    """What the co-op is for payroll and its bank."""

    iban: str
    bank: str
    agreement: str
    fund_address: str
    professional: str
    facts: dict[str, str]
    grid: tuple[dict[str, Any], ...]
    bike_km_cents: int
    people: tuple[Hired, ...]
    away: tuple[Away, ...] = ()
    besides: tuple[Besides, ...] = ()
    customers: tuple[Customer, ...] = ()
    suppliers: tuple[Supplier, ...] = ()
    season: tuple[float, ...] = field(default=(1.0,) * 12)

    def hired(self, login: str) -> Hired:
        return next(person for person in self.people if person.login == login)


VOTED = "grille votée par l’assemblée générale"
COURSIER, REFERENT = "Coursier à vélo", "Coursier référent"
COURSIERE = "Coursière à vélo"
STUDIES = "Demande écrite : études de master"
LEAVE, SICK = AbsenceKind.PAID_LEAVE, AbsenceKind.SICKNESS

LA_ROUE_LIBRE = Employer(
    iban=iban(1),
    bank="Banque de l’Exemple",
    agreement="Transports routiers et activités auxiliaires du transport (IDCC 16)",
    fund_address="Urssaf Provence-Alpes-Côte d’Azur",
    professional="C. Exemple, gestionnaire de paie, cabinet L’Exemple",
    facts={
        "headcount": "9",
        "atmp_rate_pct": "2.62",
        "health_plan_total": "46.00",
        "health_plan_employer_pct": "60",
        "prevoyance_employee_pct": "0.35",
        "prevoyance_employer_pct": "0.45",
    },
    grid=(
        {"class": "C1", "label": COURSIER, "hourly_cents": 1320, "since": "2025-01-01", "source": VOTED},
        {"class": "C2", "label": "Vélo-cargo", "hourly_cents": 1390, "since": "2025-01-01", "source": VOTED},
        {"class": "C3", "label": REFERENT, "hourly_cents": 1480, "since": "2025-01-01", "source": VOTED},
    ),
    bike_km_cents=25,
    people=(
        Hired("alma", COURSIERE, "C2", 30, 5, 1420, 5, "3 rue de l’Exemple", 210),
        Hired("karim", REFERENT, "C3", 35, 5, 1530, 6, "8 rue de l’Exemple", 480),
        Hired("ines", COURSIERE, "C2", 35, 5, 1440, 0, "15 avenue de l’Exemple"),
        Hired("luca", COURSIER, "C1", 28, 4, 1360, 5, "2 escalier de l’Exemple", 0),
        Hired("sofia", COURSIERE, "C1", 24, 4, 1350, 6, "27 rue de l’Exemple"),
        Hired("hugo", "Coursier en vélo-cargo", "C2", 35, 5, 1410, 0, "6 place de l’Exemple", 350),
        Hired("maya", COURSIERE, "C1", 18, 3, 1340, 4, "11 rue de l’Exemple", 0, STUDIES),
        Hired("tom", COURSIER, "C1", 30, 5, 1370, 6, "19 avenue de l’Exemple"),
        Hired("lea", "Coursière référente", "C3", 26, 4, 1500, 0, "4 montée de l’Exemple", 290),
    ),
    away=(
        Away("tom", LEAVE, (2, 16), (2, 22), (1, 12)),
        Away("sofia", SICK, (3, 9), (3, 22), (3, 10), "Arrêt de travail"),
        Away("ines", AbsenceKind.FAMILY_EVENT, (5, 12), (5, 15), (4, 2), "Mariage"),
        Away("hugo", LEAVE, (6, 15), (6, 28), (4, 20)),
        Away("alma", LEAVE, (7, 6), (7, 19), (4, 20)),
        Away("ines", LEAVE, (7, 20), (8, 2), (4, 22)),
        Away("maya", LEAVE, (7, 27), (8, 9), (5, 4)),
        Away("karim", LEAVE, (8, 3), (8, 23), (4, 27)),
        Away("luca", LEAVE, (8, 10), (8, 23), (5, 5)),
        Away("lea", LEAVE, (8, 24), (9, 6), (5, 11)),
        Away("hugo", SICK, (9, 14), (9, 18), (9, 14), "Arrêt de travail"),
        Away("maya", SICK, (11, 9), (11, 11), (11, 9), "Arrêt de travail"),
        Away("luca", LEAVE, (11, 16), (11, 21), (10, 5)),
    ),
    besides=(
        Besides(2, "karim", "bonus", 15_000, "Prime de référent, décision du 12 février"),
        Besides(3, "ines", "expenses", 4_790, "Gants et feux, ticket du 12 mars"),
        Besides(4, "tom", "advance", 20_000, "Acompte du 14 avril"),
        Besides(5, "hugo", "tips", 4_250, "Pourboires par carte du mois"),
        Besides(6, "alma", "bike_km", 180, "Vélo personnel, panne du cargo du 2 au 13 juin", is_asked=True),
        Besides(7, "lea", "bonus", 12_000, "Formation de deux nouvelles tournées"),
        Besides(9, "luca", "expenses", 3_160, "Chambre à air et patins, ticket du 3 septembre", is_asked=True),
        Besides(10, "alma", "bonus", 10_000, "Prime de fin de saison, décision du 6 octobre"),
    ),
    customers=(
        Customer("COLIS", "Colis du Littoral", PARCELS, 1_215_000),
        Customer("HALLES", "Les Halles de l’Exemple", GROCERIES, 580_000),
        Customer("CANTINES", "Cantines du Midi", MEALS, 655_000),
    ),
    suppliers=(
        Supplier("06240", "F-LOYER", "SCI de l’Exemple", "6132", "Loyer de l’atelier", 98_000, 1),
        Supplier(
            "79000", "F-ASSUR", "Mutuelle d’assurance de l’Exemple", "616", "Assurance", 38_600, 3, is_taxed=False,
        ),
        Supplier("75015", "F-TEL", "Télécom de l’Exemple", "626", "Téléphones des coursiers", 13_400, 5),
        Supplier("69003", "F-ENERGIE", "Énergie de l’Exemple", "6061", "Électricité, recharge", 14_200, 8, swing=25),
        Supplier("06300", "F-VELO", "Atelier du vélo-cargo", "6155", "Entretien des vélos", 56_000, 12, swing=30),
        Supplier("06500", "F-COMPTA", "Cabinet L’Exemple", "6226", "Honoraires comptables", 19_000, 15),
        Supplier("69007", "F-SACS", "Sacs isothermes SARL", "6068", "Sacs, contenants", 8_500, 16, 40, True, MEALS),
        Supplier(
            "75011", "F-FEDE", "Fédération des coursières et coursiers", "6281", "Logiciel et fédération", 29_000, 18,
            is_taxed=False,
        ),
    ),
    season=(0.96, 0.95, 1.0, 1.02, 1.04, 1.06, 1.05, 0.97, 1.03, 1.03, 1.03, 1.08),
)  # fmt: skip


def on(year: int, day: Day) -> date:
    """That day of a year."""
    return date(year, *day)
