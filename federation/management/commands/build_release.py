"""`manage.py build_release --period 2026-Q3 --out DIR`: every file of a quarter's release, without publishing it.

The same contributions give the same bytes. Prints each withheld cell and why.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cooperatives.queries.directory import the_federation
from coopplatform.kernel.errors import DomainError
from coopplatform.tenancy.scope import scope
from federation.domain.release.files import about, plain, release_files
from federation.domain.release.period import Quarter
from federation.queries.drafts import draft_of
from federation.queries.releases import release


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
            body, files = self._built(period, release_version)
        except DomainError as problem:
            raise CommandError(str(problem)) from problem
        out.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (out / name).write_text(text, encoding="utf-8", newline="")
        for name, said in about(files).items():
            self.stdout.write(f"{said['sha256']}  {said['bytes']:>8}  {name}")
        hidden = withheld(body)
        self.stdout.write(f"{body['period']} v{body['version']}: {len(hidden)} cells withheld")
        for where, why in hidden:
            self.stdout.write(f"  {where}: {why}")

    @staticmethod
    def _built(period: str, version: int | None) -> tuple[dict[str, Any], dict[str, str]]:
        quarter = Quarter.parse(period)
        if version is not None:
            known = release(period, version)
            if known is None:
                raise CommandError(f"{period} has no version {version}.")
            return known.body, release_files(known.body)
        federation = the_federation()
        if federation is None:
            raise CommandError("No federation is founded here.")
        with scope(federation.pk):
            body = dict(draft_of(quarter, at=timezone.now()).body)
        # Dated by its quarter, not by today: the same contributions give the same bytes on any day.
        body["published_on"] = quarter.last.isoformat()
        return body, release_files(body)


def withheld(body: dict[str, Any]) -> list[tuple[str, str]]:
    """Each withheld cell with its reason, in the order of the release."""
    found = [
        (f"indicators {row['code']}", plain(row["reason"]))
        for row in body["indicators"]
        if row["value"] is None
    ]
    for table in body["tables"]:
        found += [
            (f"{table['code']} {'/'.join(cell['key'])} {cell['measure']}", plain(cell["reason"]))
            for cell in table["cells"]
            if cell["value"] is None
        ]
    return found
