"""The demo's other co-ops: they ride elsewhere with other software, and share their months as sums.

Five belong, one has applied. Each has a seat, a legal form, its number of workers and two people with accounts.
"""

from dataclasses import dataclass

from cooperatives.domain.roles import Role
from coopplatform.kernel.geo import Point
from federation.demo.cast import Person


@dataclass(frozen=True, slots=True)
class Neighbour:
    """`workers` at the end of the last quarter; `monthly_deliveries` in a usual month of theirs."""

    slug: str
    name: str
    legal_form: str
    country: str
    timezone: str
    town: str
    seat: Point
    workers: int
    monthly_deliveries: int
    people: tuple[Person, ...]
    is_member: bool = True


def _people(login: str, admin: str, delegate_login: str, delegate: str) -> tuple[Person, ...]:
    return (
        Person(login, admin, Role.COOP_ADMIN, locale="fr"),
        Person(login, admin, Role.TREASURER, locale="fr"),
        Person(delegate_login, delegate, Role.DELEGATE, locale="fr"),
    )


BORDEAUX = Neighbour(
    "bordeaux", "Les Sacoches bordelaises", "scop-sarl", "FR", "Europe/Paris", "Bordeaux",
    Point(44.8378, -0.5792), 22, 5_400, _people("margaux", "Margaux Duprat", "ousmane", "Ousmane Ba"),
)  # fmt: skip
RENNES = Neighbour(
    "rennes", "Rayon Vert", "scop-sas", "FR", "Europe/Paris", "Rennes",
    Point(48.1173, -1.6778), 14, 3_100, _people("gwenn", "Gwenn Le Goff", "paul", "Paul Riou"),
)  # fmt: skip
GRENOBLE = Neighbour(
    "grenoble", "La Petite Reine", "scop-sarl", "FR", "Europe/Paris", "Grenoble",
    Point(45.1885, 5.7245), 9, 1_900, _people("lila", "Lila Ferrand", "joao", "João Pinto"),
)  # fmt: skip
BRUXELLES = Neighbour(
    "bruxelles", "Dérailleur", "sc-agreee", "BE", "Europe/Brussels", "Bruxelles",
    Point(50.8503, 4.3517), 50, 12_800, _people("saskia", "Saskia Peeters", "yassine", "Yassine Amrani"),
)  # fmt: skip
LIEGE = Neighbour(
    "liege", "Mosa Vélo", "sc-agreee", "BE", "Europe/Brussels", "Liège",
    Point(50.6326, 5.5797), 7, 1_300, _people("denis", "Denis Lambert", "amina", "Amina Kaya"),
)  # fmt: skip
LYON = Neighbour(
    "lyon", "Traboules à vélo", "association", "FR", "Europe/Paris", "Lyon",
    Point(45.7640, 4.8357), 5, 1_000, _people("elsa", "Elsa Chavanne", "idris", "Idris Cohen"),
    is_member=False,
)  # fmt: skip
"""An association on its way to become a co-op; more than half of its hours are self-employed."""

NEIGHBOURS = (BORDEAUX, RENNES, GRENOBLE, BRUXELLES, LIEGE, LYON)
