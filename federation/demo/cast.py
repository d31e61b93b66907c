"""Who is who in the demo: four tenants, their towns, prices and people.

La Roue Libre is a French SCOP, with its seat in Beausoleil, that rides in the streets of Monaco beside it: there was no
extract of a French town at hand. So it pays wages, keeps books and writes its FEC by French law.
"""

from dataclasses import dataclass
from typing import Any

from cooperatives.domain.roles import Role
from coopplatform.kernel.geo import Point
from federation.demo.scop import LA_ROUE_LIBRE, Employer

PASSWORD = "ride-together"  # noqa: S105 -- of accounts that exist in demo mode only
DOMAIN = "demo.coop"
ALMA = f"alma@{DOMAIN}"
RIDERS_WITH_PASSWORD = ("alma", "malik")
LABOUR = {
    "day_max": {"limit": 10, "mode": "warn"},
    "week_max": {"limit": 48, "mode": "warn"},
    "daily_rest": {"limit": 11, "mode": "warn"},
    "weekly_rest": {"limit": 35, "mode": "warn"},
    "break": {"limit": 20, "mode": "warn"},
    "notice": {"limit": 7, "mode": "warn"},
}
"""What the demo's co-ops agreed on where their country's law is not in the platform's tables."""
LABOUR_IN_FRANCE = {"day_max": {"mode": "warn"}, "week_max": {"mode": "warn"}}
"""Only told, where the law's table would refuse: whoever is simulated rides around the clock."""


@dataclass(frozen=True, slots=True)
class Person:
    """`login` is what stands before the @; couriers also wear two letters."""

    login: str
    name: str
    role: Role
    code: str = ""
    locale: str = ""

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"


@dataclass(frozen=True, slots=True)
class DemoCooperative:
    """A member co-op. Orders stay within `radius_metres` of `centre`: an extract may hold a whole country.

    `employer` where the whole of the wages is computed and the books of a year are kept.
    """

    slug: str
    name: str
    country: str
    currency: str
    timezone: str
    locale: str
    town: str
    centre: Point
    radius_metres: int
    pricing: dict[str, int]
    hourly_cents: int
    people: tuple[Person, ...]
    registration_number: str = ""
    activity_code: str = ""
    address: str = ""
    employer: Employer | None = None

    @property
    def couriers(self) -> list[Person]:
        return [person for person in self.people if person.role == Role.COURIER]

    def person(self, role: Role) -> Person:
        return next(person for person in self.people if person.role == role)

    @property
    def terms(self) -> dict[str, Any]:
        return {
            "pricing": self.pricing,
            "dispatch": {},
            "pay": {"sunday_percent": 20, "night_percent": 10, "holiday_percent": 100} | self._voted_pay,
            "surplus": {
                "work_percent": 40,
                "development_percent": 30,
                "interest_percent": 2,
                "key": "hours",
                "nominal_cents": 2_000,
                "minimum_units": 5,
                "refund_years": 5,
                "reserves_absorb_losses": True,
            },
            "labour": LABOUR_IN_FRANCE if self.country == "FR" else LABOUR,
            "roster": {"swap_needs_approval": True, "breaks_are_paid": False, "give_back_hours": 24},
        }

    @property
    def _voted_pay(self) -> dict[str, Any]:
        if self.employer is None:
            return {}
        return {"grid": list(self.employer.grid), "bike_km_cents": self.employer.bike_km_cents}


def _couriers(*names: str) -> tuple[Person, ...]:
    """`login Name of the person LE`: an account, a name, two letters."""
    found = []
    for line in names:
        login, *name, code = line.split()
        found.append(Person(login, " ".join(name), Role.COURIER, code))
    return tuple(found)


