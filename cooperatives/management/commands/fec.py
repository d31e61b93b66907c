"""Write a co-op's fichier des écritures comptables: manage.py fec SLUG YEAR [--out DIR] [--centralise-pay]"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cooperatives.queries.access import cooperative
from cooperatives.queries.fec import fec
from cooperatives.queries.here import inside
from coopplatform.kernel.errors import DomainError


class Command(BaseCommand):
    help = "Writes <SIREN>FEC<AAAAMMJJ>.txt of a co-op's year (LPF art. A47 A-1) and prints where."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("year", type=int)
        parser.add_argument("--out", type=Path, default=Path(), help="the folder to write to (here)")
        parser.add_argument(
            "--centralise-pay", action="store_true", help="add up the lines of each pay entry"
        )

    def handle(
        self, *args: Any, slug: str, year: int, out: Path, centralise_pay: bool, **options: Any
    ) -> None:
        found = cooperative(slug)
        if found is None:
            raise CommandError(f"There is no co-op called {slug}.")
        if not out.is_dir():
            raise CommandError(f"There is no folder {out}.")
        try:
            with inside(found):
                name, content = fec(year, is_pay_centralised=centralise_pay, at=timezone.now())
        except DomainError as refusal:
            raise CommandError(str(refusal)) from None
        (out / name).write_bytes(content)
        self.stdout.write(str(out / name))
