"""`manage.py verify_chains`: whether the federation's register is as it was written, transition by transition."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cooperatives.queries.directory import the_federation
from coopplatform.tenancy.scope import scope
from federation.queries.membership import broken_chains, histories


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        federation = the_federation()
        if federation is None:
            raise CommandError("No federation is founded yet.")
        with scope(federation.pk):
            broken, chains = broken_chains(), len(histories())
        if broken:
            told = ", ".join(f"{slug}: transition {number}" for slug, number in sorted(broken.items()))
            raise CommandError(f"The register does not hold. {told}")
        self.stdout.write(f"{chains} chain{'s hold' if chains != 1 else ' holds'}.")
