"""`manage.py verify_archive FILE [--key KEY]`: whether an archive is whole and by whom it was signed; no database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coopplatform.kernel.errors import Invalid
from federation.domain.archive import verify_archive


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--key",
            action="append",
            default=[],
            help="a public key you trust (base64); may be given several times",
        )

    def handle(self, *args: Any, file: Path, key: list[str], **options: Any) -> None:
        try:
            with file.open("rb") as archive:
                found = verify_archive(archive, trusted=key)
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
        except Invalid as problem:
            raise CommandError(f"{file} does not hold: {problem}") from problem
        self.stdout.write(
            f"{file} is whole: {found.cooperative}, made {found.made_at}, {found.files} files, {found.rows} rows."
        )
        trust = "the key you trust" if found.is_trusted else "a key you did not name: compare it with --key"
        self.stdout.write(f"Signed by {found.public_key}, {trust}.")
