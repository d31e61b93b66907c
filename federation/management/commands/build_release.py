"""`manage.py build_release --period 2026-Q3 --out DIR`: every file of a quarter's release, without publishing it.

The same contributions give the same bytes. Prints each withheld cell and why.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coopplatform.kernel.errors import DomainError
from federation.domain.release.files import about, withheld
from federation.queries.building import built


class Command(BaseCommand):
    help = "Write the files of a quarter's release into a folder, and print what is withheld and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--period", required=True, metavar="2026-Q3")
        parser.add_argument("--out", required=True, type=Path, metavar="DIR")
        parser.add_argument(
            "--release-version",
            type=int,
            metavar="N",
            help="write this published version again instead of a new draft",
        )

    def handle(
        self, *args: Any, period: str, out: Path, release_version: int | None = None, **options: Any
    ) -> None:
        try:
            made = built(period, release_version)
        except DomainError as problem:
            raise CommandError(str(problem)) from problem
        made.write_to(out)
        for name, said in about(made.files).items():
            self.stdout.write(f"{said['sha256']}  {said['bytes']:>8}  {name}")
        hidden = withheld(made.body)
        self.stdout.write(f"{made.body['period']} v{made.body['version']}: {len(hidden)} cells withheld")
        for where, why in hidden:
            self.stdout.write(f"  {where}: {why}")
