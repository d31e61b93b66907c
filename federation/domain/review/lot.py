"""Five workers drawn by lot, so that anybody can draw them again and get the same.

Each candidate's ticket is the sha256 of `seed:pseudonym`. Tickets are sorted; the lowest of each co-op comes first, so
that no co-op fills the panel while others are there; then the next of each.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from federation.domain.review.terms import SEATS


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """A worker who is willing, known by a pseudonym and their co-op only."""

    pseudonym: str
    cooperative: str

    def ticket(self, seed: str) -> str:
        return hashlib.sha256(f"{seed}:{self.pseudonym}".encode()).hexdigest()


def draw_panel(
    seed: str, candidates: Iterable[Candidate], *, against: str, seats: int = SEATS.number
) -> list[Candidate]:
    """The panel in the order it was drawn; nobody of the co-op `against` sits in it.

    Raises NotAllowedNow when fewer than `seats` others are willing.
    """
    others = sorted(
        {one for one in candidates if one.cooperative != against}, key=lambda one: (one.ticket(seed), one)
    )
    if len(others) < seats:
        raise NotAllowedNow(
            "too_few_candidates",
            _("%(willing)s workers of other cooperatives are willing; a panel has %(seats)s."),
            willing=len(others),
            seats=seats,
        )
    rounds = Counter[str]()
    places: list[tuple[int, int, Candidate]] = []
    for number, one in enumerate(others):
        places.append((rounds[one.cooperative], number, one))
        rounds[one.cooperative] += 1
    return [one for _round, _number, one in sorted(places)][:seats]


def verdict(votes: Iterable[bool], *, seats: int = SEATS.number) -> bool | None:
    """Whether the decision is overturned, once more than half of the seats agree; None until then."""
    given = list(votes)
    for is_overturned in (True, False):
        if given.count(is_overturned) * 2 > seats:
            return is_overturned
    return None