MONACO = DemoCooperative(
    slug="monaco",
    name="La Roue Libre",
    country="FR",
    currency="EUR",
    timezone="Europe/Paris",
    locale="fr",
    town="Monaco",
    centre=Point(43.7384, 7.4246),
    radius_metres=2_500,
    pricing={
        "base_cents": 860,
        "included_metres": 1000,
        "per_km_cents": 110,
        "included_bags": 2,
        "per_extra_bag_cents": 60,
    },
    hourly_cents=1450,
    registration_number="12345678200010",
    activity_code="5320Z",
    address="1 boulevard de l’Exemple, 06240 Beausoleil",
    employer=LA_ROUE_LIBRE,
    people=(
        Person("rosa", "Rosa Ferrero", Role.STORE_STAFF, locale="fr"),
        Person("bruno", "Bruno Lanteri", Role.DISPATCHER, locale="fr"),
        Person("theo", "Théo Marchetti", Role.TREASURER, locale="fr"),
        Person("nour", "Nour Benali", Role.COOP_ADMIN, locale="fr"),
        Person("ines", "Inès Moreau", Role.DELEGATE, locale="fr"),
        *_couriers(
            "alma Alma Vidal AL",
            "karim Karim Haddad KA",
            "ines Inès Moreau IN",
            "luca Luca Parodi LU",
            "sofia Sofia Costa SO",
            "hugo Hugo Bernard HU",
            "maya Maya Okafor MY",
            "tom Tom Garnier TO",
            "lea Léa Rossi LE",
        ),
    ),
)
VADUZ = DemoCooperative(
    slug="vaduz",
    name="Velokurier Vaduz",
    country="LI",
    currency="CHF",
    timezone="Europe/Vaduz",
    locale="de",
    town="Vaduz",
    centre=Point(47.1410, 9.5209),
    radius_metres=3_500,
    pricing={
        "base_cents": 1480,
        "included_metres": 1500,
        "per_km_cents": 140,
        "included_bags": 2,
        "per_extra_bag_cents": 80,
    },
    hourly_cents=2600,
    people=(
        Person("sepp", "Sepp Frick", Role.STORE_STAFF),
        Person("chloe", "Chloé Hasler", Role.DISPATCHER, locale="fr"),
        Person("greta", "Greta Ospelt", Role.TREASURER),
        Person("urs", "Urs Marxer", Role.COOP_ADMIN),
        Person("eva", "Eva Schädler", Role.DELEGATE),
        *_couriers(
            "malik Malik Sow MA",
            "anja Anja Beck AN",
            "jonas Jonas Büchel JO",
            "petra Petra Vogt PE",
            "nils Nils Kaiser NI",
            "eva Eva Schädler EV",
            "dario Dario Wolfinger DA",
            "lena Lena Hilti LN",
        ),
    ),
)
HELSINKI = DemoCooperative(
    slug="helsinki",
    name="Pyöräkuriirit",
    country="FI",
    currency="EUR",
    timezone="Europe/Helsinki",
    locale="fi",
    town="Helsinki",
    centre=Point(60.1690, 24.9430),
    radius_metres=2_500,
    pricing={
        "base_cents": 880,
        "included_metres": 1000,
        "per_km_cents": 100,
        "included_bags": 2,
        "per_extra_bag_cents": 50,
    },
    hourly_cents=1520,
    people=(
        Person("aino", "Aino Virtanen", Role.STORE_STAFF),
        Person("onni", "Onni Laine", Role.DISPATCHER),
        Person("helmi", "Helmi Korhonen", Role.TREASURER),
        Person("eero", "Eero Niemi", Role.COOP_ADMIN),
        Person("saga", "Saga Lind", Role.DELEGATE),
        *_couriers(
            "malik Malik Sow MA",
            "venla Venla Mäkinen VE",
            "otso Otso Heikkinen OT",
            "saga Saga Lind SA",
            "leo Leo Koskinen LE",
            "kaisa Kaisa Salo KA",
            "jari Jari Rinne JA",
            "minea Minea Aalto MI",
        ),
    ),
)
MEMBERS = (MONACO, VADUZ, HELSINKI)

FEDERATION = "federation"
FEDERATION_NAME = "Fédération des coursières et coursiers"
FEDERATION_TERMS: dict[str, Any] = {
    "statistics": {
        "euros_per_unit": {
            "CHF": {"euros": "1.07", "on": "2026-10-30", "source": "rate of the demo, no quotation"}
        }
    }
}
FEDERATION_STAFF = (
    Person("fatou", "Fatou Diallo", Role.REVIEWER, locale="fr"),
    Person("fatou", "Fatou Diallo", Role.STATISTICIAN, locale="fr"),
    Person("rui", "Rui Tavares", Role.REVIEWER, locale="fr"),
    Person("rui", "Rui Tavares", Role.TREASURER, locale="fr"),
    Person("simone", "Simone Vasseur", Role.BOARD, locale="fr"),
    Person("kofi", "Kofi Mensah", Role.BOARD),
)
