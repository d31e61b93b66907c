"""`manage.py draw_panel --seed SEED COOPERATIVE:PSEUDONYM…`: draw a panel again from what is published; no database.

Prints the panel in its order: the ticket (sha256 of `seed:pseudonym`), the pseudonym, the co-op.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coopplatform.kernel.errors import NotAllowedNow
from federation.domain.review.lot import Candidate, draw_panel
from federation.domain.review.terms import SEATS


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("candidates", nargs="+", metavar="COOPERATIVE:PSEUDONYM")
        parser.add_argument("--seed", required=True)
        parser.add_argument("--against", default="", help="the co-op that appeals: its workers do not sit")
        parser.add_argument("--seats", type=int, default=SEATS.number)

    def handle(
        self, *args: Any, candidates: list[str], seed: str, against: str, seats: int, **options: Any
    ) -> None:
        found = []
        for text in candidates:
            home, colon, pseudonym = text.partition(":")
            if not (home and colon and pseudonym):
                raise CommandError(f"{text} is no cooperative:pseudonym.")
            found.append(Candidate(pseudonym, home))
        try:
            panel = draw_panel(seed, found, against=against, seats=seats)
        except NotAllowedNow as problem:
            raise CommandError(str(problem)) from problem
        for one in panel:
            self.stdout.write(f"{one.ticket(seed)} {one.pseudonym} {one.cooperative}")
